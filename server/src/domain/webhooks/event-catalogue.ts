import type { JsonObject } from '../../kernel/json.ts';
import { refuseField } from '../../kernel/refusal.ts';
import { webhookEvents } from '../activity/index.ts';
import type { WebhookEvent } from '../activity/index.ts';

/** What an event means, and what its `data` looks like. */
export interface DescribedEvent {
  readonly name: WebhookEvent;
  readonly description: string;
  readonly example: JsonObject;
}

const task = {
  id: 12,
  uuid: '0194f0c2-1111-7000-8000-000000000012',
  title: 'Summarise the quarter',
  status: 'assigned',
  priority: 2,
  project_id: 3,
  assigned_agent_id: 7,
  tags: ['report'],
  due_date: '2027-01-15T12:00:00.000Z',
} as const;
const agent = { id: 7, uuid: '0194f0c2-1111-7000-8000-000000000007', name: 'Writer', status: 'active' } as const;
const project = { id: 3, uuid: '0194f0c2-1111-7000-8000-000000000003', name: 'Quarterly reports' } as const;
const deliverable = {
  id: 21,
  uuid: '0194f0c2-1111-7000-8000-000000000021',
  task_id: 12,
  title: 'Summary of the quarter',
  version: 1,
  status: 'pending',
  feedback: null,
  content_type: 'markdown',
} as const;
const knowledge = { id: 5, title: 'House style', kind: 'guideline' } as const;

const interactionOf = (state: string): JsonObject => ({
  uuid: '0194f0c2-1111-7000-8000-000000000041',
  kind: 'approval',
  state,
  question: 'May writer run data-transform csv_to_json?',
  options: [],
  tool: 'data-transform',
  action: 'csv_to_json',
  session_id: '0194f0c2-1111-7000-8000-000000000051',
  run_id: '0194f0c2-1111-7000-8000-000000000031',
  deadline_at: null,
  decision: null,
  resolved_by: null,
});

const taskOf = (status: string): JsonObject => ({ ...task, status });
const deliverableOf = (status: string, feedback: string | null = null): JsonObject => ({ ...deliverable, status, feedback });

/** Source: agents API, webhook events. */
const described: { readonly [Name in WebhookEvent]: readonly [description: string, example: JsonObject] } = {
  'task.created': ['A task was made.', { task: { ...task, status: 'pending', assigned_agent_id: null }, project }],
  'task.assigned': ['A task was given to an agent or a person.', { task, agent, project }],
  'task.claimed': ['An agent took a task.', { task: taskOf('in_progress'), agent, project }],
  'task.updated': ['Members of a task were changed.', { task, agent, project, changes: ['priority', 'due_date'] }],
  'task.status_changed': [
    'A task went from one state to another.',
    { task: taskOf('in_progress'), agent, project, from: 'assigned', to: 'in_progress' },
  ],
  'task.progress_updated': [
    'An agent reported how far a task is.',
    { task: taskOf('in_progress'), agent, project, message: 'Half of it is written', percent: 50 },
  ],
  'task.completed': ['A task is done: its deliverable was approved.', { task: taskOf('completed'), agent, project }],
  'task.overdue': ['The due time of an open task passed.', { task, agent, project }],
  'task.routing_failed': [
    'No agent was found for a task.',
    { task: { ...task, status: 'pending', assigned_agent_id: null }, project, reason: 'no_agent' },
  ],
  'task.execution_failed': [
    'A run that worked on a task failed.',
    {
      task,
      agent,
      project,
      error: { category: 'timeout', message: 'The run exceeded its time limit.' },
      run_id: '0194f0c2-1111-7000-8000-000000000031',
    },
  ],
  'deliverable.submitted': ['Work was handed in and waits for a review.', { deliverable, task: taskOf('review'), agent, project }],
  'deliverable.approved': ['Work was accepted.', { deliverable: deliverableOf('approved'), task: taskOf('completed'), agent, project }],
  'deliverable.revision_requested': [
    'Work has to be changed.',
    { deliverable: deliverableOf('revision_requested', 'Add the numbers of March.'), task, agent, project },
  ],
  'deliverable.rejected': [
    'Work was refused.',
    { deliverable: deliverableOf('rejected', 'This is another quarter.'), task, agent, project },
  ],
  'review.completed': [
    'A review came to a verdict, whichever it is.',
    { deliverable: deliverableOf('approved'), task: taskOf('completed'), agent, project, decision: 'approved' },
  ],
  'agent.registered': ['An agent was registered.', { agent }],
  'agent.status_changed': ['An agent was paused, suspended or put to work again.', { agent, from: 'paused', to: 'active' }],
  'project.created': ['A project was made.', { project }],
  'project.knowledge_updated': ['What a project knows was added to, changed or removed.', { project, knowledge, action: 'added' }],
  'knowledge.updated': ['A piece of knowledge was changed.', { project, knowledge }],
  'interaction.opened': ['An agent asks people a question, or whether it may use a tool.', { interaction: interactionOf('open'), agent }],
  'interaction.resolved': [
    'A question was answered, or nobody answered it in time.',
    { interaction: { ...interactionOf('resolved'), decision: 'approve', resolved_by: 'Ana' }, agent },
  ],
};

/** Every event that webhooks are told of. */
export const describedEvents: readonly DescribedEvent[] = webhookEvents.map((name) => {
  const [description, example] = described[name];
  return { name, description, example };
});

/** The example of an event, or of a test. @throws Refusal `unprocessable` webhook.event_unknown */
export function exampleOf(event: string): JsonObject {
  if (event === 'webhook.test') return { message: 'This is a test.' };
  const known = describedEvents.find(({ name }) => name === event);
  if (known === undefined) throw refuseField('unprocessable', 'webhook.event_unknown', '/event', `There is no event '${event}'.`);
  return known.example;
}
