import { isUuid } from '../../kernel/id.ts';
import type { Role } from '../../kernel/caller.ts';
import { decodePageKey, toPage } from '../../kernel/page.ts';
import type { Page } from '../../kernel/page.ts';
import { statement } from '../../store/index.ts';
import type { InvitationRow, ReadTx } from '../../store/index.ts';
import type { At } from '../home.ts';
import { query } from '../operation.ts';
import { findOrg } from '../orgs/index.ts';
import { findInvitation, toInvitation, unknownInvitation } from './invitation.ts';
import type { Invitation, InvitationKind } from './invitation.ts';

/** An invitation, and the name of who made it where that is a person. */
export interface ListedInvitation extends Invitation {
  readonly inviter: { readonly id: string; readonly name: string } | null;
}

/** What the holder of a token may know before they accept. */
export interface InvitationPreview {
  readonly orgName: string;
  readonly kind: InvitationKind;
  readonly email: string | null;
  readonly role: Role | null;
  /** Whether that address can sign in already. */
  readonly hasAccount: boolean;
}

const named = statement<{ id: string }, { id: string; name: string }>((db, arg) =>
  db.selectFrom('users').select(['id', 'name']).where('id', '=', arg.id),
);
const account = statement<{ email: string }, { id: string }>((db, arg) =>
  db
    .selectFrom('users')
    .select('id')
    .where((eb) => eb(eb.fn<string>('lower', ['email']), '=', arg.email)),
);

/** Invitations of the organisation, newest first, also those that are over. @throws Refusal `invalid` page.cursor */
export const listInvitations = query<{ readonly limit: number; readonly cursor: string | undefined }, Page<ListedInvitation>>({
  grant: 'members:read',
  work: async (tx, { caller }, { limit, cursor }) => {
    const before = decodePageKey(cursor, isUuid);
    const rows = await tx.query<InvitationRow>((db) => {
      const ofOrg = db.selectFrom('invitations').selectAll().where('org_id', '=', caller.orgId);
      const after = before === null ? ofOrg : ofOrg.where('id', '<', before);
      return after.orderBy('id', 'desc').limit(limit + 1);
    });
    const page = toPage(rows, limit, (row) => row.id);
    return { ...page, items: await withInviters(tx, page.items.map(toInvitation)) };
  },
});

/** Adds names, each looked up once: few people make the invitations of a page. */
export async function withInviters(tx: ReadTx, invitations: readonly Invitation[]): Promise<ListedInvitation[]> {
  const people = new Map<string, ListedInvitation['inviter']>();
  for (const by of new Set(invitations.map((one) => one.invitedBy))) {
    const id = by.replace(/^user:/, '');
    people.set(by, isUuid(id) ? ((await tx.first(named, { id })) ?? null) : null);
  }
  return invitations.map((one) => ({ ...one, inviter: people.get(one.invitedBy) ?? null }));
}

/** What a token is about; the token is the only proof that is asked for. @throws Refusal `not_found` invitation.unknown */
export async function lookUpInvitation({ home }: At, token: string): Promise<InvitationPreview> {
  return home.read(async (tx) => {
    const found = await findInvitation(tx, token, home.clock.now());
    if (found === undefined) throw unknownInvitation();
    const { kind, email, role, orgId } = found;
    const org = await findOrg(tx, orgId);
    const hasAccount = email !== null && (await tx.first(account, { email })) !== undefined;
    return { orgName: org?.name ?? '', kind, email, role, hasAccount };
  });
}
