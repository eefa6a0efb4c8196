import type { Migration } from '../migrate.ts';

/** People in the loop: messages, questions with deadlines, sharing, notifications, traces of foreign agents, launches, and tools of other servers. */
export const loop: Migration = {
  version: 4,
  name: 'loop',
  up: [
    // How far the agent has read its session, as a seq of the log.
    `alter table sessions add column read_seq $int not null default 0`,
    `alter table sessions add column heartbeat_at $int`,
    `alter table sessions add column git_diff text`,
    `alter table sessions add column metadata_json text not null default '{}'`,
    // What lists show of the log, written with the events that it follows from.
    `alter table sessions add column messages_count $int not null default 0`,
    `alter table sessions add column latest_message text`,
    `alter table sessions add column latest_message_at $int`,
    `alter table sessions add column spans_count $int not null default 0`,
    `alter table sessions add column span_input_tokens $int not null default 0`,
    `alter table sessions add column span_output_tokens $int not null default 0`,
    `create index sessions_status on sessions (org_id, status, id)`,
    // Foreign agents choose the ids of their sessions, so that ids do not tell which is newer.
    `create index sessions_start on sessions (org_id, started_at, id)`,
    `create index sessions_agent_start on sessions (org_id, agent_id, started_at, id, status)`,
    // Open sessions with their last sign of life, so that those that were lost from sight are counted without a look at each.
    `create index sessions_open on sessions (org_id, agent_id, origin, status, heartbeat_at, started_at)
      where status in ('ACTIVE', 'PAUSED')`,
    // The W3C traceparent that the run was started with.
    `alter table runs add column trace_parent text`,

    // Where in its session's log each message of a foreign agent and of people stands; what it says is in the log alone.
    `create table messages (id $uuid primary key, org_id $uuid not null, session_id $uuid not null references sessions (id), seq $int not null,
      sender text not null, sender_user_id $uuid, requires_input $int not null, interaction_id $uuid, created_at $int not null)$strict`,
    `create unique index messages_place on messages (session_id, seq)`,
    `create index messages_sender on messages (session_id, sender, seq)`,

    // Groups of people within an organisation. A member is somebody of the organisation, or an address of somebody outside of it.
    `create table teams (id $uuid primary key, org_id $uuid not null references orgs (id), name text not null, name_key text not null,
      created_by text not null, created_at $int not null, updated_at $int not null)$strict`,
    `create unique index teams_name on teams (org_id, name_key)`,
    `create table team_members (id $uuid primary key, org_id $uuid not null, team_id $uuid not null references teams (id),
      user_id $uuid references users (id), email text not null, role text not null, created_at $int not null,
      updated_at $int not null)$strict`,
    `create unique index team_members_place on team_members (team_id, email)`,
    `create index team_members_user on team_members (user_id, team_id)`,
    `create index team_members_email on team_members (email, team_id)`,

    // With an address or with a team, never both.
    `create table shares (id $uuid primary key, org_id $uuid not null, session_id $uuid not null references sessions (id), email text,
      team_id $uuid references teams (id), access text not null, created_by text not null, created_at $int not null,
      updated_at $int not null)$strict`,
    `create unique index shares_session on shares (session_id, email)`,
    `create unique index shares_session_team on shares (session_id, team_id)`,
    `create index shares_email on shares (email, session_id)`,
    `create index shares_team on shares (team_id, session_id)`,

    // Requests that said something in a session, by their Idempotency-Key, with what is needed to answer them again from the log.
    `create table message_keys (principal text not null, route text not null, key text not null, fingerprint text not null,
      session_id $uuid not null, seq $int not null, read_from $int not null, read_to $int not null, created_at $int not null,
      primary key (principal, route, key))$rowid`,
    `create index message_keys_age on message_keys (created_at)`,

    // Holder: `login:` or `key:` and the id of a signed-in browser or a key.
    `create table stream_tickets (token_hash text primary key, org_id $uuid not null, session_id $uuid not null, holder text not null,
      expires_at $int not null)$strict`,
    `create index stream_tickets_holder on stream_tickets (holder, expires_at)`,

    // A question need not come from a run, or from a tool call, any more.
    `create table questions (id $uuid primary key, org_id $uuid not null, session_id $uuid references sessions (id),
      run_id $uuid references runs (id), agent_id $uuid, kind text not null, state text not null, call_id text, tool text, action text,
      reason text, tool_pin text, input_json text, schema_json text, question text not null, options_json text not null, message_id $uuid, deliverable_id $uuid,
      assignee_user_id $uuid references users (id), deadline_at $int, on_timeout text, timeout_answer text, escalate_at $int,
      escalate_user_id $uuid, escalated_at $int, snoozed_until $int, decision text, answer_json text, resolved_by text,
      resolved_by_name text, created_at $int not null, resolved_at $int)$strict`,
    `insert into questions (id, org_id, session_id, run_id, agent_id, kind, state, call_id, tool, action, input_json, question, options_json,
      reason, decision, answer_json, resolved_by, created_at, resolved_at)
      select id, org_id, session_id, run_id, agent_id, kind, state, call_id, tool, action, input_json, question, '[]',
      case when kind = 'approval' then 'policy' end, decision, answer_json, resolved_by, created_at, resolved_at from interactions`,
    `drop table interactions`,
    `alter table questions rename to interactions`,
    // What a run that has ended still asked; from now on its end cancels it.
    `update interactions set state = 'canceled' where state = 'open' and run_id in (select id from runs where state <> 'waiting')`,
    `create index interactions_org on interactions (org_id, state, id)`,
    `create index interactions_all on interactions (org_id, id)`,
    `create index interactions_run on interactions (run_id, state)`,
    `create index interactions_session on interactions (session_id, state, id)`,
    `create index interactions_deliverable on interactions (deliverable_id) where deliverable_id is not null`,
    `create index interactions_due on interactions (deadline_at) where state = 'open' and deadline_at is not null`,
    `create index interactions_escalation on interactions (escalate_at) where state = 'open' and escalate_at is not null`,
    // Who is asked by an agent, how long an answer may take, and what is done without one.
    `create table interaction_rules (agent_id $uuid primary key references agents (id), org_id $uuid not null,
      assignee_user_id $uuid references users (id), deadline_s $int, on_timeout text not null, timeout_answer text, escalate_after_s $int,
      escalate_user_id $uuid references users (id), updated_at $int not null)$strict`,

    `create table notification_settings (user_id $uuid primary key references users (id), settings_json text not null,
      updated_at $int not null)$strict`,
    `create table push_subscriptions (id $uuid primary key, user_id $uuid not null references users (id), endpoint_hash text not null unique,
      endpoint_sealed text not null, p256dh text not null, auth_sealed text not null, label text not null, created_at $int not null,
      last_used_at $int, failures $int not null)$strict`,
    `create index push_subscriptions_user on push_subscriptions (user_id, id)`,
    `create table notifications (id $uuid primary key, org_id $uuid not null, user_id $uuid not null references users (id),
      interaction_id $uuid, reason text not null, channel text not null, subscription_id $uuid, state text not null, attempts $int not null,
      next_at $int, lease_until $int, created_at $int not null, settled_at $int, error text)$strict`,
    `create unique index notifications_once on notifications
      (interaction_id, user_id, channel, reason, coalesce(subscription_id, user_id))`,
    `create index notifications_due on notifications (org_id, next_at) where next_at is not null`,
    `create index notifications_user on notifications (user_id, id)`,

    // Times are microseconds since the epoch.
    `create table spans (session_id $uuid not null references sessions (id), trace_id text not null, span_id text not null,
      org_id $uuid not null, seq $int not null, parent_span_id text, name text not null, kind text not null, status text not null,
      status_message text, started_us $int not null, ended_us $int not null, is_root $int not null, model text, tool text, input_tokens $int,
      output_tokens $int, attributes_json text not null, events_json text not null, primary key (session_id, trace_id, span_id))$strict`,
    `create unique index spans_order on spans (session_id, seq)`,
    `create index spans_roots on spans (session_id, trace_id, started_us) where is_root = 1`,
    `create index spans_last_root on spans (session_id, started_us) where is_root = 1`,
    `create index spans_trace on spans (org_id, trace_id)`,

    `create table tool_servers (id $uuid primary key, org_id $uuid not null, agent_id $uuid not null references agents (id), name text not null,
      url text not null, headers_sealed text, header_names_json text not null, allowed_json text, timeout_ms $int not null,
      status text not null, server_info_json text, checked_at $int, last_error text, created_by text not null, created_at $int not null,
      updated_at $int not null)$strict`,
    `create unique index tool_servers_name on tool_servers (agent_id, name)`,
    `create table tool_server_tools (server_id $uuid not null references tool_servers (id), name text not null, title text,
      description text not null, schema_json text not null, annotations_json text not null, hash text not null, approved_hash text,
      approved_by text, approved_at $int, approved_json text, seen_at $int not null, always_hash text, reads_untrusted $int,
      sends_outside $int, primary key (server_id, name))$rowid`,

    `create table launch_configs (agent_id $uuid primary key references agents (id), org_id $uuid not null, webhook_type text not null,
      config_sealed text not null, shown_json text not null, is_active $int not null, created_at $int not null, updated_at $int not null)$strict`,
    `create table launches (id $uuid primary key, org_id $uuid not null, agent_id $uuid not null references agents (id),
      session_id $uuid not null references sessions (id), requested_by text not null, fields_json text not null, state text not null,
      attempts $int not null, next_at $int, lease_until $int, credential_id $uuid, error text, created_at $int not null,
      settled_at $int)$strict`,
    `create index launches_due on launches (org_id, next_at) where next_at is not null`,
    `create index launches_agent on launches (agent_id, id)`,
    `create index launches_session on launches (session_id)`,
  ],
  only: { sqlite: [], postgres: [] },
};
