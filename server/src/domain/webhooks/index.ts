export {
  createAgentWebhookSecret,
  getAgentWebhook,
  getOwnWebhook,
  putAgentWebhook,
  putOwnWebhook,
  removeAgentWebhook,
  removeOwnWebhook,
} from './agent-webhook-operations.ts';
export type { HintedWebhook } from './agent-webhook-operations.ts';
export { agentWebhooksOf, dropAgentWebhook, setAgentWebhook } from './agent-webhook.ts';
export type { AgentWebhook, AgentWebhookChange } from './agent-webhook.ts';
export { deleteWebhook, updateWebhook } from './change-webhook.ts';
export { claimDeliveries, forgetLeases, nextDueAt } from './claim-deliveries.ts';
export type { ClaimedDelivery } from './claim-deliveries.ts';
export { createWebhook } from './create-webhook.ts';
export type { CreatedWebhook } from './create-webhook.ts';
export { deliveryStates } from './delivery.ts';
export type { Delivery } from './delivery.ts';
export type { DisabledNotice } from './disable-endpoint.ts';
export { dropWebhooksOfOrg } from './drop-webhooks.ts';
export { isDeliveriesDue } from './due-signal.ts';
export { describedEvents } from './event-catalogue.ts';
export type { DescribedEvent } from './event-catalogue.ts';
export { webhookFanOut } from './fan-out.ts';
export { pruneDeliveries } from './prune-deliveries.ts';
export { getDelivery, listDeliveries } from './read-deliveries.ts';
export type { DeliveryDetail } from './read-deliveries.ts';
export { getWebhook, listWebhooks } from './read-webhooks.ts';
export type { WebhookWithHealth } from './read-webhooks.ts';
export { recoverDeliveries, resendDelivery, sendTestEvent } from './resend-deliveries.ts';
export { rotateWebhookSecret } from './rotate-webhook-secret.ts';
export { delaysMs, readRetryAfter } from './schedule.ts';
export { giveBackDelivery, settleDelivery } from './settle-delivery.ts';
export type { Attempt } from './settle-delivery.ts';
export { messageId, signedHeaders } from './sign.ts';
export { sealedWebhookSecrets, signingSecrets } from './webhook-secrets.ts';
export { webhookSchedules, webhookStyles } from './webhook.ts';
export type { Webhook, WebhookSchedule, WebhookStyle } from './webhook.ts';
