import { isUuid } from '../../kernel/id.ts';
import { decodePageKey, toPage } from '../../kernel/page.ts';
import type { Page } from '../../kernel/page.ts';
import type { CredentialRow } from '../../store/index.ts';
import { query } from '../operation.ts';
import { refuseRestricted } from './credential.ts';
import type { Credential } from './credential.ts';
import { toCredential } from './credential-queries.ts';

/** Keys of the organisation, newest first, revoked ones included; never a secret. */
export const listCredentials = query<{ readonly limit: number; readonly cursor?: string | undefined }, Page<Credential>>({
  grant: 'keys:read',
  work: async (tx, { caller }, { limit, cursor }) => {
    refuseRestricted(caller);
    const after = decodePageKey(cursor, isUuid);
    const rows = await tx.query<CredentialRow>((db) => {
      const list = db
        .selectFrom('credentials')
        .selectAll()
        .where('org_id', '=', caller.orgId)
        .orderBy('id', 'desc')
        .limit(limit + 1);
      return after === null ? list : list.where('id', '<', after);
    });
    const page = toPage(rows, limit, (row) => row.id);
    const items: Credential[] = [];
    for (const row of page.items) items.push(await toCredential(tx, row));
    return { items, nextCursor: page.nextCursor };
  },
});
