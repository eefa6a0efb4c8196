import type { Recorded } from './scene.ts';

const research = { name: 'Research Agent', type: 'supervised' };

/** What concerns agents as the agents API (contract 2) makes and changes them. */
export const recordedWorkbench: Recorded = {
  workbenchCreateAgent: [['agent.registered'], async (s) => () => s.boss.call('POST', '/api/agents', research)],
  workbenchUpdateAgent: [
    ['agent.updated'],
    async (s) => {
      const id = await s.agent();
      return () => s.boss.call('PATCH', `/api/agents/${id}`, { status: 'inactive', maxConcurrentTasks: 5 });
    },
  ],
  workbenchDeleteAgent: [
    ['agent.deleted'],
    async (s) => {
      const id = await s.agent();
      return () => s.boss.call('DELETE', `/api/agents/${id}`);
    },
  ],
  workbenchLinkOwner: [
    ['agent.owner_linked'],
    async (s) => {
      const id = await s.agent();
      return () => s.boss.call('PUT', `/api/agents/${id}/owner`, { userId: null });
    },
  ],
  linkAgentOwner: [
    ['agent.owner_linked'],
    async (s) => {
      const id = await s.agent();
      return () => s.boss.call('PUT', `/v1/agents/${id}/owner`, { user_id: null });
    },
  ],
};
