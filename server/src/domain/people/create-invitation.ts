import { callerIdentity, requirePerson } from '../../kernel/caller.ts';
import type { Role } from '../../kernel/caller.ts';
import { newId } from '../../kernel/id.ts';
import { Refusal, refuseField } from '../../kernel/refusal.ts';
import { hashKey, newToken } from '../../kernel/secret.ts';
import type { Secret } from '../../kernel/secret.ts';
import { insertion, statement } from '../../store/index.ts';
import type { InvitationRow, Tx } from '../../store/index.ts';
import type { Home } from '../home.ts';
import { mutation } from '../operation.ts';
import { lockMembers } from '../orgs/index.ts';
import { authorityOver } from './authority-over.ts';
import { toInvitation } from './invitation.ts';
import type { Invitation, InvitationKind } from './invitation.ts';
import { requireRecentSignIn } from './recent-sign-in.ts';

export interface NewInvitation {
  /** `member` when left out. */
  readonly kind?: InvitationKind | undefined;
  /** Needed for members, refused for agents. */
  readonly email?: string | undefined;
  /** `viewer` when left out; refused for agents. */
  readonly role?: Role | undefined;
}

export interface CreatedInvitation {
  readonly invitation: Invitation;
  /** Shown once. */
  readonly token: Secret;
}

const invitations = insertion('invitations', [
  'id',
  'org_id',
  'kind',
  'email',
  'role',
  'token_hash',
  'invited_by',
  'created_at',
  'expires_at',
  'accepted_at',
  'accepted_by',
  'revoked_at',
]);
const revokeForAddress = statement<{ org: string; email: string; at: number }>((db, arg) =>
  db
    .updateTable('invitations')
    .set({ revoked_at: arg.at })
    .where('org_id', '=', arg.org)
    .where('email', '=', arg.email)
    .where('accepted_at', 'is', null)
    .where('revoked_at', 'is', null),
);
const memberByEmail = statement<{ org: string; email: string }, { id: string }>((db, arg) =>
  db
    .selectFrom('users')
    .innerJoin('memberships', 'memberships.user_id', 'users.id')
    .select('users.id')
    .where((eb) => eb(eb.fn<string>('lower', ['users.email']), '=', arg.email))
    .where('memberships.org_id', '=', arg.org),
);
const madeSince = statement<{ org: string; since: number }, { count: number }>((db, arg) =>
  db
    .selectFrom('invitations')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('org_id', '=', arg.org)
    .where('created_at', '>', arg.since),
);

const dayMs = 24 * 3_600_000;
const lifeMs = 7 * dayMs;
/** Invitations that an organisation may make in 24 hours: their mails go to addresses that nobody has checked. */
const perDayMax = 200;

/**
 * Invites a person by e-mail address, or an agent account. A pending invitation of the same address is replaced. Nobody invites to a role that
 * they could not give to a member.
 * @throws Refusal `invalid` invitation.email_missing, invitation.not_for_agents · `forbidden` member.owners_only, recent_sign_in.needed · `conflict` member.exists,
 * invitation.registration_closed · `limited` invitation.too_many
 */
export const createInvitation = mutation<NewInvitation, CreatedInvitation>({
  grant: 'members:write',
  work: async (tx, { caller, home }, input) => {
    const person = requirePerson(caller);
    const now = home.clock.now();
    const asked = readAsked(home, input);
    await lockMembers(tx, person.orgId);
    const authority = await authorityOver(tx, person);
    if (asked.role !== null) authority.requireGiving(asked.role);
    if (asked.role === 'owner') requireRecentSignIn(person, now);
    await refuseTooMany(tx, person.orgId, now);
    if (asked.email !== null) await makeRoom(tx, person.orgId, asked.email, now);
    const token = newToken();
    const row: InvitationRow = {
      id: newId(now),
      org_id: person.orgId,
      ...asked,
      token_hash: hashKey(token.reveal()),
      invited_by: callerIdentity(person),
      created_at: now,
      expires_at: now + lifeMs,
      accepted_at: null,
      accepted_by: null,
      revoked_at: null,
    };
    await tx.insert(invitations, [row]);
    return { invitation: toInvitation(row), token };
  },
  record: ({ invitation: { id, kind, email, role } }) => ({
    event: `${kind}.invited`,
    target: id,
    details: kind === 'agent' ? {} : { email, role },
  }),
});

type Asked = Pick<Invitation, 'kind' | 'email' | 'role'>;

function readAsked(home: Home, { kind = 'member', email, role }: NewInvitation): Asked {
  if (kind === 'member') {
    if (email === undefined) throw refuseField('invalid', 'invitation.email_missing', '/email', 'The address of the person is needed.');
    return { kind, email: email.toLowerCase(), role: role ?? 'viewer' };
  }
  if (email !== undefined || role !== undefined) {
    const pointer = email === undefined ? '/role' : '/email';
    throw refuseField('invalid', 'invitation.not_for_agents', pointer, 'An invitation for an agent has no address and no role.');
  }
  if (home.registration === 'closed') {
    throw new Refusal('conflict', 'invitation.registration_closed', 'This server lets no agent account register, invited or not.');
  }
  return { kind, email: null, role: null };
}

async function makeRoom(tx: Tx, orgId: string, email: string, now: number): Promise<void> {
  if ((await tx.first(memberByEmail, { org: orgId, email })) !== undefined) {
    throw new Refusal('conflict', 'member.exists', 'This person is a member already.');
  }
  await tx.run(revokeForAddress, { org: orgId, email, at: now });
}

async function refuseTooMany(tx: Tx, orgId: string, now: number): Promise<void> {
  const made = await tx.first(madeSince, { org: orgId, since: now - dayMs });
  if ((made?.count ?? 0) < perDayMax) return;
  const text = `An organization makes at most ${perDayMax} invitations in 24 hours.`;
  throw new Refusal('limited', 'invitation.too_many', text, { retryAfterS: 3_600 });
}
