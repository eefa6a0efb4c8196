import { grantsOfRole, requirePerson } from '../../kernel/caller.ts';
import type { PersonCaller, Role } from '../../kernel/caller.ts';
import type { RequestFacts } from '../../kernel/operation.ts';
import { Refusal } from '../../kernel/refusal.ts';
import { hashKey } from '../../kernel/secret.ts';
import { statement } from '../../store/index.ts';
import type { InvitationRow, Tx } from '../../store/index.ts';
import { writeAuditEntry } from '../audit/index.ts';
import type { Home } from '../home.ts';
import { mutation } from '../operation.ts';
import { addMembership, findOrg, lockMembers } from '../orgs/index.ts';
import type { Org } from '../orgs/index.ts';
import { findInvitation, unknownInvitation } from './invitation.ts';
import type { InvitationKind } from './invitation.ts';
import { findMember } from './person.ts';

/** The deployment and the request, where there may be no caller yet. */
export interface AcceptFacts {
  readonly home: Home;
  readonly request: RequestFacts;
}

export interface Acceptance {
  readonly token: string;
  readonly userId: string;
  readonly email: string;
}

export interface Accepted {
  readonly orgId: string;
  readonly role: Role;
  readonly kind: InvitationKind;
}

const use = statement<{ hash: string; kind: string; by: string; at: number }, InvitationRow>((db, arg) =>
  db
    .updateTable('invitations')
    .set({ accepted_at: arg.at, accepted_by: arg.by })
    .where('token_hash', '=', arg.hash)
    .where('kind', '=', arg.kind)
    .where('accepted_at', 'is', null)
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', arg.at)
    .returningAll(),
);

/**
 * Uses an invitation up and makes the person a member. Writes the entry into the trail of the organisation that is joined, where the caller, if
 * there is one, does not act yet.
 * @throws Refusal `not_found` invitation.unknown · `forbidden` invitation.not_yours · `conflict` member.exists
 */
export async function acceptInvitation(tx: Tx, { home, request }: AcceptFacts, input: Acceptance): Promise<Accepted> {
  const now = home.clock.now();
  const found = await findInvitation(tx, input.token, now);
  if (found === undefined || found.kind !== 'member' || found.role === null) throw unknownInvitation();
  if (found.email !== input.email.toLowerCase()) {
    throw new Refusal('forbidden', 'invitation.not_yours', 'This invitation is for another e-mail address.');
  }
  // The lock comes first, so that an inviter who is losing their role either revokes this invitation before or after it was used.
  await lockMembers(tx, found.orgId);
  const used = await tx.first(use, { hash: hashKey(input.token), kind: 'member', by: input.userId, at: now });
  if (used === undefined) throw unknownInvitation();
  const { orgId, role } = found;
  await addMembership(tx, home, { orgId, userId: input.userId, role });
  const caller = newMember(orgId, input.userId, role, now);
  await writeAuditEntry(
    tx,
    { caller, request, home },
    { event: 'member.joined', target: input.userId, details: { role, invitation: found.id } },
  );
  return { orgId, role, kind: 'member' };
}

/**
 * Uses up an invitation for agents; the registration that it belongs to writes the entry.
 * @throws Refusal `not_found` invitation.unknown
 */
export async function acceptAgentInvitation(
  tx: Tx,
  { home }: AcceptFacts,
  input: { readonly token: string; readonly agentId: string },
): Promise<{ readonly orgId: string; readonly invitationId: string }> {
  const used = await tx.first(use, { hash: hashKey(input.token), kind: 'agent', by: input.agentId, at: home.clock.now() });
  if (used === undefined) throw unknownInvitation();
  return { orgId: used.org_id, invitationId: used.id };
}

/** Accepts an invitation as the signed-in person, whose browser goes on acting in its present organisation. */
export const acceptMyInvitation = mutation<string, { readonly org: Org; readonly role: Role }>({
  grant: null,
  work: async (tx, at, token) => {
    const caller = requirePerson(at.caller);
    const self = await findMember(tx, caller.orgId, caller.userId);
    if (self === undefined) throw new Refusal('unauthenticated', 'session.ended', 'The session has ended. Sign in again.');
    const { orgId, role } = await acceptInvitation(tx, at, { token, userId: caller.userId, email: self.member.person.email });
    const org = await findOrg(tx, orgId);
    if (org === undefined) throw new Error('an invitation without an organisation');
    return { org, role };
  },
  record: 'log',
});

/** The person as the entry names them: a member from this moment on. */
function newMember(orgId: string, userId: string, role: Role, now: number): PersonCaller {
  const none = { loginSessionId: '', csrf: '', agentIds: null };
  return { kind: 'person', orgId, userId, role, grants: grantsOfRole[role], signedInAt: now, ...none };
}
