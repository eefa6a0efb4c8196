import { insertion, statement } from '../../store/index.ts';
import type { AgentRow, Builder, CredentialRow, MembershipRow, ReadTx, Tx, UserRow } from '../../store/index.ts';
import { parseKeyAddress } from './credential.ts';

export const credentialInsertion = insertion('credentials', [
  'id',
  'number',
  'org_id',
  'kind',
  'name',
  'prefix',
  'hash',
  'org_wide',
  'created_by',
  'created_at',
  'expires_at',
  'last_used_at',
  'last_used_ip',
  'revoked_at',
  'revoked_reason',
  'agent_id',
  'user_id',
  'parent_id',
  'rate_limit_per_minute',
  'max_concurrent',
  'rotated_from',
  'grace_until',
]);
export const scopeInsertion = insertion('credential_scopes', ['credential_id', 'scope']);
export const reachInsertion = insertion('credential_agents', ['credential_id', 'agent_id']);
export const networkInsertion = insertion('credential_networks', ['credential_id', 'cidr']);

const byId = statement<{ org: string; id: string }, CredentialRow>((db, arg) =>
  db.selectFrom('credentials').selectAll().where('org_id', '=', arg.org).where('id', '=', arg.id),
);
const byNumber = statement<{ org: string; number: number }, CredentialRow>((db, arg) =>
  db.selectFrom('credentials').selectAll().where('org_id', '=', arg.org).where('number', '=', arg.number),
);

/** The key of an organisation that an address means. */
export async function findKeyRow(tx: ReadTx, org: string, address: string): Promise<CredentialRow | undefined> {
  const parsed = parseKeyAddress(address);
  if (parsed === null) return undefined;
  return 'id' in parsed ? tx.first(byId, { org, id: parsed.id }) : tx.first(byNumber, { org, number: parsed.number });
}

const lockOrg = statement<{ org: string }>((db, arg) =>
  db
    .updateTable('orgs')
    .set((eb) => ({ name: eb.ref('name') }))
    .where('id', '=', arg.org),
);

/** Lets changes of an organisation's keys happen one after the other, so that none of them starts from what another one replaces. */
export async function lockKeys(tx: Tx, org: string): Promise<void> {
  await tx.run(lockOrg, { org });
}

/** A key with what decides whether it is alive: the agent it acts as, and the membership of the person it acts as. */
export type CredentialLink = CredentialRow & {
  readonly agent_status: AgentRow['status'] | null;
  readonly agent_deleted_at: AgentRow['deleted_at'];
  readonly agent_epoch: AgentRow['token_epoch'] | null;
  readonly role: MembershipRow['role'] | null;
  readonly user_status: UserRow['status'] | null;
};

function links(db: Builder) {
  return db
    .selectFrom('credentials')
    .leftJoin('agents', 'agents.id', 'credentials.agent_id')
    .leftJoin('users', 'users.id', 'credentials.user_id')
    .leftJoin('memberships', (on) =>
      on
        .onRef('memberships.user_id', '=', 'credentials.user_id')
        .onRef('memberships.org_id', '=', 'credentials.org_id')
        .on('memberships.inactive_at', 'is', null),
    )
    .selectAll('credentials')
    .select(['agents.status as agent_status', 'agents.deleted_at as agent_deleted_at', 'agents.token_epoch as agent_epoch'])
    .select(['memberships.role', 'users.status as user_status']);
}

export const linkByHash = statement<{ hash: string }, CredentialLink>((db, arg) => links(db).where('credentials.hash', '=', arg.hash));
export const linkById = statement<{ id: string }, CredentialLink>((db, arg) => links(db).where('credentials.id', '=', arg.id));

export const activeByName = statement<{ org: string; name: string }, { id: string }>((db, arg) =>
  db
    .selectFrom('credentials')
    .select('id')
    .where('org_id', '=', arg.org)
    // The database lowers both sides, as its unique index does: engines differ beyond ASCII.
    .where((eb) => eb(eb.fn<string>('lower', ['name']), '=', eb.fn<string>('lower', [eb.val(arg.name)])))
    .where('kind', '=', 'api_key')
    .where('grace_until', 'is', null)
    .where('revoked_at', 'is', null),
);

export const successorOf = statement<{ id: string }, { id: string }>((db, arg) =>
  db.selectFrom('credentials').select('id').where('rotated_from', '=', arg.id),
);

export const scopesOf = statement<{ id: string }, { scope: string }>((db, arg) =>
  db.selectFrom('credential_scopes').select('scope').where('credential_id', '=', arg.id).orderBy('scope'),
);

export const networksOf = statement<{ id: string }, { cidr: string }>((db, arg) =>
  db.selectFrom('credential_networks').select('cidr').where('credential_id', '=', arg.id).orderBy('cidr'),
);

/** Only living agents: a key loses an agent when the agent is deleted. */
export const reachOf = statement<{ id: string }, { id: string }>((db, arg) =>
  db
    .selectFrom('credential_agents')
    .innerJoin('agents', 'agents.id', 'credential_agents.agent_id')
    .select('agents.id')
    .where('credential_agents.credential_id', '=', arg.id)
    .where('agents.deleted_at', 'is', null)
    .orderBy('agents.id'),
);

/** Keys that act as an agent or a person and could still be used; `kind` narrows them. */
export const countLivingOf = statement<{ owner: string; kind: string; now: number }, { count: number }>((db, arg) =>
  db
    .selectFrom('credentials')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where((eb) => eb.or([eb('agent_id', '=', arg.owner), eb('user_id', '=', arg.owner)]))
    .where('kind', '=', arg.kind)
    .where('revoked_at', 'is', null)
    .where('grace_until', 'is', null)
    .where((eb) => eb.or([eb('expires_at', 'is', null), eb('expires_at', '>', arg.now)])),
);

export const bumpTokenEpoch = statement<{ agent: string }>((db, arg) =>
  db
    .updateTable('agents')
    .set((eb) => ({ token_epoch: eb('token_epoch', '+', 1) }))
    .where('id', '=', arg.agent),
);
