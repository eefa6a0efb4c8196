export interface AgentRow {
  id: string;
  org_id: string;
  number: number;
  slug: string;
  display_name: string;
  description: string;
  kind: string;
  autonomy: string;
  status: string;
  version: number;
  max_concurrent: number;
  metadata_json: string;
  created_at: number;
  updated_at: number;
  deleted_at: number | null;
  token_epoch: number;
  owner_user_id: string | null;
  execution_mode: string;
  /** The wire that its model is reached over, where it was chosen. */
  provider: string | null;
  last_assigned_at: number | null;
}

export interface AgentVersionRow {
  agent_id: string;
  version: number;
  org_id: string;
  model: string;
  system_prompt: string | null;
  tools_json: string;
  config_json: string;
  note: string | null;
  created_by: string;
  created_at: number;
}

export interface AgentCapabilityRow {
  agent_id: string;
  capability: string;
  /** Its place in the order that was given. */
  position: number;
}

export interface AgentRunCountRow {
  agent_id: string;
  runs: number;
  upto_id: string;
  last_run_at: number;
}

export interface SessionRow {
  id: string;
  org_id: string;
  agent_id: string;
  name: string;
  origin: string;
  credential_id: string | null;
  user_id: string | null;
  status: string;
  last_seq: number;
  started_at: number;
  ended_at: number | null;
  last_error: string | null;
  /** How far the agent has read the log. */
  read_seq: number;
  heartbeat_at: number | null;
  git_diff: string | null;
  metadata_json: string;
  messages_count: number;
  latest_message: string | null;
  latest_message_at: number | null;
  spans_count: number;
  /** Tokens of model calls in the spans that were sent. */
  span_input_tokens: number;
  span_output_tokens: number;
}

export interface RunRow {
  id: string;
  org_id: string;
  session_id: string;
  agent_id: string;
  agent_version: number;
  state: string;
  input_json: string;
  config_json: string;
  output_json: string | null;
  error_code: string | null;
  error_message: string | null;
  input_tokens: number;
  output_tokens: number;
  steps: number;
  duration_ms: number | null;
  trigger_kind: string;
  trigger_id: string | null;
  trigger_name: string | null;
  ip: string;
  user_agent: string;
  created_at: number;
  started_at: number | null;
  ended_at: number | null;
  deadline_at: number | null;
  first_seq: number;
  last_seq: number;
  attempt: number;
  fence: number;
  lease_owner: string | null;
  lease_until: number | null;
  cancel_requested_at: number | null;
  task_id: string | null;
  /** The task's own fence when the run began to work on it. */
  task_fence: number | null;
  /** The W3C traceparent that the run was started with. */
  trace_parent: string | null;
}

export interface EventRow {
  session_id: string;
  seq: number;
  org_id: string;
  run_id: string | null;
  type: string;
  payload: string;
  at: number;
}

export interface IdempotencyKeyRow {
  principal: string;
  route: string;
  key: string;
  fingerprint: string;
  run_id: string;
  created_at: number;
}

export interface ProfileRow {
  agent_id: string;
  org_id: string;
  introduction: string;
  category: string;
  status: string;
  created_at: number;
  updated_at: number;
}

export interface ProfileTermRow {
  /** The profile's category; empty in the rows that stand for all categories. */
  category: string;
  term: string;
  weight: number;
  created_at: number;
  agent_id: string;
}

export interface CounterRow {
  name: string;
  value: number;
}
