import { native } from './scene.ts';
import type { Recorded, Scene } from './scene.ts';
import { send } from './requests.ts';

const url = 'https://hooks.example.com/forgeyard';

const added = async ({ boss }: Scene): Promise<{ id: string; number: number }> => (await boss.call('POST', '/v1/webhooks', { url })).body;

/** An agent with an inline webhook. */
async function agentWithWebhook(scene: Scene): Promise<string> {
  const id = await scene.agent();
  await scene.boss.call('PUT', `/v1/agents/${id}/webhook`, { url });
  return id;
}

/** Calls as the agent itself, with a key that may set its webhook. */
async function asAgent({ boss, w }: Scene, id: string): Promise<(method: string, body?: unknown) => ReturnType<typeof send>> {
  const made = await boss.call('POST', `/api/agents/${id}/keys`, { scopes: ['webhook:create'] });
  const key: string = made.body.data.apiKey;
  return (method, body) =>
    send(w.url, method, '/api/webhooks/mine', {
      headers: { 'x-agent-key': key, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
}

/** What concerns the webhooks of the organisation and of its agents. */
export const recordedWebhooks: Recorded = {
  createWebhook: [['webhook.created'], native('/v1/webhooks', () => ({ url }))],
  updateWebhook: [
    ['webhook.updated'],
    async (s) => {
      const { id } = await added(s);
      return () => s.boss.call('PATCH', `/v1/webhooks/${id}`, { status: 'disabled' });
    },
  ],
  deleteWebhook: [
    ['webhook.deleted'],
    async (s) => {
      const { id } = await added(s);
      return () => s.boss.call('DELETE', `/v1/webhooks/${id}`);
    },
  ],
  rotateWebhookSecret: [
    ['webhook.secret_rotated'],
    async (s) => {
      const { id } = await added(s);
      return () => s.boss.call('POST', `/v1/webhooks/${id}/rotate-secret`);
    },
  ],
  putAgentWebhook: [
    ['webhook.created'],
    async (s) => {
      const id = await s.agent();
      return () => s.boss.call('PUT', `/v1/agents/${id}/webhook`, { url });
    },
  ],
  removeAgentWebhook: [
    ['webhook.deleted'],
    async (s) => {
      const id = await agentWithWebhook(s);
      return () => s.boss.call('DELETE', `/v1/agents/${id}/webhook`);
    },
  ],
  workbenchCreateWebhook: [['webhook.created'], native('/api/webhooks', () => ({ url, events: ['task.created'] }))],
  workbenchUpdateWebhook: [
    ['webhook.updated'],
    async (s) => {
      const { number } = await added(s);
      return () => s.boss.call('PATCH', `/api/webhooks/${number}`, { status: 'inactive' });
    },
  ],
  workbenchDeleteWebhook: [
    ['webhook.deleted'],
    async (s) => {
      const { number } = await added(s);
      return () => s.boss.call('DELETE', `/api/webhooks/${number}`);
    },
  ],
  workbenchRotateWebhookSecret: [
    ['webhook.secret_rotated'],
    async (s) => {
      const { number } = await added(s);
      return () => s.boss.call('POST', `/api/webhooks/${number}/rotate-secret`);
    },
  ],
  workbenchCreateAgentWebhookSecret: [
    ['webhook.secret_rotated'],
    async (s) => {
      const id = await agentWithWebhook(s);
      return () => s.boss.call('POST', `/api/agents/${id}/webhook-secret`);
    },
  ],
  workbenchPutOwnWebhook: [
    ['webhook.created'],
    async (s) => {
      const call = await asAgent(s, await s.agent());
      return () => call('PUT', { url });
    },
  ],
  workbenchDeleteOwnWebhook: [
    ['webhook.deleted'],
    async (s) => {
      const call = await asAgent(s, await agentWithWebhook(s));
      return () => call('DELETE');
    },
  ],
};

/** Requests whose trace is the list of deliveries. */
export const unrecordedWebhooks: Recorded = {
  testWebhook: [
    [],
    async (s) => {
      const { id } = await added(s);
      return () => s.boss.call('POST', `/v1/webhooks/${id}/test`, { event: 'task.created' });
    },
  ],
  workbenchTestWebhook: [
    [],
    async (s) => {
      const { number } = await added(s);
      return () => s.boss.call('POST', `/api/webhooks/${number}/test`, { event: 'task.created' });
    },
  ],
  recoverWebhookDeliveries: [
    [],
    async (s) => {
      const { id } = await added(s);
      return () => s.boss.call('POST', `/v1/webhooks/${id}/recover`, { since: '2026-01-01T00:00:00Z' });
    },
  ],
};
