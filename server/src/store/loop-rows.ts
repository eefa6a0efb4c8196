export interface MessageRow {
  id: string;
  org_id: string;
  session_id: string;
  seq: number;
  /** `agent` or `user`. */
  sender: string;
  sender_user_id: string | null;
  requires_input: number;
  /** What it asked, or what it answered. */
  interaction_id: string | null;
  created_at: number;
}

export interface TeamRow {
  id: string;
  org_id: string;
  name: string;
  /** Lower case, for comparing. */
  name_key: string;
  created_by: string;
  created_at: number;
  updated_at: number;
}

export interface TeamMemberRow {
  id: string;
  org_id: string;
  team_id: string;
  /** Of the organisation; null for an address that belongs to nobody there. */
  user_id: string | null;
  /** Lower case. */
  email: string;
  /** `OWNER`, `ADMIN` or `MEMBER`. */
  role: string;
  created_at: number;
  updated_at: number;
}

export interface ShareRow {
  id: string;
  org_id: string;
  session_id: string;
  /** Lower case; null when it is shared with a team. */
  email: string | null;
  team_id: string | null;
  /** `READ` or `WRITE`. */
  access: string;
  created_by: string;
  created_at: number;
  updated_at: number;
}

export interface MessageKeyRow {
  principal: string;
  route: string;
  key: string;
  fingerprint: string;
  session_id: string;
  /** Place of the message in its log. */
  seq: number;
  /** How far the agent had read before, and how far it has read with the answer; both 0 where that is no part of it. */
  read_from: number;
  read_to: number;
  created_at: number;
}

export interface StreamTicketRow {
  token_hash: string;
  org_id: string;
  session_id: string;
  /** `login:` or `key:` and the id of a signed-in browser or a key. */
  holder: string;
  expires_at: number;
}

export interface InteractionRow {
  id: string;
  org_id: string;
  session_id: string | null;
  run_id: string | null;
  agent_id: string | null;
  /** `approval`, `question` or `review`. */
  kind: string;
  /** `open`, `resolved`, `expired` or `canceled`. */
  state: string;
  call_id: string | null;
  tool: string | null;
  action: string | null;
  /** Why a tool call waits: `policy`, `interrupted` or `untrusted_read`. */
  reason: string | null;
  /** Of a tool of another server: that server's id and the hash of the definition that was to be called. */
  tool_pin: string | null;
  input_json: string | null;
  /** JSON Schema of the tool's input when it was asked. */
  schema_json: string | null;
  question: string;
  /** Quick replies, a list of texts. */
  options_json: string;
  message_id: string | null;
  deliverable_id: string | null;
  assignee_user_id: string | null;
  deadline_at: number | null;
  on_timeout: string | null;
  timeout_answer: string | null;
  escalate_at: number | null;
  escalate_user_id: string | null;
  escalated_at: number | null;
  snoozed_until: number | null;
  decision: string | null;
  answer_json: string | null;
  resolved_by: string | null;
  resolved_by_name: string | null;
  created_at: number;
  resolved_at: number | null;
}

export interface InteractionRulesRow {
  agent_id: string;
  org_id: string;
  assignee_user_id: string | null;
  deadline_s: number | null;
  on_timeout: string;
  timeout_answer: string | null;
  escalate_after_s: number | null;
  escalate_user_id: string | null;
  updated_at: number;
}

export interface NotificationSettingsRow {
  user_id: string;
  settings_json: string;
  updated_at: number;
}

export interface PushSubscriptionRow {
  id: string;
  user_id: string;
  endpoint_hash: string;
  endpoint_sealed: string;
  p256dh: string;
  auth_sealed: string;
  label: string;
  created_at: number;
  last_used_at: number | null;
  failures: number;
}

export interface NotificationRow {
  id: string;
  org_id: string;
  user_id: string;
  interaction_id: string | null;
  /** Why they are told: `opened`, `assigned`, `escalated`, `test`. */
  reason: string;
  /** `push` or `email`. */
  channel: string;
  subscription_id: string | null;
  /** `pending`, `sent`, `failed` or `skipped`. */
  state: string;
  attempts: number;
  next_at: number | null;
  lease_until: number | null;
  created_at: number;
  settled_at: number | null;
  error: string | null;
}

/** A span of an OpenTelemetry trace that a foreign agent sent. Times are microseconds since the epoch. */
export interface SpanRow {
  session_id: string;
  /** 32 hex digits. */
  trace_id: string;
  /** 16 hex digits. */
  span_id: string;
  org_id: string;
  /** Order of arrival within the session, with gaps; a span that is sent again gets a new one. */
  seq: number;
  parent_span_id: string | null;
  name: string;
  kind: string;
  status: string;
  status_message: string | null;
  started_us: number;
  /** 0 while it goes on. */
  ended_us: number;
  /** Without a parent, or with one in another process: its end is the end of its trace here. */
  is_root: number;
  model: string | null;
  tool: string | null;
  input_tokens: number | null;
  output_tokens: number | null;
  attributes_json: string;
  events_json: string;
}

export interface ToolServerRow {
  id: string;
  org_id: string;
  agent_id: string;
  name: string;
  url: string;
  headers_sealed: string | null;
  header_names_json: string;
  /** Names of the tools that may be used; null for all that are approved. */
  allowed_json: string | null;
  timeout_ms: number;
  status: string;
  server_info_json: string | null;
  checked_at: number | null;
  last_error: string | null;
  created_by: string;
  created_at: number;
  updated_at: number;
}

export interface ToolServerToolRow {
  server_id: string;
  name: string;
  title: string | null;
  description: string;
  schema_json: string;
  annotations_json: string;
  /** Of name, description, schema and annotations as the server tells them now. */
  hash: string;
  /** The hash that a person agreed to; another one now keeps the tool from being used. */
  approved_hash: string | null;
  approved_by: string | null;
  approved_at: number | null;
  /** The definition as it was approved, beside which a changed one is shown. */
  approved_json: string | null;
  seen_at: number;
  /** The hash of the definition that may be used without asking; with another one people are asked again. */
  always_hash: string | null;
  /** What people say of the tool in place of its own hints: 1, 0, or null when they say nothing. */
  reads_untrusted: number | null;
  sends_outside: number | null;
}

export interface LaunchConfigRow {
  agent_id: string;
  org_id: string;
  webhook_type: string;
  config_sealed: string;
  shown_json: string;
  is_active: number;
  created_at: number;
  updated_at: number;
}

export interface LaunchRow {
  id: string;
  org_id: string;
  agent_id: string;
  session_id: string;
  requested_by: string;
  fields_json: string;
  /** `pending`, `sent` or `failed`. */
  state: string;
  attempts: number;
  next_at: number | null;
  lease_until: number | null;
  credential_id: string | null;
  error: string | null;
  created_at: number;
  settled_at: number | null;
}
