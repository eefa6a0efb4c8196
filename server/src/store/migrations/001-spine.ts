import type { Migration } from '../migrate.ts';

/** Organisations, people, agents, credentials, sessions, runs and the event log. */
export const spine: Migration = {
  version: 1,
  name: 'spine',
  up: [
    `create table orgs (id $uuid primary key, slug text not null unique, name text not null, created_at $int not null)$strict`,

    `create table users (id $uuid primary key, number $int not null unique, email text not null, name text not null, status text not null,
      password_hash text, created_at $int not null)$strict`,
    `create unique index users_email on users (lower(email))`,

    `create table memberships (org_id $uuid not null references orgs (id), user_id $uuid not null references users (id), role text not null,
      created_at $int not null, primary key (org_id, user_id))$rowid`,

    `create table login_sessions (id $uuid primary key, token_hash text not null unique, user_id $uuid not null references users (id),
      org_id $uuid not null references orgs (id), csrf text not null, created_at $int not null, last_seen_at $int not null,
      expires_at $int not null, ip text not null, user_agent text not null)$strict`,
    `create index login_sessions_user on login_sessions (user_id)`,

    `create table one_time_links (token_hash text primary key, purpose text not null, org_id $uuid not null references orgs (id),
      user_id $uuid not null references users (id), created_at $int not null, expires_at $int not null, used_at $int)$strict`,

    `create table agents (id $uuid primary key, org_id $uuid not null references orgs (id), number $int not null unique, slug text not null,
      display_name text not null, description text not null, kind text not null, autonomy text not null, status text not null,
      version $int not null, max_concurrent $int not null, metadata_json text not null, created_at $int not null, updated_at $int not null,
      deleted_at $int)$strict`,
    `create unique index agents_slug on agents (org_id, lower(slug)) where deleted_at is null`,
    `create index agents_org on agents (org_id, id) where deleted_at is null`,

    `create table agent_versions (agent_id $uuid not null references agents (id), version $int not null, org_id $uuid not null, model text not null,
      system_prompt text, tools_json text not null, config_json text not null, note text, created_by text not null, created_at $int not null,
      primary key (agent_id, version))$rowid`,

    `create table agent_capabilities (agent_id $uuid not null references agents (id), capability text not null,
      primary key (agent_id, capability))$rowid`,

    // Runs that were counted already, so that counting an agent's runs reads only the newest ones.
    `create table agent_run_counts (agent_id $uuid primary key references agents (id), runs $int not null, upto_id $uuid not null,
      last_run_at $int not null)$strict`,

    `create table credentials (id $uuid primary key, number $int not null unique, org_id $uuid not null references orgs (id), kind text not null,
      name text not null, prefix text not null, hash text not null unique, org_wide $int not null, created_by text not null,
      created_at $int not null, expires_at $int, last_used_at $int, last_used_ip text, revoked_at $int, revoked_reason text)$strict`,
    `create unique index credentials_name on credentials (org_id, lower(name)) where revoked_at is null`,
    `create index credentials_org on credentials (org_id, id)`,

    `create table credential_scopes (credential_id $uuid not null references credentials (id), scope text not null,
      primary key (credential_id, scope))$rowid`,
    `create table credential_agents (credential_id $uuid not null references credentials (id), agent_id $uuid not null references agents (id),
      primary key (credential_id, agent_id))$rowid`,

    `create table provider_accounts (id $uuid primary key, org_id $uuid not null references orgs (id), provider text not null, label text not null,
      base_url text not null, key_sealed text not null, key_hint text not null, models_json text not null, created_at $int not null)$strict`,
    `create index provider_accounts_org on provider_accounts (org_id, provider)`,

    `create table sessions (id $uuid primary key, org_id $uuid not null, agent_id $uuid not null, name text not null, origin text not null,
      credential_id $uuid, user_id $uuid, status text not null, last_seq $int not null, started_at $int not null, ended_at $int,
      last_error text)$rowid`,
    `create index sessions_org on sessions (org_id, id)`,
    `create index sessions_agent on sessions (org_id, agent_id, id)`,

    `create table runs (id $uuid primary key, org_id $uuid not null, session_id $uuid not null references sessions (id), agent_id $uuid not null,
      agent_version $int not null, state text not null, input_json text not null, config_json text not null, output_json text, error_code text,
      error_message text, input_tokens $int not null, output_tokens $int not null, steps $int not null, duration_ms $int,
      trigger_kind text not null, trigger_id $uuid, trigger_name text, ip text not null, user_agent text not null, created_at $int not null,
      started_at $int, ended_at $int, deadline_at $int, first_seq $int not null, last_seq $int not null, attempt $int not null,
      fence $int not null, lease_owner text, lease_until $int, cancel_requested_at $int)$rowid`,
    `create index runs_agent on runs (org_id, agent_id, id)`,
    `create index runs_session on runs (session_id, id)`,
    `create index runs_org on runs (org_id, id)`,
    `create index runs_open on runs (state, lease_until) where state in ('queued', 'running', 'waiting', 'cancelling')`,

    `create table interactions (id $uuid primary key, org_id $uuid not null, session_id $uuid not null references sessions (id),
      run_id $uuid not null references runs (id), agent_id $uuid not null, kind text not null, state text not null, call_id text not null,
      tool text not null, action text not null, input_json text not null, question text not null, decision text, answer_json text,
      resolved_by text, created_at $int not null, resolved_at $int)$strict`,
    `create index interactions_org on interactions (org_id, state, id)`,
    `create index interactions_run on interactions (run_id, state)`,

    `create table idempotency_keys (principal text not null, route text not null, key text not null, fingerprint text not null,
      run_id $uuid not null, created_at $int not null, primary key (principal, route, key))$rowid`,
    `create index idempotency_keys_age on idempotency_keys (created_at)`,

    `create table audit_entries (id $uuid primary key, org_id $uuid not null, actor text not null, event text not null, target text not null,
      at $int not null, ip text not null, user_agent text not null, request_id text not null, details_json text not null)$strict`,
    `create index audit_entries_org on audit_entries (org_id, id)`,

    `create table counters (name text primary key, value $int not null)$strict`,
    `insert into counters (name, value) values ('agents', 0), ('credentials', 0), ('users', 0), ('authority', 0)`,
  ],
  only: {
    sqlite: [
      `create table events (session_id text not null, seq integer not null, org_id text not null, run_id text, type text not null,
        payload text not null, at integer not null, primary key (session_id, seq)) strict, without rowid`,
    ],
    postgres: [
      `create table events (session_id uuid not null, seq bigint not null, org_id uuid not null, run_id uuid, type text not null,
        payload text not null, at bigint not null, primary key (session_id, seq, at)) partition by range (at)`,
      `create table events_default partition of events default`,
    ],
  },
};
