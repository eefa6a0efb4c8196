import { statement } from '../../store/index.ts';
import type { Tx } from '../../store/index.ts';
import type { Home } from '../home.ts';
import { orgsOf } from '../orgs/index.ts';

/** How many of each were dropped. */
export interface DroppedWays {
  readonly passkeys: number;
  readonly providers: number;
  readonly two_factor: number;
}

const passkeys = statement<{ user: string }>((db, arg) => db.deleteFrom('passkeys').where('user_id', '=', arg.user));
const providers = statement<{ user: string }>((db, arg) =>
  db.deleteFrom('login_accounts').where('user_id', '=', arg.user).where('provider', '!=', 'credential'),
);
const factor = statement<{ user: string }>((db, arg) => db.deleteFrom('two_factors').where('user_id', '=', arg.user));
const factorOff = statement<{ user: string; at: number }>((db, arg) =>
  db.updateTable('users').set({ two_factor_enabled: 0, updated_at: arg.at }).where('id', '=', arg.user),
);

/**
 * Drops every way to act as a person except their password: passkeys, accounts at providers, the second factor, and keys of their own. For an
 * account that a stranger may have prepared under somebody else's address.
 */
export async function dropOtherWays(tx: Tx, home: Home, userId: string): Promise<DroppedWays> {
  const now = home.clock.now();
  const user = { user: userId };
  const dropped = {
    passkeys: await tx.run(passkeys, user),
    providers: await tx.run(providers, user),
    two_factor: await tx.run(factor, user),
  };
  await tx.run(factorOff, { ...user, at: now });
  for (const { id: orgId } of await orgsOf(tx, userId)) {
    for (const end of home.memberEndings) await end(tx, { orgId, userId, now });
  }
  return dropped;
}
