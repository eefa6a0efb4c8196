import { isUuid } from '../../kernel/id.ts';
import type { Role } from '../../kernel/caller.ts';
import { decodePageKey, toPage } from '../../kernel/page.ts';
import type { Page } from '../../kernel/page.ts';
import { Refusal } from '../../kernel/refusal.ts';
import type { Builder, ReadTx } from '../../store/index.ts';
import { query } from '../operation.ts';

/** A member as the list of members shows them. */
export interface ListedMember {
  readonly userId: string;
  readonly email: string;
  readonly name: string;
  readonly role: Role;
  readonly isTwoFactorEnabled: boolean;
  /** Epoch milliseconds, to the minute: when a browser of theirs last acted in this organisation; null before the first time. */
  readonly lastSeenAt: number | null;
  /** Epoch milliseconds. */
  readonly joinedAt: number;
}

interface MemberRow {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly two_factor_enabled: number;
  readonly role: string;
  readonly joined_at: number;
  readonly last_seen_at: number | null;
}

function membersOf(db: Builder, orgId: string) {
  return db
    .selectFrom('memberships')
    .innerJoin('users', 'users.id', 'memberships.user_id')
    .select([
      'users.id',
      'users.email',
      'users.name',
      'users.two_factor_enabled',
      'memberships.role',
      'memberships.created_at as joined_at',
      'memberships.last_seen_at',
    ])
    .where('memberships.org_id', '=', orgId);
}

/** Guaranteed by the only writers, which store roles of that type. */
function asRole(word: string): Role {
  return word as Role;
}

function toListed(row: MemberRow): ListedMember {
  return {
    userId: row.id,
    email: row.email,
    name: row.name,
    role: asRole(row.role),
    isTwoFactorEnabled: row.two_factor_enabled === 1,
    lastSeenAt: row.last_seen_at,
    joinedAt: row.joined_at,
  };
}

/** The members of the organisation, oldest account first. @throws Refusal `invalid` page.cursor */
export const listMembers = query<{ readonly limit: number; readonly cursor: string | undefined }, Page<ListedMember>>({
  grant: 'members:read',
  work: async (tx, { caller }, { limit, cursor }) => {
    const after = decodePageKey(cursor, isUuid);
    const rows = await tx.query<MemberRow>((db) => {
      const all = membersOf(db, caller.orgId);
      const rest = after === null ? all : all.where('users.id', '>', after);
      return rest.orderBy('users.id').limit(limit + 1);
    });
    const page = toPage(rows, limit, (row) => row.id);
    return { ...page, items: page.items.map(toListed) };
  },
});

/** One member. @throws Refusal `not_found` member.unknown, also for members of other organisations */
export async function findListedMember(tx: ReadTx, orgId: string, userId: string): Promise<ListedMember> {
  const [row] = await tx.query<MemberRow>((db) => membersOf(db, orgId).where('users.id', '=', userId));
  if (row === undefined) throw new Refusal('not_found', 'member.unknown', 'There is no such member.');
  return toListed(row);
}
