/** Agents API, its examples as they are printed. */
export const register = `curl -X POST http://localhost:3001/api/agents \\
  -H "Content-Type: application/json" \\
  -H "X-CSRF-Token: YOUR_CSRF_TOKEN" \\
  -b cookies.txt \\
  -d '{
    "name": "Content Writer",
    "type": "supervised",
    "description": "Writes blog posts and documentation",
    "capabilities": ["writing", "editing", "seo"],
    "maxConcurrentTasks": 2
  }'`;
export const metrics = `curl "http://localhost:3001/api/agents/1/metrics?period=30d" \\
  -b cookies.txt`;
export const update = `curl -X PATCH http://localhost:3001/api/agents/1 \\
  -H "Content-Type: application/json" \\
  -H "X-CSRF-Token: YOUR_CSRF_TOKEN" \\
  -b cookies.txt \\
  -d '{
    "status": "inactive",
    "maxConcurrentTasks": 5
  }'`;
export const generateKey = `curl -X POST http://localhost:3001/api/agents/1/keys \\
  -H "Content-Type: application/json" \\
  -H "X-CSRF-Token: YOUR_CSRF_TOKEN" \\
  -b cookies.txt \\
  -d '{
    "name": "CI/CD Pipeline",
    "scopes": ["read", "write"],
    "expiresAt": "2027-01-01T00:00:00.000Z"
  }'`;
export const linkOwner = `curl -X PUT http://localhost:3001/api/agents/1/owner \\
  -H "Content-Type: application/json" \\
  -H "X-CSRF-Token: YOUR_CSRF_TOKEN" \\
  -b cookies.txt \\
  -d '{"userId": 1}'`;
export const configure = `curl -X PATCH http://localhost:3001/api/agents/1/execution \\
  -H "Content-Type: application/json" \\
  -H "X-CSRF-Token: YOUR_CSRF_TOKEN" \\
  -b cookies.txt \\
  -d '{
    "provider": "anthropic",
    "providerApiKey": "sk-ant-...",
    "providerModel": "claude-opus-4-20250514",
    "systemPrompt": "You are a code review expert...",
    "executionMode": "manual"
  }'`;
export const testSaved = `curl -X POST http://localhost:3001/api/agents/1/test-connection \\
  -H "X-CSRF-Token: YOUR_CSRF_TOKEN" \\
  -b cookies.txt`;
export const testUnsaved = `curl -X POST http://localhost:3001/api/agents/1/test-connection \\
  -H "Content-Type: application/json" \\
  -H "X-CSRF-Token: YOUR_CSRF_TOKEN" \\
  -b cookies.txt \\
  -d '{
    "provider": "anthropic",
    "apiKey": "sk-ant-...",
    "model": "claude-opus-4-20250514"
  }'`;
export const execute = `curl -X POST http://localhost:3001/api/agents/1/execute \\
  -H "Content-Type: application/json" \\
  -H "X-CSRF-Token: YOUR_CSRF_TOKEN" \\
  -b cookies.txt \\
  -d '{"taskId": 123}'`;
export const ownDetails = `curl -H "X-Agent-Key: cav_ak_..." \\
  http://localhost:3001/api/agents/me`;
export const ownTasks = `curl -H "X-Agent-Key: cav_ak_..." \\
  "http://localhost:3001/api/agents/me/tasks?status=assigned"`;

const time = '2026-02-14T10:00:00.000Z';
export const printed = {
  row: {
    id: 1,
    name: 'Research Agent',
    type: 'supervised',
    description: 'Performs market research',
    capabilities: ['research', 'analysis'],
    status: 'active',
    webhook_url: 'https://example.com/webhook',
    webhook_events: ['task.assigned', 'deliverable.approved'],
    max_concurrent_tasks: 3,
    created_at: time,
    updated_at: time,
  },
  registered: {
    id: 2,
    name: 'Content Writer',
    type: 'supervised',
    description: 'Writes blog posts and documentation',
    capabilities: ['writing', 'editing', 'seo'],
    status: 'active',
    max_concurrent_tasks: 2,
    created_at: '2026-02-14T12:00:00.000Z',
  },
  details: {
    id: 1,
    name: 'Research Agent',
    type: 'supervised',
    capabilities: ['research'],
    status: 'active',
    keys: [{ id: 1, key_prefix: 'cav_ak_a1b2', name: 'Production Key', scopes: ['read', 'write'], last_used_at: time, created_at: time }],
  },
  metrics: {
    agentId: 1,
    agentName: 'Code Reviewer',
    period: '30d',
    metrics: {
      tasksCompleted: 45,
      tasksInProgress: 3,
      tasksFailed: 2,
      avgCompletionTimeMinutes: 125,
      deliverablesSubmitted: 52,
      deliverablesApproved: 48,
      deliverablesRevisionRequested: 3,
      deliverablesRejected: 1,
      approvalRate: 0.92,
      firstTimeApprovalRate: 0.85,
    },
    recentActivity: [{ date: '2026-02-15', tasksCompleted: 3, deliverablesSubmitted: 4 }],
  },
  key: {
    id: 2,
    apiKey: 'cav_ak_x9y8z7...',
    prefix: 'cav_ak_x9y8',
    name: 'CI/CD Pipeline',
    scopes: ['read', 'write'],
    expiresAt: '2027-01-01T00:00:00.000Z',
    message: 'Store this key securely - it cannot be retrieved again',
  },
  secret: { secret: 'whsec_abc123...', message: 'Store this secret securely' },
  owner: { id: 1, name: 'Research Agent', owner_user_id: 1, owner_name: 'Jonathan Hart' },
  connection: { connected: true, model: 'claude-opus-4-20250514', message: 'Successfully connected to Anthropic API' },
  executed: { deliverableId: 456, content: '## Code Review\n\n...', usage: { inputTokens: 1234, outputTokens: 567 } },
  next: {
    task: { id: 5, title: 'Write blog post', description: 'Create a post about AI agents', status: 'assigned', priority: 2, context: {} },
  },
  noTasks: { task: null, reason: 'no_tasks', message: 'No pending tasks assigned to this agent' },
  atLimit: { task: null, reason: 'concurrent_limit_reached', message: 'Agent is at max concurrent tasks (3)' },
} as const;
