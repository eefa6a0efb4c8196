import { statement } from '../../store/index.ts';
import type { InteractionRow, PushSubscriptionRow, ReadTx } from '../../store/index.ts';
import type { Home } from '../home.ts';
import { roleOf } from '../orgs/index.ts';
import type { ClaimedNotification } from './claim-notifications.ts';
import type { Told } from './message.ts';
import { afterQuietHours } from './quiet-hours.ts';
import { settingsOfPerson } from './settings.ts';
import type { NotificationOutcome } from './settle-notification.ts';

/** What has to be sent, and where to. */
export type LoadedNotification =
  | { readonly channel: 'push'; readonly told: Told; readonly subscription: PushSubscriptionRow }
  | { readonly channel: 'email'; readonly told: Told; readonly to: string };

const interactionNow = statement<
  { org: string; id: string },
  Pick<InteractionRow, 'id' | 'state' | 'kind' | 'question' | 'assignee_user_id' | 'deadline_at'> & {
    agent: string | null;
    org_name: string;
  }
>((db, arg) =>
  db
    .selectFrom('interactions as i')
    .innerJoin('orgs', 'orgs.id', 'i.org_id')
    .leftJoin('agents', 'agents.id', 'i.agent_id')
    .select([
      'i.id',
      'i.state',
      'i.kind',
      'i.question',
      'i.assignee_user_id',
      'i.deadline_at',
      'agents.display_name as agent',
      'orgs.name as org_name',
    ])
    .where('i.org_id', '=', arg.org)
    .where('i.id', '=', arg.id),
);
const deviceOf = statement<{ id: string; user: string }, PushSubscriptionRow>((db, arg) =>
  db.selectFrom('push_subscriptions').selectAll().where('id', '=', arg.id).where('user_id', '=', arg.user),
);
const mailboxOf = statement<{ user: string }, { email: string; email_verified: number }>((db, arg) =>
  db.selectFrom('users').select(['email', 'email_verified']).where('id', '=', arg.user).where('status', '=', 'active'),
);

const skip = (error: string): NotificationOutcome => ({ state: 'skipped', error });

/** Reads what a notification says as things are now, or says why it is not sent, or not yet. */
export function loadNotification(home: Home, claimed: ClaimedNotification): Promise<LoadedNotification | NotificationOutcome> {
  return home.read(async (tx) => {
    if (claimed.isInterrupted) return { state: 'failed', error: 'interrupted' };
    if (claimed.isLate) return skip('late');
    if ((await roleOf(tx, claimed.org_id, claimed.user_id)) === undefined) return skip('not_a_member');
    const told = await toldOf(tx, claimed);
    if ('state' in told) return told;
    const quiet = claimed.interaction_id === null ? null : (await settingsOfPerson(tx, claimed.user_id)).quietHours;
    const now = home.clock.now();
    const nextAt = afterQuietHours(quiet, now);
    return nextAt > now ? { state: 'again', nextAt, error: 'quiet' } : placed(tx, claimed, told);
  });
}

const testMessage: Told = { interactionId: null, reason: 'test', kind: '', agentName: '', orgName: '', question: '', deadlineAt: null };

async function toldOf(
  tx: ReadTx,
  { interaction_id: id, org_id: org, user_id: user, reason }: ClaimedNotification,
): Promise<Told | NotificationOutcome> {
  if (id === null) return testMessage;
  const row = await tx.first(interactionNow, { org, id });
  if (row === undefined) return skip('gone');
  if (row.state !== 'open') return skip(row.state);
  const isEverybodys = reason === 'opened' || (reason === 'escalated' && row.assignee_user_id === null);
  if (!isEverybodys && row.assignee_user_id !== user) return skip('given_to_another');
  return {
    interactionId: row.id,
    reason,
    kind: row.kind,
    agentName: row.agent ?? 'An agent',
    orgName: row.org_name,
    question: row.question,
    deadlineAt: row.deadline_at,
  };
}

async function placed(tx: ReadTx, claimed: ClaimedNotification, told: Told): Promise<LoadedNotification | NotificationOutcome> {
  if (claimed.channel === 'email') {
    const mailbox = await tx.first(mailboxOf, { user: claimed.user_id });
    return mailbox?.email_verified === 1 ? { channel: 'email', told, to: mailbox.email } : skip('no_mailbox');
  }
  const subscription = await tx.first(deviceOf, { id: claimed.subscription_id ?? claimed.id, user: claimed.user_id });
  return subscription === undefined ? skip('no_device') : { channel: 'push', told, subscription };
}
