import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { answer, document, members, named, ofBody } from '../test/documented.ts';
import type * as wire from './types.ts';

const toolServer = members<wire.ToolServer>()({
  id: 0,
  name: 0,
  url: 0,
  header_names: 0,
  allowed: 0,
  timeout_ms: 0,
  status: 0,
  server: 0,
  checked_at: 0,
  last_error: 0,
  tools: 0,
});

const task = members<wire.Task>()({
  id: 0,
  number: 0,
  title: 0,
  description: 0,
  type: 0,
  status: 0,
  priority: 0,
  project: 0,
  assignee: 0,
  preferred_agent: 0,
  tags: 0,
  required_capabilities: 0,
  context: 0,
  due_at: 0,
  progress_percent: 0,
  lease: 0,
  routing: 0,
  last_error: 0,
  deliverables: 0,
  created_by: 0,
  created_at: 0,
  updated_at: 0,
  assigned_at: 0,
  started_at: 0,
  completed_at: 0,
  cancelled_at: 0,
});
const rowNames = {
  id: 0,
  number: 0,
  title: 0,
  summary: 0,
  content_type: 0,
  status: 0,
  version: 0,
  parent_id: 0,
  feedback: 0,
  task: 0,
  project: 0,
  agent: 0,
  submitted_by: 0,
  run_id: 0,
  session_id: 0,
  files: 0,
  actions: 0,
  metadata: 0,
  usage: 0,
  provider: 0,
  model: 0,
  reviewed_by: 0,
  reviewed_at: 0,
  created_at: 0,
} as const;
const webhookNames = {
  id: 0,
  number: 0,
  agent: 0,
  url: 0,
  description: 0,
  events: 0,
  style: 0,
  schedule: 0,
  status: 0,
  disabled_reason: 0,
  failing_since: 0,
  success_24h: 0,
  p95_ms: 0,
  last_delivery_at: 0,
  previous_secret_until: 0,
  created_at: 0,
  updated_at: 0,
} as const;
const deliveryNames = {
  id: 0,
  webhook_id: 0,
  seq: 0,
  event: 0,
  state: 0,
  attempts: 0,
  next_at: 0,
  last_status: 0,
  last_error: 0,
  created_at: 0,
  delivered_at: 0,
} as const;

const answers: readonly (readonly [operation: string, names: readonly string[]])[] = [
  ['listTasks', task],
  ['createTask', task],
  ['claimTask', task],
  ['nextTask', ['lease', 'message', 'reason', 'task']],
  ['extendTaskLease', members<wire.Lease>()({ until: 0, fence: 0 })],
  ['explainTask', members<wire.TaskExplanation>()({ state: 0, reasons: 0 })],
  ['executeTask', members<wire.TaskExecution>()({ run_id: 0, session_id: 0, task_id: 0 })],
  ['getTaskContext', members<wire.TaskContext>()({ task: 0, project: 0, knowledge: 0, deliverables: 0, related_tasks: 0, agent: 0 })],
  [
    'listActivity',
    members<wire.Activity>()({
      id: 0,
      event: 0,
      at: 0,
      actor: 0,
      task_id: 0,
      deliverable_id: 0,
      agent_id: 0,
      project_id: 0,
      data: 0,
    }),
  ],
  ['addTaskComment', members<wire.Comment>()({ id: 0, number: 0, content: 0, line: 0, author: 0, created_at: 0 })],
  ['listDeliverables', members<wire.DeliverableRow>()(rowNames)],
  ['submitDeliverable', members<wire.Deliverable>()({ ...rowNames, content: 0 })],
  ['getDeliverable', members<wire.DeliverableWithVersions>()({ ...rowNames, content: 0, versions: 0 })],
  [
    'getProject',
    members<wire.Project>()({
      id: 0,
      number: 0,
      name: 0,
      description: 0,
      status: 0,
      default_agent: 0,
      tasks: 0,
      knowledge_count: 0,
      created_at: 0,
      updated_at: 0,
    }),
  ],
  ['addKnowledge', members<wire.Knowledge>()({ id: 0, number: 0, title: 0, kind: 0, content: 0, created_at: 0, updated_at: 0 })],
  ['testRouting', members<wire.RoutingOutcome>()({ agent: 0, rule: 0, decision: 0, steps: 0 })],
  ['createWebhook', members<wire.WebhookCreated>()({ ...webhookNames, secret: 0 })],
  ['rotateWebhookSecret', members<wire.WebhookRotated>()({ secret: 0, previous_secret_until: 0 })],
  ['listWebhookDeliveries', members<wire.Delivery>()(deliveryNames)],
  ['getWebhookDelivery', members<wire.DeliveryDetail>()({ ...deliveryNames, payload: 0, attempts_log: 0, signature_base: 0 })],
  ['listToolServers', toolServer],
  ['addToolServer', toolServer],
  ['listWebhookEvents', members<wire.WebhookEventInfo>()({ name: 0, description: 0, example: 0 })],
  [
    'putAgentWebhook',
    members<wire.AgentWebhook>()({
      endpoint_id: 0,
      url: 0,
      events: 0,
      style: 0,
      status: 0,
      disabled_reason: 0,
      secret_hint: 0,
      secret: 0,
    }),
  ],
  [
    'getAgentExecution',
    members<wire.Execution>()({
      mode: 0,
      provider: 0,
      provider_key: 0,
      model: 0,
      system_prompt: 0,
      max_tokens: 0,
      temperature: 0,
      available_providers: 0,
    }),
  ],
  ['testAgentConnection', members<wire.Connection>()({ connected: 0, model: 0, message: 0, latency_ms: 0 })],
  ['getAgentMetrics', members<wire.AgentMetrics>()({ period: 0, metrics: 0, days: 0 })],
  [
    'listAssignees',
    members<wire.Assignee>()({
      id: 0,
      number: 0,
      slug: 0,
      display_name: 0,
      kind: 0,
      status: 0,
      owner_user_id: 0,
      open_tasks: 0,
      running_tasks: 0,
      max_concurrent: 0,
      capabilities: 0,
    }),
  ],
];

