export { EventHub } from './hub.ts';
export { defaultWebhookLimits, WebhookWorker } from './webhook-worker.ts';
export type { WebhookLimits } from './webhook-worker.ts';
