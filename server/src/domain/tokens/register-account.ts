import type { RequestFacts } from '../../kernel/operation.ts';
import type { RecoveryCaller } from '../../kernel/caller.ts';
import { newId } from '../../kernel/id.ts';
import type { JsonObject } from '../../kernel/json.ts';
import { Refusal, refuseField } from '../../kernel/refusal.ts';
import type { Secret } from '../../kernel/secret.ts';
import type { Tx } from '../../store/index.ts';
import { recordActivity } from '../activity/index.ts';
import { agentFact, insertAccount } from '../agents/index.ts';
import { writeAuditEntry } from '../audit/index.ts';
import { insertRecoveryKey } from '../credentials/index.ts';
import type { At, Home } from '../home.ts';
import { createOrg } from '../orgs/index.ts';
import { acceptAgentInvitation } from '../people/index.ts';

export interface Registration {
  readonly name: string;
  readonly description: string;
  readonly metadata: JsonObject;
  /** Token of an invitation for agents; its organisation gets the account. */
  readonly invitation: string | undefined;
}

export interface RegisteredAccount {
  /** UUID of the agent. */
  readonly agentId: string;
  readonly name: string;
  /** Shown once. */
  readonly recoveryKey: Secret;
  readonly createdAt: number;
}

/**
 * Opens an account for an agent that nobody vouches for: in an organisation of its own, or in the one that invited it. It starts without a
 * caller, so it is no operation; it writes its own entry.
 * @throws Refusal `forbidden` registration.closed, registration.invitation_needed · `invalid` invitation.unknown
 */
export async function registerAccount(home: Home, request: RequestFacts, input: Registration): Promise<RegisteredAccount> {
  refuseByPolicy(home, input.invitation);
  return home.transact(async (tx) => {
    const now = home.clock.now();
    const agentId = newId(now);
    const { invitation, ...account } = input;
    const orgId = await orgFor(tx, { home, request }, { ...input, agentId });
    const agent = await insertAccount(tx, { ...account, id: agentId, orgId }, now);
    const recoveryKey = await insertRecoveryKey(tx, { orgId, agentId, now });
    const details = { slug: agent.slug, by_invitation: invitation !== undefined };
    const at = { home, request, caller: itself(orgId, agentId) };
    await recordActivity(tx, at, { event: 'agent.registered', agentId, data: { agent: agentFact(agent) } });
    await writeAuditEntry(tx, at, { event: 'account.registered', target: agentId, agentId, details });
    return { agentId, name: input.name, recoveryKey, createdAt: now };
  });
}

function refuseByPolicy(home: Home, invitation: string | undefined): void {
  if (home.registration === 'closed') {
    throw new Refusal('forbidden', 'registration.closed', 'This server does not take registrations. Ask its operator.');
  }
  if (home.registration === 'invite' && invitation === undefined) {
    throw new Refusal('forbidden', 'registration.invitation_needed', 'An invitation is needed to register here.');
  }
}

/** An organisation of its own, or the one of the invitation, which is used up. */
async function orgFor(tx: Tx, facts: Pick<At, 'home' | 'request'>, account: Registration & { readonly agentId: string }): Promise<string> {
  const { name, invitation, agentId } = account;
  if (invitation === undefined) return (await createOrg(tx, { name }, facts.home.clock.now())).id;
  try {
    return (await acceptAgentInvitation(tx, facts, { token: invitation, agentId })).orgId;
  } catch (error) {
    if (!(error instanceof Refusal) || error.reason !== 'invitation.unknown') throw error;
    throw refuseField('invalid', 'invitation.unknown', '/invitation', 'This invitation is not usable.');
  }
}

/** The new account as it will come back with its recovery key. */
function itself(orgId: string, agentId: string): RecoveryCaller {
  return { kind: 'recovery', orgId, agentId, credentialId: '', grants: new Set(), agentIds: new Set([agentId]) };
}
