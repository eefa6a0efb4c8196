import { isUuid, shapeOf } from '../../kernel/id.ts';
import type { Caller, Role } from '../../kernel/caller.ts';
import { decodePageKey, toPage } from '../../kernel/page.ts';
import type { Page } from '../../kernel/page.ts';
import { Refusal } from '../../kernel/refusal.ts';
import type { Builder, ReadTx } from '../../store/index.ts';
import { query } from '../operation.ts';

/** A member as the list of members shows them. */
export interface ListedMember {
  readonly userId: string;
  /** The person's number, unique in the deployment. */
  readonly number: number;
  readonly email: string;
  readonly name: string;
  readonly role: Role;
  readonly isTwoFactorEnabled: boolean;
  /** False while they may not act in this organisation. */
  readonly isActive: boolean;
  /** Epoch milliseconds, to the minute: when a browser of theirs last acted in this organisation; null before the first time. */
  readonly lastSeenAt: number | null;
  /** Epoch milliseconds. */
  readonly joinedAt: number;
}

interface MemberRow {
  readonly id: string;
  readonly number: number;
  readonly email: string;
  readonly name: string;
  readonly two_factor_enabled: number;
  readonly role: string;
  readonly joined_at: number;
  readonly last_seen_at: number | null;
  readonly inactive_at: number | null;
}

function membersOf(db: Builder, orgId: string) {
  return db
    .selectFrom('memberships')
    .innerJoin('users', 'users.id', 'memberships.user_id')
    .select([
      'users.id',
      'users.number',
      'users.email',
      'users.name',
      'users.two_factor_enabled',
      'memberships.role',
      'memberships.created_at as joined_at',
      'memberships.last_seen_at',
      'memberships.inactive_at',
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
    number: row.number,
    email: row.email,
    name: row.name,
    role: asRole(row.role),
    isTwoFactorEnabled: row.two_factor_enabled === 1,
    isActive: row.inactive_at === null,
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

/** Members by offset, oldest account first; for contracts that document offsets. */
export const listMembersByOffset = query<{ readonly limit: number; readonly offset: number }, readonly ListedMember[]>({
  grant: 'members:read',
  work: async (tx, { caller }, { limit, offset }) => {
    const rows = await tx.query<MemberRow>((db) => membersOf(db, caller.orgId).orderBy('users.id').limit(limit).offset(offset));
    return rows.map(toListed);
  },
});

/** One member by UUID or number; `me` is the person who asks, also through a key of theirs. @throws Refusal `not_found` member.unknown */
export const getMember = query<string, ListedMember>({
  grant: 'members:read',
  work: (tx, { caller }, address) => findListedMember(tx, caller.orgId, address === 'me' ? (personBehind(caller) ?? address) : address),
});

function personBehind(caller: Caller): string | null {
  return caller.kind === 'person' || caller.kind === 'apiKey' ? caller.userId : null;
}

/** One member by UUID or number. @throws Refusal `not_found` member.unknown, also for members of other organisations */
export async function findListedMember(tx: ReadTx, orgId: string, address: string): Promise<ListedMember> {
  const shape = shapeOf(address);
  const [row] = await tx.query<MemberRow>((db) => {
    const all = membersOf(db, orgId).limit(1);
    return shape === 'digits' ? all.where('users.number', '=', Number(address)) : all.where('users.id', '=', uuidOr(address));
  });
  if (row === undefined) throw new Refusal('not_found', 'member.unknown', 'There is no such member.');
  return toListed(row);
}

const nobody = '00000000-0000-0000-0000-000000000000';

function uuidOr(address: string): string {
  return isUuid(address) ? address.toLowerCase() : nobody;
}
