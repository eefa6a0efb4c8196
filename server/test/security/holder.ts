import { newId } from '../../src/kernel/id.ts';
import type { CredentialForm } from '../../src/kernel/caller.ts';
import type { Policy } from '../../src/faces/kit/index.ts';
import { account, basic } from '../account.ts';
import { member } from '../browsers.ts';
import type { World } from '../world.ts';

/** Somebody whom a route lets in, with everything that they are granted. */
export interface Holder {
  readonly form: CredentialForm | null;
  readonly headers: Readonly<Record<string, string>>;
  /** `agt_…` of the account that they act for, where they act for one. */
  readonly agent: string | null;
}

const nobody: Holder = { form: null, headers: {}, agent: null };

/** A new holder of the first form of credential that a policy takes; its own organisation's key where that will do. */
export async function holderFor(w: World, { by }: Policy, orgId: string): Promise<Holder> {
  if (by === 'anybody') return nobody;
  if (by.includes('apiKey')) return { form: 'apiKey', headers: { 'x-forge-api-key': w.key }, agent: null };
  if (by.includes('session')) {
    const { cookie, csrf } = await member(w, orgId, 'owner');
    return { form: 'session', headers: { cookie, 'x-csrf-token': csrf }, agent: null };
  }
  const one = await account(w, `holder-${newId(w.server.home.clock.now()).slice(-12)}`);
  if (by.includes('recovery')) return { form: 'recovery', headers: { authorization: basic(one.agent, one.recoveryKey) }, agent: one.agent };
  if (by.includes('token')) return { form: 'token', headers: { authorization: `Bearer ${await one.token()}` }, agent: one.agent };
  const { secret } = await one.key();
  return { form: 'identityKey', headers: { authorization: basic(one.agent, secret) }, agent: one.agent };
}
