import { requirePerson } from '../../kernel/caller.ts';
import { isUuid, newId } from '../../kernel/id.ts';
import { Refusal, refuseField } from '../../kernel/refusal.ts';
import { hashKey, Secret } from '../../kernel/secret.ts';
import type { Sealer } from '../../kernel/secret.ts';
import { insertion, statement } from '../../store/index.ts';
import type { PushSubscriptionRow, ReadTx, Tx } from '../../store/index.ts';
import type { At } from '../home.ts';
import { mutation, query } from '../operation.ts';
import type { SealedColumn } from '../sealed-column.ts';

/** A browser that gets web push. Its address and keys are never shown again. */
export interface PushSubscription {
  readonly id: string;
  readonly label: string;
  readonly createdAt: number;
  readonly lastUsedAt: number | null;
}

export interface NewPushSubscription {
  readonly endpoint: string;
  readonly p256dh: string;
  readonly auth: string;
  readonly label?: string | undefined;
}

/** Devices of one person. */
const subscriptionsMax = 10;
const publicKeyBytes = 65;
const authBytes = 16;

const rows = insertion('push_subscriptions', [
  'id',
  'user_id',
  'endpoint_hash',
  'endpoint_sealed',
  'p256dh',
  'auth_sealed',
  'label',
  'created_at',
  'last_used_at',
  'failures',
]);
const ofUser = statement<{ user: string }, PushSubscriptionRow>((db, arg) =>
  db.selectFrom('push_subscriptions').selectAll().where('user_id', '=', arg.user).orderBy('id', 'desc').limit(subscriptionsMax),
);
const byEndpoint = statement<{ hash: string }, { id: string; user_id: string }>((db, arg) =>
  db.selectFrom('push_subscriptions').select(['id', 'user_id']).where('endpoint_hash', '=', arg.hash),
);
const remove = statement<{ id: string; user: string }>((db, arg) =>
  db.deleteFrom('push_subscriptions').where('id', '=', arg.id).where('user_id', '=', arg.user),
);
const lockUser = statement<{ user: string }>((db, arg) =>
  db
    .updateTable('users')
    .set((eb) => ({ name: eb.ref('name') }))
    .where('id', '=', arg.user),
);

function toSubscription(row: PushSubscriptionRow): PushSubscription {
  return { id: row.id, label: row.label, createdAt: row.created_at, lastUsedAt: row.last_used_at };
}

export async function subscriptionsOf(tx: ReadTx, userId: string): Promise<readonly PushSubscriptionRow[]> {
  return tx.all(ofUser, { user: userId });
}

/** The browsers of the signed-in person, newest first. */
export const listPushSubscriptions = query<void, readonly PushSubscription[]>({
  grant: null,
  work: async (tx, { caller }) => (await subscriptionsOf(tx, requirePerson(caller).userId)).map(toSubscription),
});

/**
 * Adds the browser of the signed-in person. One that is known already gets its new keys, and changes hands when somebody else signed in there.
 * @throws Refusal `unprocessable` push.address_forbidden, push.keys_invalid · `conflict` push.too_many
 */
export const addPushSubscription = mutation<NewPushSubscription, PushSubscription>({
  grant: null,
  work: async (tx, at, input) => {
    const { userId } = requirePerson(at.caller);
    refuseBad(at, input);
    await tx.run(lockUser, { user: userId });
    const hash = hashKey(input.endpoint);
    const known = await tx.first(byEndpoint, { hash });
    if (known !== undefined) await tx.run(remove, { id: known.id, user: known.user_id });
    if ((await subscriptionsOf(tx, userId)).length >= subscriptionsMax)
      throw new Refusal('conflict', 'push.too_many', `A person has at most ${subscriptionsMax} devices. Remove one first.`);
    return insert(tx, at, { ...input, hash, userId });
  },
  record: ({ id, label }) => ({ event: 'push_subscription.added', target: id, agentId: null, details: { label } }),
});

