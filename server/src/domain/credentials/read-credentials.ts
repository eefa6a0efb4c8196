import { isUuid } from '../../kernel/id.ts';
import type { KeyKind } from '../../kernel/caller.ts';
import { decodePageKey, toPage } from '../../kernel/page.ts';
import type { Page } from '../../kernel/page.ts';
import { statement } from '../../store/index.ts';
import type { Builder, CredentialRow } from '../../store/index.ts';
import { visibleAgent } from '../agents/index.ts';
import { query } from '../operation.ts';
import { refuseRestricted } from './credential.ts';
import type { Credential, CredentialStatus } from './credential.ts';
import { keyRowOf } from './revoke-credential.ts';
import type { KeyQuestion } from './revoke-credential.ts';
import { toCredentials, toOneCredential } from './show-rows.ts';
import { dateOfUtcDay, usageDays, utcDay } from './usage-days.ts';

const dayMs = 24 * 3_600_000;

export interface CredentialFilter {
  readonly limit: number;
  readonly cursor?: string | undefined;
  readonly kind?: KeyKind | undefined;
  /** Address of an agent: keys that act as it or name it in their reach. */
  readonly agent?: string | undefined;
  readonly status?: CredentialStatus | undefined;
  /** Keys at least as old as this that were not used for as long. */
  readonly unusedDays?: number | undefined;
}

/** Keys of the organisation, newest first, revoked ones included; never a secret. @throws Refusal `not_found` agent.unknown */
export const listCredentials = query<CredentialFilter, Page<Credential>>({
  grant: 'keys:read',
  work: async (tx, { caller, home }, filter) => {
    refuseRestricted(caller);
    const after = decodePageKey(filter.cursor, isUuid);
    const now = home.clock.now();
    const agentId = filter.agent === undefined ? null : (await visibleAgent(tx, caller, filter.agent)).id;
    const rows = await tx.query<CredentialRow>((db) => {
      const list = filtered(db, { ...filter, orgId: caller.orgId, agentId, now })
        .orderBy('id', 'desc')
        .limit(filter.limit + 1);
      return after === null ? list : list.where('id', '<', after);
    });
    const page = toPage(rows, filter.limit, (row) => row.id);
    return { items: await toCredentials(tx, page.items, now), nextCursor: page.nextCursor };
  },
});

interface Resolved extends CredentialFilter {
  readonly orgId: string;
  readonly agentId: string | null;
  readonly now: number;
}

function filtered(db: Builder, { orgId, agentId, kind, status, unusedDays, now }: Resolved) {
  let list = db.selectFrom('credentials').selectAll().where('org_id', '=', orgId).where('kind', '!=', 'recovery');
  if (kind !== undefined) list = list.where('kind', '=', kind);
  if (agentId !== null) {
    list = list.where('id', 'in', (eb) =>
      eb.selectFrom('credential_agents').select('credential_id').where('credential_agents.agent_id', '=', agentId),
    );
  }
  if (unusedDays !== undefined) {
    const since = now - unusedDays * dayMs;
    list = list.where('created_at', '<=', since).where((eb) => eb.or([eb('last_used_at', 'is', null), eb('last_used_at', '<=', since)]));
  }
  if (status === undefined) return list;
  if (status === 'revoked') return list.where('revoked_at', 'is not', null);
  list = list.where('revoked_at', 'is', null);
  if (status === 'expired') return list.where((eb) => eb.or([eb('expires_at', '<=', now), eb('grace_until', '<=', now)]));
  list = list.where((eb) => eb.or([eb('expires_at', 'is', null), eb('expires_at', '>', now)]));
  return status === 'grace' ? list.where('grace_until', '>', now) : list.where('grace_until', 'is', null);
}

export interface CredentialWithUsage extends Credential {
  /** Requests of each of the last 30 UTC days, oldest first. */
  readonly usage: readonly { readonly date: string; readonly requests: number }[];
}

const usageOf = statement<{ id: string; since: number }, { day: number; requests: number }>((db, arg) =>
  db.selectFrom('credential_usage').select(['day', 'requests']).where('credential_id', '=', arg.id).where('day', '>', arg.since),
);

/** One key with how often it was used. @throws Refusal `not_found` credential.unknown */
export const getCredential = query<string | KeyQuestion, CredentialWithUsage>({
  grant: 'keys:read',
  work: async (tx, { caller, home }, input) => {
    refuseRestricted(caller);
    const now = home.clock.now();
    const row = await keyRowOf(tx, caller, typeof input === 'string' ? { id: input } : input);
    const since = utcDay(now) - usageDays;
    const counted = new Map((await tx.all(usageOf, { id: row.id, since })).map((one) => [one.day, one.requests]));
    const usage = Array.from({ length: usageDays }, (_, index) => {
      const day = since + 1 + index;
      return { date: dateOfUtcDay(day), requests: counted.get(day) ?? 0 };
    });
    return { ...(await toOneCredential(tx, row, now)), usage };
  },
});
