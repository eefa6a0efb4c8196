import type { Recorded, Scene } from './scene.ts';
import type { Reply } from './world.ts';
import { agentAtWork } from './deliverables.ts';

/** Verdicts are authority; handing in and remarks are work, told by the activity. */
export const recordedDeliverables: Recorded = {
  workbenchReviewDeliverable: [
    ['deliverable.approved'],
    async (s) => {
      const { number } = await (await agentAtWork(s.w, s.boss)).submitted();
      return () => s.boss.call('PATCH', `/api/deliverables/${number}/review`, { decision: 'approved' });
    },
  ],
  reviewDeliverable: [
    ['deliverable.revision_requested'],
    async (s) => {
      const { id } = await (await agentAtWork(s.w, s.boss)).submitted();
      return () => s.boss.call('POST', `/v1/deliverables/${id}/review`, { decision: 'revision_requested', feedback: 'Shorter.' });
    },
  ],
};

/** Handing in and remarks, which the activity of their task tells. */
export const unrecordedDeliverables: Recorded = {
  submitDeliverable: [
    [],
    async (s) => {
      const { task, call } = await agentAtWork(s.w, s.boss);
      return () => call('POST', '/v1/deliverables', { task: task.id, title: 'Draft', content: 'x' });
    },
  ],
  workbenchSubmitDeliverable: [
    [],
    async (s) => {
      const { task, call } = await agentAtWork(s.w, s.boss);
      return () => call('POST', '/api/deliverables', { taskId: task.number, title: 'Draft', content: 'x' });
    },
  ],
  workbenchSubmitRevision: [
    [],
    async (s) => {
      const { call, submitted } = await agentAtWork(s.w, s.boss);
      const { id, number } = await submitted();
      await s.boss.call('POST', `/v1/deliverables/${id}/review`, { decision: 'revision_requested', feedback: 'Shorter.' });
      return () => call('POST', `/api/deliverables/${number}/revision`, { title: 'Draft', content: 'y' });
    },
  ],
  addTaskComment: [[], async (s) => remark(s, ({ task }) => `/v1/tasks/${task}/comments`)],
  workbenchAddTaskComment: [[], async (s) => remark(s, ({ task }) => `/api/tasks/${task}/comments`)],
  addDeliverableComment: [[], async (s) => remark(s, ({ deliverable }) => `/v1/deliverables/${deliverable}/comments`)],
  workbenchAddDeliverableComment: [[], async (s) => remark(s, ({ deliverable }) => `/api/deliverables/${deliverable}/comments`)],
};

async function remark(s: Scene, path: (at: { task: number; deliverable: number }) => string): Promise<() => Promise<Reply>> {
  const { task, submitted } = await agentAtWork(s.w, s.boss);
  const { number } = await submitted();
  return () => s.boss.call('POST', path({ task: task.number, deliverable: number }), { content: 'Well done.' });
}
