import { createRoute } from '@tanstack/react-router';
import { shell } from './frames.ts';
import { page } from './page.ts';
import { texts } from './texts.ts';

const home = createRoute({
  getParentRoute: () => shell,
  path: '/',
  validateSearch: texts('period'),
  component: page(() => import('../overview/overview-page.tsx'), 'OverviewPage'),
});

const agents = createRoute({
  getParentRoute: () => shell,
  path: '/agents',
  validateSearch: texts('q', 'status', 'capability', 'available'),
  component: page(() => import('../agents/agents-page.tsx'), 'AgentsPage'),
});

const agent = createRoute({
  getParentRoute: () => shell,
  path: '/agents/$slug',
  validateSearch: texts('tab', 'session', 'period', 'type'),
  component: page(() => import('../agents/agent-page.tsx'), 'AgentPage'),
});

const runs = createRoute({
  getParentRoute: () => shell,
  path: '/runs',
  validateSearch: texts('agent', 'session', 'status'),
  component: page(() => import('../runs/runs-page.tsx'), 'RunsPage'),
});

const run = createRoute({
  getParentRoute: () => shell,
  path: '/runs/$id',
  validateSearch: texts('tab', 'step', 'seq', 'type'),
  component: page(() => import('../runs/run-page.tsx'), 'RunPage'),
});

const sessions = createRoute({
  getParentRoute: () => shell,
  path: '/sessions',
  validateSearch: texts('q', 'status', 'origin', 'agent', 'key', 'error', 'time', 'scope'),
  component: page(() => import('../sessions/sessions-page.tsx'), 'SessionsPage'),
});

const compare = createRoute({
  getParentRoute: () => shell,
  path: '/sessions/compare',
  validateSearch: texts('from', 'to'),
  component: page(() => import('../sessions/compare/compare-page.tsx'), 'ComparePage'),
});

const session = createRoute({
  getParentRoute: () => shell,
  path: '/sessions/$id',
  validateSearch: texts('tab', 'seq', 'type', 'span', 'failed'),
  component: page(() => import('../sessions/session-page.tsx'), 'SessionPage'),
});

const inbox = createRoute({
  getParentRoute: () => shell,
  path: '/inbox',
  validateSearch: texts('id', 'who', 'kind', 'show', 'agent'),
  component: page(() => import('../inbox/inbox-page.tsx'), 'InboxPage'),
});

const tasks = createRoute({
  getParentRoute: () => shell,
  path: '/tasks',
  validateSearch: texts('project', 'agent', 'priority', 'text', 'mine', 'status', 'view'),
  component: page(() => import('../tasks/tasks-page.tsx'), 'TasksPage'),
});

const task = createRoute({
  getParentRoute: () => shell,
  path: '/tasks/$id',
  component: page(() => import('../tasks/task-page.tsx'), 'TaskPage'),
});

const deliverables = createRoute({
  getParentRoute: () => shell,
  path: '/deliverables',
  validateSearch: texts('status', 'agent', 'project', 'mine'),
  component: page(() => import('../deliverables/deliverables-page.tsx'), 'DeliverablesPage'),
});

const deliverable = createRoute({
  getParentRoute: () => shell,
  path: '/deliverables/$id',
  validateSearch: texts('view', 'from', 'to'),
  component: page(() => import('../deliverables/deliverable-page.tsx'), 'DeliverablePage'),
});

const projects = createRoute({
  getParentRoute: () => shell,
  path: '/projects',
  validateSearch: texts('q', 'status'),
  component: page(() => import('../projects/projects-page.tsx'), 'ProjectsPage'),
});

const project = createRoute({
  getParentRoute: () => shell,
  path: '/projects/$id',
  validateSearch: texts('tab', 'entry'),
  component: page(() => import('../projects/project-page.tsx'), 'ProjectPage'),
});

export const workRoutes = [
  home,
  agents,
  agent,
  runs,
  run,
  sessions,
  compare,
  session,
  inbox,
  tasks,
  task,
  deliverables,
  deliverable,
  projects,
  project,
];
