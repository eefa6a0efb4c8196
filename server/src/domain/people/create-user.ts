import { requirePerson } from '../../kernel/caller.ts';
import type { Role } from '../../kernel/caller.ts';
import { Refusal } from '../../kernel/refusal.ts';
import { writeAuditEntry } from '../audit/index.ts';
import type { At } from '../home.ts';
import { mutation } from '../operation.ts';
import { lockMembers } from '../orgs/index.ts';
import { authorityOver } from './authority-over.ts';
import { invite } from './invite.ts';
import type { SentInvitation } from './invite.ts';
import { createPerson, demandOwnPassword, refuseWeakPassword } from './password-hash.ts';
import type { Passwords } from './passwords.ts';
import { findLogin } from './person.ts';
import { findListedMember } from './read-members.ts';
import type { ListedMember } from './read-members.ts';
import { issueResetLink } from './reset-links.ts';
import type { ResetLink } from './reset-links.ts';

export interface NewUser {
  readonly email: string;
  readonly name: string;
  readonly role: Exclude<Role, 'owner'>;
  /** To begin with; the person has to replace it at once. */
  readonly password?: string | undefined;
}

export type CreatedUser =
  | {
      readonly kind: 'member';
      readonly member: ListedMember;
      /** Sets their first password, once; null where they were given one. */
      readonly link: ResetLink | null;
    }
  | { readonly kind: 'invited'; readonly invitation: SentInvitation };

interface Draft extends NewUser {
  readonly passwordHash: string | null;
}

/**
 * Adds a person to the organisation. A new address gets an account at once. An address with an account is invited and decides itself: nobody else
 * gets a say over an account that may belong to other organisations too.
 * @throws Refusal `conflict` member.exists, user.address_taken · `unprocessable` password.too_short · those of `createInvitation`
 */
export async function createUser(at: At, passwords: Passwords, input: NewUser): Promise<CreatedUser> {
  const { email, role, password } = input;
  if (password !== undefined) refuseWeakPassword(password);
  const passwordHash = password === undefined ? null : await passwords.hash(password);
  const made = await addPerson(at, { ...input, passwordHash });
  return made === undefined ? { kind: 'invited', invitation: await invite(at, { email, role }) } : { kind: 'member', ...made };
}

/** Makes the account with its membership; undefined, and nothing done, when the address has an account already. */
const addPerson = mutation<Draft, { readonly member: ListedMember; readonly link: ResetLink | null } | undefined>({
  grant: 'members:write',
  work: async (tx, at, { email, name, role, passwordHash }) => {
    const { home } = at;
    const person = requirePerson(at.caller);
    const { orgId } = person;
    await lockMembers(tx, orgId);
    (await authorityOver(tx, person)).requireGiving(role);
    if ((await findLogin(tx, email)) !== undefined) {
      if (passwordHash === null) return undefined;
      const text = 'This address has an account already. Leave the password out to invite the person.';
      throw new Refusal('conflict', 'user.address_taken', text, { fields: [{ pointer: '/email', detail: 'has an account already' }] });
    }
    const userId = await createPerson(tx, home, { orgId, role }, { email, name, passwordHash });
    if (passwordHash !== null) await demandOwnPassword(tx, userId);
    const link = passwordHash === null ? await issueResetLink(tx, { orgId, userId, by: 'admin' }, home.clock.now()) : null;
    await writeAuditEntry(tx, at, { event: 'member.added', target: userId, details: { role, by: link === null ? 'password' : 'link' } });
    return { member: await findListedMember(tx, orgId, userId), link };
  },
  record: 'log',
});
