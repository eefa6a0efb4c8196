import { statement } from '../../store/index.ts';
import type { AccountEnding } from '../ports.ts';

const dropNotifications = statement<{ user: string }>((db, arg) => db.deleteFrom('notifications').where('user_id', '=', arg.user));
const dropDevices = statement<{ user: string }>((db, arg) => db.deleteFrom('push_subscriptions').where('user_id', '=', arg.user));
const dropSettings = statement<{ user: string }>((db, arg) => db.deleteFrom('notification_settings').where('user_id', '=', arg.user));

/** Part of the end of an account: nothing is sent to the person any more, and where to is forgotten. */
export const forgetNotifications: AccountEnding = async (tx, { userId }) => {
  for (const drop of [dropNotifications, dropDevices, dropSettings]) await tx.run(drop, { user: userId });
};
