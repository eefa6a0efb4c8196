export interface ProjectRow {
  id: string;
  org_id: string;
  number: number;
  name: string;
  description: string;
  status: string;
  default_agent_id: string | null;
  routing_rules_json: string;
  created_at: number;
  updated_at: number;
}

export interface KnowledgeRow {
  id: string;
  org_id: string;
  number: number;
  project_id: string;
  title: string;
  kind: string;
  content: string;
  created_at: number;
  updated_at: number;
}

export interface TaskRow {
  id: string;
  org_id: string;
  number: number;
  project_id: string | null;
  title: string;
  description: string;
  type: string | null;
  status: string;
  priority: number;
  context_json: string;
  preferred_agent_id: string | null;
  assignee_id: string | null;
  routing_rule: string | null;
  routing_decision: string | null;
  lease_until: number | null;
  /** Counts claims, so that a worker whose lease was lost cannot write. */
  fence: number;
  progress_percent: number | null;
  error_category: string | null;
  error_message: string | null;
  retry_at: number | null;
  due_at: number | null;
  overdue_notified_at: number | null;
  created_by: string;
  created_at: number;
  updated_at: number;
  assigned_at: number | null;
  started_at: number | null;
  completed_at: number | null;
  cancelled_at: number | null;
}

export interface TaskTagRow {
  task_id: string;
  tag: string;
}

export interface TaskCapabilityRow {
  task_id: string;
  capability: string;
}

export interface DeliverableRow {
  id: string;
  org_id: string;
  number: number;
  task_id: string | null;
  project_id: string | null;
  agent_id: string | null;
  submitted_by_user_id: string | null;
  run_id: string | null;
  version: number;
  parent_id: string | null;
  title: string;
  summary: string;
  content: string;
  content_type: string;
  actions_json: string;
  metadata_json: string;
  status: string;
  feedback: string | null;
  reviewed_by: string | null;
  reviewed_at: number | null;
  input_tokens: number | null;
  output_tokens: number | null;
  provider: string | null;
  model: string | null;
  created_at: number;
}

export interface DeliverableFileRow {
  id: string;
  org_id: string;
  deliverable_id: string;
  filename: string;
  mime_type: string;
  bytes: number;
  sha256: string;
  created_at: number;
}

/** Pieces of a file's content in order, base64. */
export interface FilePartRow {
  file_id: string;
  part: number;
  base64: string;
}

export interface CommentRow {
  id: string;
  org_id: string;
  number: number;
  task_id: string | null;
  deliverable_id: string | null;
  /** Line of the deliverable's content that it is about, from 1. */
  line: number | null;
  author: string;
  author_name: string;
  content: string;
  created_at: number;
}

export interface ActivityRow {
  id: string;
  org_id: string;
  event: string;
  task_id: string | null;
  deliverable_id: string | null;
  agent_id: string | null;
  project_id: string | null;
  actor: string;
  actor_name: string | null;
  at: number;
  data_json: string;
}

/** What one agent came to on one day (UTC), summed up from its activity. */
export interface AgentDayRow {
  agent_id: string;
  org_id: string;
  /** Days since the epoch. */
  day: number;
  tasks_completed: number;
  tasks_failed: number;
  completion_ms: number;
  completions_timed: number;
  submitted: number;
  approved: number;
  approved_first: number;
  revision_requested: number;
  rejected: number;
}

export interface WebhookEndpointRow {
  id: string;
  org_id: string;
  number: number;
  /** Set for the inline webhook of an agent, of which there is one. */
  agent_id: string | null;
  url: string;
  description: string;
  /** `standard` or `cavendo`. */
  style: string;
  /** `standard` or `short`. */
  schedule: string;
  events_json: string;
  secret_sealed: string;
  previous_secret_sealed: string | null;
  previous_until: number | null;
  status: string;
  disabled_reason: string | null;
  failing_since: number | null;
  last_seq: number;
  created_by: string;
  created_at: number;
  updated_at: number;
}

export interface WebhookDeliveryRow {
  id: string;
  org_id: string;
  endpoint_id: string;
  /** Gap-free per endpoint from 1. */
  seq: number;
  event: string;
  payload: string;
  state: string;
  attempts: number;
  /** Attempts of the current round of the schedule; a resend begins a new round. */
  round_attempts: number;
  next_at: number | null;
  lease_until: number | null;
  fence: number;
  last_status: number | null;
  last_error: string | null;
  created_at: number;
  delivered_at: number | null;
}

export interface WebhookAttemptRow {
  delivery_id: string;
  number: number;
  at: number;
  duration_ms: number;
  status: number | null;
  error: string | null;
  request_headers_json: string;
  response_headers_json: string | null;
  response_body: string | null;
}
