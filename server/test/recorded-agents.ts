import { authorized, basic, bearer } from './account.ts';
import { json, later, native } from './scene.ts';
import type { Recorded } from './scene.ts';

/** What concerns agents, their accounts, keys, and the organisation's model providers. */
export const recordedAgents: Recorded = {
  runnerCreateAgent: [
    ['agent.registered'],
    native('/api/v1/agents', () => ({ name: 'fresh', tools: ['data-transform'], model: 'gpt-4o' })),
  ],
  runnerUpdateAgent: [
    ['agent.updated'],
    async (s) => {
      const id = await s.agent();
      return () => s.boss.call('PUT', `/api/v1/agents/${id}`, { description: 'new' });
    },
  ],
  runnerDeleteAgent: [
    ['agent.deleted'],
    async (s) => {
      const id = await s.agent();
      return () => s.boss.call('DELETE', `/api/v1/agents/${id}`);
    },
  ],
  forgeCreateKey: [
    ['key.created'],
    async (s) => {
      const id = await s.agent();
      return () => s.boss.call('POST', '/api/api-keys', { name: 'fresh', scoped_agents: [id] });
    },
  ],
  forgeUpdateKey: [
    ['key.updated'],
    async (s) => {
      const [{ id }, agent] = [await s.key(), await s.agent()];
      return () => s.boss.call('PATCH', `/api/api-keys/${id}`, { scoped_agents: [agent] });
    },
  ],
  forgeRevokeKey: [
    ['key.revoked'],
    async (s) => {
      const { id } = await s.key();
      return () => s.boss.call('DELETE', `/api/api-keys/${id}`);
    },
  ],
  workbenchCreateAgentKey: [
    ['key.created'],
    async (s) => {
      const id = await s.agent();
      const { body } = await s.boss.call('GET', `/v1/agents/${id}`);
      return () => s.boss.call('POST', `/api/agents/${body.number}/keys`, { name: 'fresh' });
    },
  ],
  workbenchRevokeAgentKey: [
    ['key.revoked'],
    async (s) => {
      const id = await s.agent();
      const { number } = (await s.boss.call('GET', `/v1/agents/${id}`)).body;
      const made = await s.boss.call('POST', `/api/agents/${number}/keys`, { name: 'fresh' });
      return () => s.boss.call('DELETE', `/api/agents/${number}/keys/${made.body.data.id}`);
    },
  ],
  workbenchCreateUserKey: [['key.created'], native('/api/users/me/keys', () => ({ name: 'mine' }))],
  workbenchRevokeUserKey: [
    ['key.revoked'],
    async (s) => {
      const made = await s.boss.call('POST', '/api/users/me/keys', { name: 'mine' });
      return () => s.boss.call('DELETE', `/api/users/me/keys/${made.body.data.id}`);
    },
  ],
  identityRegister: [
    ['account.registered'],
    async (s) => later(() => json(s.w, '/api/auth/register', { agent_name: s.email.split('@')[0] })),
  ],
  identityIssueToken: [
    ['token.issued'],
    async (s) => {
      const made = await s.agentAccount();
      const { secret } = await made.key();
      return () => authorized(s.w.url, basic(made.agent, secret))('POST', '/api/auth/token');
    },
  ],
  identityDeleteAccount: [
    ['agent.deleted'],
    async (s) => {
      const made = await s.agentAccount();
      return () => made.manage('DELETE', `/api/agents/${made.agent}`);
    },
  ],
  identityCreateKey: [
    ['key.created'],
    async (s) => {
      const made = await s.agentAccount();
      return () => made.manage('POST', `/api/agents/${made.agent}`, { name: 'cli' });
    },
  ],
  identityRotateKey: [
    ['key.rotated'],
    async (s) => {
      const made = await s.agentAccount();
      const { id } = await made.key();
      return () => made.manage('POST', `/api/agents/${made.agent}/keys/${id}/rotate`, {});
    },
  ],
  identityRevokeAllKeys: [
    ['keys.revoked_all'],
    async (s) => {
      const made = await s.agentAccount();
      return () => made.manage('POST', `/api/agents/${made.agent}/keys/revoke-all`, {});
    },
  ],
  identityCreateProfile: [
    ['profile.created'],
    async (s) => {
      const as = bearer(s.w, await (await s.agentAccount()).token());
      return () => as('POST', '/api/agents/profile', { introduction: 'I help.' });
    },
  ],
  identityUpdateProfile: [
    ['profile.updated'],
    async (s) => {
      const as = bearer(s.w, await (await s.agentAccount()).token());
      await as('POST', '/api/agents/profile', { introduction: 'I help.' });
      return () => as('PUT', '/api/agents/profile', { category: 'x' });
    },
  ],
  identityDeleteProfile: [
    ['profile.deleted'],
    async (s) => {
      const as = bearer(s.w, await (await s.agentAccount()).token());
      await as('POST', '/api/agents/profile', { introduction: 'I help.' });
      return () => as('DELETE', '/api/agents/profile');
    },
  ],
  createAgent: [['agent.registered'], native('/v1/agents', () => ({ slug: 'fresh', model: 'gpt-4o' }))],
  updateAgent: [
    ['agent.updated'],
    async (s) => {
      const id = await s.agent();
      return () => s.boss.call('PATCH', `/v1/agents/${id}`, { description: 'new' });
    },
  ],
  deleteAgent: [
    ['agent.deleted'],
    async (s) => {
      const id = await s.agent();
      return () => s.boss.call('DELETE', `/v1/agents/${id}`);
    },
  ],
  restoreAgentVersion: [
    ['agent.version_restored'],
    async (s) => {
      const id = await s.agent();
      await s.boss.call('PATCH', `/v1/agents/${id}`, { system_prompt: 'x' });
      return () => s.boss.call('POST', `/v1/agents/${id}/versions/1/restore`);
    },
  ],
  createCredential: [['key.created'], native('/v1/credentials', () => ({ name: 'fresh', org_wide: true, scopes: ['read'] }))],
  updateCredential: [
    ['key.updated'],
    async (s) => {
      const { id } = await s.key();
      return () => s.boss.call('PATCH', `/v1/credentials/${id}`, { name: 'renamed' });
    },
  ],
  revokeCredential: [
    ['key.revoked'],
    async (s) => {
      const { id } = await s.key();
      return () => s.boss.call('DELETE', `/v1/credentials/${id}`);
    },
  ],
  rotateCredential: [
    ['key.rotated'],
    async (s) => {
      const { id } = await s.key();
      return () => s.boss.call('POST', `/v1/credentials/${id}/rotate`, {});
    },
  ],
  revokeAllCredentials: [
    ['keys.revoked_all'],
    async (s) => {
      await s.key();
      return () => s.boss.call('POST', '/v1/credentials/revoke-all', {});
    },
  ],
  issueRecoveryKey: [
    ['recovery_key.issued'],
    async (s) => {
      const id = await s.agent();
      return () => s.boss.call('POST', `/v1/agents/${id}/recovery-key`);
    },
  ],
  reportLeakedKey: [
    ['key.leaked'],
    async (s) => {
      const { key } = await s.key();
      return () => json(s.w, '/v1/leaked-keys', { key });
    },
  ],
  putAgentProfile: [
    ['profile.created'],
    async (s) => {
      const id = await s.agent();
      return () => s.boss.call('PUT', `/v1/agents/${id}/profile`, { introduction: 'I help.' });
    },
  ],
  removeAgentProfile: [
    ['profile.deleted'],
    async (s) => {
      const id = await s.agent();
      await s.boss.call('PUT', `/v1/agents/${id}/profile`, { introduction: 'I help.' });
      return () => s.boss.call('DELETE', `/v1/agents/${id}/profile`);
    },
  ],
  renameSession: [
    ['session.renamed'],
    async (s) => {
      const id = await s.agent();
      const run = await s.boss.call('POST', `/v1/agents/${id}/runs`, { input: 'x' });
      return () => s.boss.call('PATCH', `/v1/sessions/${run.body.session_id}`, { name: 'Renamed' });
    },
  ],
  addProvider: [['provider.added'], native('/v1/providers', () => ({ provider: 'anthropic', api_key: 'sk-ant-x' }))],
  removeProvider: [
    ['provider.removed'],
    async (s) => {
      const { id } = (await s.boss.call('POST', '/v1/providers', { provider: 'anthropic', api_key: 'sk-ant-x' })).body;
      return () => s.boss.call('DELETE', `/v1/providers/${id}`);
    },
  ],
};
