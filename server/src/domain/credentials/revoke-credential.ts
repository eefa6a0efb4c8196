import { Refusal } from '../../kernel/refusal.ts';
import { touchAuthority } from '../counter.ts';
import { mutation } from '../operation.ts';
import { refuseRestricted } from './credential.ts';
import { revokeById } from './credential-queries.ts';

/**
 * Revokes a key for good: refused in this process at once, in every process within a second.
 * @throws Refusal `not_found` credential.unknown, also when it is revoked already
 */
export const revokeCredential = mutation<string, string>({
  grant: 'keys:write',
  work: async (tx, { caller, home }, id) => {
    refuseRestricted(caller);
    const changed = await tx.run(revokeById, { org: caller.orgId, id, at: home.clock.now(), reason: 'revoked' });
    if (changed === 0) throw new Refusal('not_found', 'credential.unknown', 'There is no such active key.');
    await touchAuthority(tx);
    return id;
  },
  record: (id) => ({ event: 'key.revoked', target: id, details: {} }),
});
