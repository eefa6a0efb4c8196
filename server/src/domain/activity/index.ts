export { isWebhookEvent, webhookEvents } from './activity.ts';
export type { Activity, ActivityEvent, NewActivity, WebhookEvent } from './activity.ts';
export { forgetActor } from './forget-actor.ts';
export { readActivity } from './list-activity.ts';
export type { ActivityRequest } from './list-activity.ts';
export { recordActivity } from './record-activity.ts';
