import type { Migration } from '../migrate.ts';

/** Everything about who may do what: ways to sign in, invitations, kinds of credentials, signing keys, the audit chain, public profiles. */
export const identity: Migration = {
  version: 2,
  name: 'identity',
  up: [
    `create table deployment (name text primary key, value text not null)$strict`,
    `alter table orgs add column personal_of $uuid references users (id)`,
    // Kept beside the membership, because sessions go when somebody signs out.
    `alter table memberships add column last_seen_at $int`,
    `alter table users add column email_verified $int not null default 0`,
    `alter table users add column two_factor_enabled $int not null default 0`,
    `alter table users add column must_change_password $int not null default 0`,
    `alter table users add column updated_at $int not null default 0`,
    `update users set updated_at = created_at`,
    // One row for each way in which a person signs in: their password, or an account at an OpenID provider.
    `create table login_accounts (id $uuid primary key, user_id $uuid not null references users (id), provider text not null,
      account_id text not null, password_hash text, created_at $int not null, updated_at $int not null)$strict`,
    `create unique index login_accounts_account on login_accounts (provider, account_id)`,
    `create index login_accounts_user on login_accounts (user_id)`,
    `insert into login_accounts (id, user_id, provider, account_id, password_hash, created_at, updated_at)
      select id, id, 'credential', cast(id as text), password_hash, created_at, created_at from users where password_hash is not null`,
    `alter table users drop column password_hash`,
    `alter table login_sessions add column method text not null default 'password'`,
    `create table verifications (id $uuid primary key, identifier text not null, value text not null, expires_at $int not null,
      created_at $int not null, updated_at $int not null)$strict`,
    `create index verifications_identifier on verifications (identifier)`,
    `create index verifications_age on verifications (expires_at)`,
    `create table two_factors (id $uuid primary key, user_id $uuid not null unique references users (id), secret text not null,
      backup_codes text not null, verified $int not null, last_used_step $int not null default 0)$strict`,
    `create table passkeys (id $uuid primary key, user_id $uuid not null references users (id), name text, public_key text not null,
      credential_id text not null unique, counter $int not null, device_type text not null, backed_up $int not null, transports text,
      aaguid text, created_at $int not null)$strict`,
    `create index passkeys_user on passkeys (user_id)`,
    `create table invitations (id $uuid primary key, org_id $uuid not null references orgs (id), kind text not null, email text, role text,
      token_hash text not null unique, invited_by text not null, created_at $int not null, expires_at $int not null, accepted_at $int,
      accepted_by $uuid, revoked_at $int)$strict`,
    `create index invitations_org on invitations (org_id, id)`,
    `alter table agents add column token_epoch $int not null default 0`,
    `alter table credentials add column agent_id $uuid references agents (id)`,
    `alter table credentials add column user_id $uuid references users (id)`,
    `alter table credentials add column parent_id $uuid references credentials (id)`,
    `alter table credentials add column rate_limit_per_minute $int`,
    `alter table credentials add column max_concurrent $int`,
    `alter table credentials add column rotated_from $uuid references credentials (id)`,
    `alter table credentials add column grace_until $int`,
    // A key has one successor, however many ask for one at once.
    `create unique index credentials_successor on credentials (rotated_from) where rotated_from is not null`,
    `create index credentials_agent on credentials (agent_id, id) where agent_id is not null`,
    `create index credentials_user on credentials (user_id, id) where user_id is not null`,
    `create index credentials_parent on credentials (parent_id) where parent_id is not null`,
    `drop index credentials_name`,
    `create unique index credentials_name on credentials (org_id, lower(name))
      where revoked_at is null and grace_until is null and kind = 'api_key'`,
    `create table credential_networks (credential_id $uuid not null references credentials (id), cidr text not null,
      primary key (credential_id, cidr))$rowid`,
    `create table credential_usage (credential_id $uuid not null references credentials (id), day $int not null, requests $int not null,
      primary key (credential_id, day))$rowid`,
    `create table signing_keys (kid text primary key, public_jwk_json text not null, private_sealed text not null, created_at $int not null,
      retired_at $int)$strict`,
    `alter table audit_entries add column agent_id $uuid`,
    `alter table audit_entries add column seq $int`,
    `alter table audit_entries add column prev_hash text`,
    `alter table audit_entries add column hash text`,
    `create unique index audit_entries_seq on audit_entries (org_id, seq)`,
    `create index audit_entries_agent on audit_entries (agent_id, id) where agent_id is not null`,
    `create table audit_heads (org_id $uuid primary key references orgs (id), seq $int not null, hash text not null)$strict`,
    `create table profiles (agent_id $uuid primary key references agents (id), org_id $uuid not null references orgs (id),
      introduction text not null, category text not null, status text not null, created_at $int not null, updated_at $int not null)$strict`,
    `create index profiles_listed on profiles (created_at, agent_id) where status = 'active'`,
    `create index profiles_category on profiles (category, created_at, agent_id) where status = 'active'`,
    // The words of active profiles with what a hit is worth, newest profiles first among equals; once for all categories ('') and once for
    // the profile's own, so that a search reads the best hits of either from one end of one index.
    `create table profile_terms (category text not null, term text not null, weight $int not null, created_at $int not null,
      agent_id $uuid not null references agents (id), primary key (category, term, weight, created_at, agent_id))$rowid`,
    `create index profile_terms_agent on profile_terms (agent_id, category, term)`,
  ],
  only: {
    sqlite: [
      `create trigger audit_entries_no_update before update on audit_entries
        begin select raise(abort, 'audit entries are never changed'); end`,
      `create trigger audit_entries_no_delete before delete on audit_entries
        begin select raise(abort, 'audit entries are never deleted'); end`,
      // `insert or replace` takes the old row away without asking the trigger above.
      `create trigger audit_entries_no_replace before insert on audit_entries
        when exists (select 1 from audit_entries where id = new.id or (org_id = new.org_id and seq = new.seq))
        begin select raise(abort, 'audit entries are never replaced'); end`,
    ],
    postgres: [
      // Answers without the table which agents may be shown to strangers; SQLite would always take the primary key.
      `create index agents_active on agents (id) where status = 'active' and deleted_at is null`,
      `create function refuse_audit_change() returns trigger language plpgsql as
        'begin raise exception ''audit entries are never changed or deleted''; end'`,
      `create trigger audit_entries_no_change before update or delete on audit_entries
        for each row execute function refuse_audit_change()`,
      `create trigger audit_entries_no_truncate before truncate on audit_entries
        for each statement execute function refuse_audit_change()`,
    ],
  },
};