const taskFields = {
  title: 0,
  description: 0,
  type: 0,
  project: 0,
  assignee: 0,
  preferred_agent: 0,
  priority: 0,
  tags: 0,
  required_capabilities: 0,
  context: 0,
  due_at: 0,
} as const;
const webhookFields = { url: 0, description: 0, events: 0, style: 0, schedule: 0 } as const;
const bodies: readonly (readonly [operation: string, names: readonly string[]])[] = [
  ['createTask', members<wire.TaskCreate>()(taskFields)],
  ['updateTask', members<wire.TaskUpdate>()({ ...taskFields, status: 0 })],
  ['nextTask', members<wire.ClaimOptions>()({ agent: 0, lease_seconds: 0 })],
  ['reportTaskProgress', members<wire.TaskProgress>()({ message: 0, percent: 0, details: 0, fence: 0 })],
  [
    'submitDeliverable',
    members<wire.DeliverableCreate>()({
      task: 0,
      project: 0,
      parent: 0,
      fence: 0,
      title: 0,
      summary: 0,
      content: 0,
      content_type: 0,
      files: 0,
      actions: 0,
      metadata: 0,
    }),
  ],
  ['reviewDeliverable', members<wire.Review>()({ decision: 0, feedback: 0, expected_version: 0 })],
  ['createProject', members<wire.ProjectCreate>()({ name: 0, description: 0, default_agent: 0 })],
  ['updateProject', members<wire.ProjectUpdate>()({ name: 0, description: 0, default_agent: 0, status: 0 })],
  ['addKnowledge', members<wire.KnowledgeCreate>()({ title: 0, kind: 0, content: 0 })],
  [
    'testRouting',
    members<wire.RoutingTest>()({
      title: 0,
      tags: 0,
      priority: 0,
      type: 0,
      context: 0,
      required_capabilities: 0,
      preferred_agent: 0,
      rules: 0,
    }),
  ],
  ['addToolServer', members<wire.ToolServerCreate>()({ name: 0, url: 0, headers: 0, allowed: 0, timeout_ms: 0, approve: 0 })],
  ['updateToolServer', members<wire.ToolServerUpdate>()({ url: 0, headers: 0, allowed: 0, timeout_ms: 0, status: 0 })],
  ['createWebhook', members<wire.WebhookCreate>()({ ...webhookFields, agent: 0 })],
  ['updateWebhook', members<wire.WebhookUpdate>()({ ...webhookFields, status: 0 })],
  ['putAgentWebhook', members<wire.AgentWebhookPut>()({ url: 0, events: 0 })],
  [
    'configureAgentExecution',
    members<wire.ExecutionUpdate>()({
      mode: 0,
      provider: 0,
      provider_api_key: 0,
      provider_base_url: 0,
      model: 0,
      system_prompt: 0,
      max_tokens: 0,
      temperature: 0,
    }),
  ],
  ['testAgentConnection', members<wire.ConnectionTest>()({ provider: 0, api_key: 0, base_url: 0, model: 0 })],
];

describe('the types and the documented API', () => {
  test.each(answers)('the answer of %s has the members of its type', (id, names) => expect(named(answer(id))).toEqual(names.toSorted()));

  test.each(bodies)('the body of %s has the members of its type', (id, names) => expect(ofBody(id)).toEqual(names));

  test('every address that a resource calls is documented', () => {
    const folders = ['./resources/', './reporting/'].map((folder) => new URL(folder, import.meta.url));
    const blank = (path: string): string => path.replaceAll(/\$?\{[^}]*\}/g, '{}');
    const known = new Set(Object.keys(document.paths).map(blank));
    const files = folders.flatMap((folder) =>
      readdirSync(folder)
        .filter((file) => !file.endsWith('.test.ts'))
        .map((file) => new URL(file, folder)),
    );
    const called = files.flatMap((file) =>
      [...readFileSync(file, 'utf8').matchAll(/['`]((?:\/api)?\/v1\/[^'`?]*)['`]/g)].map((match) => blank(match[1] ?? '')),
    );
    expect(called.length).toBeGreaterThan(100);
    expect(called.filter((path) => !known.has(path))).toEqual([]);
  });
});
