import type { Recorded } from './scene.ts';

/** How agents are executed. */
export const recordedExecution: Recorded = {
  workbenchConfigureExecution: [
    ['agent.execution_configured'],
    async (s) => {
      const id = await s.agent();
      const { number } = (await s.boss.call('GET', `/v1/agents/${id}`)).body;
      return () => s.boss.call('PATCH', `/api/agents/${number}/execution`, { provider: 'anthropic', providerApiKey: 'sk-ant-x' });
    },
  ],
  workbenchTestConnection: [
    ['agent.connection_tested'],
    async (s) => {
      const id = await s.agent();
      return () => s.boss.call('POST', `/api/agents/${id}/test-connection`);
    },
  ],
  configureAgentExecution: [
    ['agent.execution_configured'],
    async (s) => {
      const id = await s.agent();
      return () => s.boss.call('PATCH', `/v1/agents/${id}/execution`, { mode: 'polling', temperature: 0.1 });
    },
  ],
  testAgentConnection: [
    ['agent.connection_tested'],
    async (s) => {
      const id = await s.agent();
      return () => s.boss.call('POST', `/v1/agents/${id}/test-connection`, { model: 'gpt-4o' });
    },
  ],
};
