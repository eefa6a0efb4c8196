export { claimNotifications, endNotificationLeases, nextNotificationAt } from './claim-notifications.ts';
export type { ClaimedNotification } from './claim-notifications.ts';
export { forgetNotifications } from './forget-person.ts';
export { loadNotification } from './load-notification.ts';
export type { LoadedNotification } from './load-notification.ts';
export { mailOf, pushPayload } from './message.ts';
export { isNotificationsDue } from './notification.ts';
export { notifyPeople } from './notify-people.ts';
export {
  addPushSubscription,
  listPushSubscriptions,
  openSubscription,
  removePushSubscription,
  sealedPushSubscriptions,
} from './push-subscriptions.ts';
export type { PushSubscription } from './push-subscriptions.ts';
export { channels, defaultSettings, getNotificationSettings, putNotificationSettings } from './settings.ts';
export type { Channel, NotificationSettings } from './settings.ts';
export { pruneNotifications, settleNotification } from './settle-notification.ts';
export type { NotificationOutcome } from './settle-notification.ts';
export { testNotification } from './test-notification.ts';
