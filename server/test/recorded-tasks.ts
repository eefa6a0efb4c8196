import type { Recorded, Scene } from './scene.ts';

async function made(s: Scene): Promise<{ readonly id: string; readonly number: number }> {
  return (await s.boss.call('POST', '/v1/tasks', { title: 'Fresh' })).body;
}

/** What of tasks is audited: deletion, and changes of many at once. The work itself is in its activity. */
export const recordedTasks: Recorded = {
  deleteTask: [
    ['task.deleted'],
    async (s) => {
      const { id } = await made(s);
      return () => s.boss.call('DELETE', `/v1/tasks/${id}`);
    },
  ],
  workbenchDeleteTask: [
    ['task.deleted'],
    async (s) => {
      const { number } = await made(s);
      return () => s.boss.call('DELETE', `/api/tasks/${number}`);
    },
  ],
  workbenchUpdateTasks: [
    ['tasks.updated'],
    async (s) => {
      const ids = [(await made(s)).number, (await made(s)).number];
      return () => s.boss.call('PATCH', '/api/tasks/bulk', { ids, updates: { priority: 1 } });
    },
  ],
  workbenchDeleteTasks: [
    ['tasks.deleted'],
    async (s) => {
      const ids = [(await made(s)).number, (await made(s)).number];
      return () => s.boss.call('DELETE', '/api/tasks/bulk', { ids });
    },
  ],
};

const worked = async (s: Scene): Promise<{ readonly id: string; readonly number: number; readonly fence: number }> => {
  const agent = await s.agent();
  const task = await made(s);
  const claimed = await s.boss.call('POST', `/v1/tasks/${task.id}/claim`, { lease_seconds: 60, agent });
  return { ...task, fence: claimed.body.lease.fence };
};
const on = (method: string, path: (task: { readonly id: string; readonly number: number }) => string, body: object): Recorded[string] => [
  [],
  async (s) => {
    const task = await made(s);
    return () => s.boss.call(method, path(task), body);
  },
];
const onWorked = (
  method: string,
  path: (task: { readonly id: string; readonly number: number }) => string,
  body: object,
): Recorded[string] => [
  [],
  async (s) => {
    const task = await worked(s);
    return () => s.boss.call(method, path(task), body);
  },
];

/** Good requests of what is not audited. */
export const unrecordedTasks: Recorded = {
  createTask: [[], async (s) => () => s.boss.call('POST', '/v1/tasks', { title: 'Fresh' })],
  updateTask: on('PATCH', ({ id }) => `/v1/tasks/${id}`, { priority: 1 }),
  nextTask: [
    [],
    async (s) => {
      const agent = await s.agent();
      return () => s.boss.call('POST', '/v1/tasks/next', { agent });
    },
  ],
  claimTask: [
    [],
    async (s) => {
      const [agent, { id }] = [await s.agent(), await made(s)];
      return () => s.boss.call('POST', `/v1/tasks/${id}/claim`, { agent });
    },
  ],
  extendTaskLease: [
    [],
    async (s) => {
      const { id, fence } = await worked(s);
      return () => s.boss.call('POST', `/v1/tasks/${id}/lease`, { fence });
    },
  ],
  releaseTask: onWorked('POST', ({ id }) => `/v1/tasks/${id}/release`, {}),
  setTaskStatus: onWorked('PATCH', ({ id }) => `/v1/tasks/${id}/status`, { status: 'review' }),
  reportTaskProgress: onWorked('POST', ({ id }) => `/v1/tasks/${id}/progress`, { message: 'Half' }),
  workbenchCreateTask: [[], async (s) => () => s.boss.call('POST', '/api/tasks', { title: 'Fresh' })],
  workbenchCreateTasks: [[], async (s) => () => s.boss.call('POST', '/api/tasks/bulk', { tasks: [{ title: 'Fresh' }] })],
  workbenchUpdateTask: on('PATCH', ({ number }) => `/api/tasks/${number}`, { priority: 1 }),
  workbenchClaimTask: [
    [],
    async (s) => {
      const [agentId, { number }] = [await s.agent(), await made(s)];
      return () => s.boss.call('POST', `/api/tasks/${number}/claim`, { agentId });
    },
  ],
  workbenchReleaseTask: onWorked('POST', ({ number }) => `/api/tasks/${number}/release`, {}),
  workbenchSetTaskStatus: onWorked('PATCH', ({ number }) => `/api/tasks/${number}/status`, { status: 'review' }),
  workbenchReportProgress: onWorked('POST', ({ number }) => `/api/tasks/${number}/progress`, { message: 'Half' }),
};
