import type { NumberedAgentRef, Task } from '@forgeyard/sdk';

/** An agent for tests. */
export function aWorker(part: Partial<NumberedAgentRef> = {}): NumberedAgentRef {
  return { id: 'agent-1', number: 1, slug: 'writer', display_name: 'Writer', kind: 'ai', ...part };
}

/** A task for tests: pending, priority 2, unassigned. */
export function aTask(part: Partial<Task> = {}): Task {
  return {
    id: 'task-1',
    number: 1,
    title: 'Write the report',
    description: '',
    type: null,
    status: 'pending',
    priority: 2,
    project: null,
    assignee: null,
    preferred_agent: null,
    tags: [],
    required_capabilities: [],
    context: {},
    due_at: null,
    progress_percent: null,
    lease: null,
    routing: null,
    last_error: null,
    deliverables: { count: 0, latest: null },
    created_by: { kind: 'user', id: null, name: null },
    created_at: '2026-11-22T10:00:00.000Z',
    updated_at: '2026-11-22T10:00:00.000Z',
    assigned_at: null,
    started_at: null,
    completed_at: null,
    cancelled_at: null,
    ...part,
  };
}