async function insert(tx: Tx, { home }: At, input: NewPushSubscription & { hash: string; userId: string }): Promise<PushSubscription> {
  const now = home.clock.now();
  const owner = { id: newId(now), user_id: input.userId };
  const row: PushSubscriptionRow = {
    ...owner,
    endpoint_hash: input.hash,
    endpoint_sealed: home.sealer.seal(new Secret(input.endpoint), endpointContext(owner)),
    p256dh: input.p256dh,
    auth_sealed: home.sealer.seal(new Secret(input.auth), authContext(owner)),
    label: input.label ?? '',
    created_at: now,
    last_used_at: null,
    failures: 0,
  };
  await tx.insert(rows, [row]);
  return toSubscription(row);
}

function refuseBad({ home }: At, { endpoint, p256dh, auth }: NewPushSubscription): void {
  if (home.checkFetchUrl(endpoint) !== null)
    throw refuseField(
      'unprocessable',
      'push.address_forbidden',
      '/endpoint',
      'The address of a push service is needed, as the browser gave it.',
    );
  const key = Buffer.from(p256dh, 'base64url');
  const isKey = key.length === publicKeyBytes && key[0] === 4;
  if (!isKey || Buffer.from(auth, 'base64url').length !== authBytes)
    throw refuseField('unprocessable', 'push.keys_invalid', '/keys', 'The keys are not those of a push subscription.');
}

/** Forgets a browser of the signed-in person. @throws Refusal `not_found` push.unknown */
export const removePushSubscription = mutation<string, string>({
  grant: null,
  work: async (tx, { caller }, id) => {
    const { userId } = requirePerson(caller);
    const removed = isUuid(id) ? await tx.run(remove, { id: id.toLowerCase(), user: userId }) : 0;
    if (removed === 0) throw new Refusal('not_found', 'push.unknown', 'There is no such device.');
    return id.toLowerCase();
  },
  record: (id) => ({ event: 'push_subscription.removed', target: id, agentId: null, details: {} }),
});

type Owner = Pick<PushSubscriptionRow, 'id' | 'user_id'>;

const endpointContext = (row: Owner): string => `push_subscriptions/endpoint/${row.user_id}/${row.id}`;
const authContext = (row: Owner): string => `push_subscriptions/auth/${row.user_id}/${row.id}`;

/** Where to send to and how to encrypt it. */
export function openSubscription(sealer: Sealer, row: PushSubscriptionRow): { endpoint: Secret; p256dh: string; auth: Secret } {
  return {
    endpoint: sealer.open(row.endpoint_sealed, endpointContext(row)),
    p256dh: row.p256dh,
    auth: sealer.open(row.auth_sealed, authContext(row)),
  };
}

/** Smaller than every id. */
const beforeAll = '00000000-0000-0000-0000-000000000000';

const after = statement<{ after: string; limit: number }, Owner & Pick<PushSubscriptionRow, 'endpoint_sealed' | 'auth_sealed'>>((db, arg) =>
  db
    .selectFrom('push_subscriptions')
    .select(['id', 'user_id', 'endpoint_sealed', 'auth_sealed'])
    .where('id', '>', arg.after)
    .orderBy('id')
    .limit(arg.limit),
);

function column(name: 'endpoint_sealed' | 'auth_sealed', contextOf: (row: Owner) => string): SealedColumn {
  const replace = statement<{ id: string; from: string; to: string }>((db, arg) =>
    db
      .updateTable('push_subscriptions')
      .set({ [name]: arg.to })
      .where('id', '=', arg.id)
      .where(name, '=', arg.from),
  );
  return {
    name: `push_subscriptions.${name}`,
    page: async (tx, from, limit) =>
      (await tx.all(after, { after: from ?? beforeAll, limit })).map((row) => ({ id: row.id, sealed: row[name], context: contextOf(row) })),
    replace: (tx, change) => tx.run(replace, change),
  };
}

/** For the rotation of the master key. */
export const sealedPushSubscriptions: readonly SealedColumn[] = [
  column('endpoint_sealed', endpointContext),
  column('auth_sealed', authContext),
];
