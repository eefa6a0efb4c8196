import { requireGrant } from '../../kernel/caller.ts';
import type { Grant } from '../../kernel/caller.ts';
import { fromOwnJson } from '../../kernel/json.ts';
import { Refusal } from '../../kernel/refusal.ts';
import { statement } from '../../store/index.ts';
import { visibleAgent } from '../agents/index.ts';
import { insertChildKey, keyCreated } from '../credentials/index.ts';
import type { At, Home } from '../home.ts';
import { mutation } from '../operation.ts';
import type { ClaimedLaunch } from './claim-launches.ts';
import { configRowOf, refuseOwn } from './configure-launch.ts';
import { openValues } from './launch-config.ts';
import type { FieldValues, LaunchRequest } from './launch-type.ts';
import { launchTypeOf } from './launch-types.ts';
import { launcherOf } from './launcher.ts';

/** What the key that is handed over may do at most. */
const childScopes: readonly Grant[] = [
  'sessions:read',
  'messages:read',
  'messages:write',
  'presence:update',
  'tasks:read',
  'tasks:write',
  'deliverables:write',
];
const childLifeMs = 7 * 24 * 3_600_000;

/** Another process holds the launch by now, or it is settled. */
export class LaunchLost extends Error {
  constructor() {
    super('The launch is not held any more.');
    this.name = 'LaunchLost';
  }
}

const noteKey = statement<{ id: string; attempts: number; credential: string }>((db, arg) =>
  db
    .updateTable('launches')
    .set({ credential_id: arg.credential })
    .where('id', '=', arg.id)
    .where('attempts', '=', arg.attempts)
    .where('state', '=', 'pending'),
);

const sessionStatus = statement<{ id: string }, { status: string }>((db, arg) =>
  db.selectFrom('sessions').select('status').where('id', '=', arg.id),
);

/** The key is durable before the request is built, so that whoever finds the launch later knows that it may have gone out. */
const makeKey = mutation<ClaimedLaunch, Made>({
  grant: null,
  work: async (tx, at, launch) => {
    const { caller, home } = at;
    requireGrant(caller, 'runs:write');
    if ((await tx.first(sessionStatus, { id: launch.session_id }))?.status !== 'ACTIVE')
      throw new Refusal('conflict', 'session.ended', 'The session was ended before the agent was launched.');
    const agent = await visibleAgent(tx, caller, launch.agent_id);
    refuseOwn(agent);
    if (agent.status !== 'active') throw new Refusal('conflict', 'agent.not_active', `Agent is ${agent.status}.`);
    const config = await configRowOf(tx, caller, agent);
    const created = await insertChildKey(tx, at, {
      name: `launch ${launch.id}`,
      agentId: agent.id,
      scopes: childScopes,
      lifeMs: childLifeMs,
    });
    const held = await tx.run(noteKey, { id: launch.id, attempts: launch.attempts, credential: created.credential.id });
    if (held === 0) throw new LaunchLost();
    return { created, agentSlug: agent.slug, webhookType: config.webhook_type, config: openValues(home.sealer, config) };
  },
  record: ({ created }) => keyCreated(created.credential),
});

interface Made {
  readonly created: Awaited<ReturnType<typeof insertChildKey>>;
  readonly agentSlug: string;
  readonly webhookType: string;
  readonly config: FieldValues;
}

/**
 * Makes the key for one attempt and the request that hands it over, which holds secrets and is for the wire alone.
 * @throws Refusal when who asked, the agent or its configuration is gone · LaunchLost
 */
export async function prepareAttempt(home: Home, launch: ClaimedLaunch): Promise<LaunchRequest> {
  const caller = await home.read((tx) => launcherOf(tx, launch.org_id, launch.requested_by, home.clock.now()));
  const at: At = { home, caller, request: { id: `launch-${launch.id}`, ip: '', userAgent: '' } };
  const { created, agentSlug, webhookType, config } = await makeKey(at, launch);
  return launchTypeOf(webhookType).requestOf(config, {
    instanceId: launch.session_id,
    agentType: agentSlug,
    fields: fromOwnJson<FieldValues>(launch.fields_json),
    apiKey: created.key,
    baseUrl: home.publicUrl(),
  });
}
