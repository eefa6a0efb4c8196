import { callerIdentity, requireGrant } from '../../kernel/caller.ts';
import type { NewEvent } from '../../kernel/event.ts';
import { newId } from '../../kernel/id.ts';
import { Refusal } from '../../kernel/refusal.ts';
import { statement } from '../../store/index.ts';
import type { Tx } from '../../store/index.ts';
import { visibleAgent } from '../agents/index.ts';
import type { At } from '../home.ts';
import { mutation } from '../operation.ts';
import { insertUserMessage } from '../messages/index.ts';
import { createSession, writeEvents } from '../sessions/index.ts';
import { configRowOf, noLaunch, refuseOwn } from './configure-launch.ts';
import { countPending, launchById, launchesDue, launchInsertion, toLaunch } from './launch.ts';
import type { Launch } from './launch.ts';
import { textOf } from './launch-type.ts';
import type { FieldValues } from './launch-type.ts';
import { launchTypeOf } from './launch-types.ts';
import { readValues } from './read-values.ts';

export interface RequestLaunch {
  /** Any address of the agent. */
  readonly agent: string;
  /** Runtime fields. */
  readonly fields: Readonly<Record<string, unknown>>;
  /** Where the fields stand in the request, for problems; `/fields` when left out. */
  readonly prefix?: string | undefined;
}

/** How long a request waits for the outcome of the launch that it asked for. */
export const launchWaitMs = 5_000;
/** Launches of one agent that nobody knows the outcome of yet. */
const pendingMax = 20;

/**
 * Asks whoever hosts a foreign agent to begin a session. The session is there when this returns; the request goes out from a worker, once.
 * @throws Refusal `not_found` agent.unknown, launch.not_configured · `conflict` agent.not_external, agent.not_active, launch.inactive ·
 * `unprocessable` launch.field_invalid · `limited` launch.too_many · `forbidden` caller.lacks_grant
 */
export const launchAgent = mutation<RequestLaunch, Launch>({
  grant: 'runs:write',
  work: async (tx, at, { agent: address, fields, prefix = '/fields' }) => {
    const { caller } = at;
    // The agent is handed a key that is no stronger than the caller; without this it could not say a word.
    requireGrant(caller, 'messages:write');
    const agent = await visibleAgent(tx, caller, address);
    refuseOwn(agent);
    if (agent.status !== 'active') throw new Refusal('conflict', 'agent.not_active', `Agent is ${agent.status}.`);
    const config = await configRowOf(tx, caller, agent);
    if (config.is_active === 0) throw new Refusal('conflict', 'launch.inactive', 'Launching this agent is switched off.');
    const values = readValues(launchTypeOf(config.webhook_type).runtimeFields, fields, prefix);
    const { count = 0 } = (await tx.first(countPending, { agent: agent.id })) ?? {};
    if (count >= pendingMax)
      throw new Refusal('limited', 'launch.too_many', `${pendingMax} launches of this agent are under way.`, { retryAfterS: 10 });
    return insertLaunch(tx, at, { agent, values, webhookType: config.webhook_type });
  },
  record: 'log',
});

const markRead = statement<{ session: string; to: number }>((db, arg) =>
  db.updateTable('sessions').set({ read_seq: arg.to }).where('id', '=', arg.session),
);

interface Accepted {
  readonly agent: { readonly id: string; readonly slug: string };
  readonly values: FieldValues;
  readonly webhookType: string;
}

async function insertLaunch(tx: Tx, { caller, home }: At, { agent, values, webhookType }: Accepted): Promise<Launch> {
  const now = home.clock.now();
  const [id, sessionId] = [newId(now), newId(now)];
  const requested: NewEvent = { type: 'launch.requested', payload: { launch_id: id, webhook_type: webhookType } };
  const name = textOf(values, 'name') === '' ? undefined : textOf(values, 'name');
  const named = await createSession(tx, caller, {
    id: sessionId,
    agent,
    origin: 'launch',
    events: [requested],
    at: now,
    name,
    isAlive: true,
  });
  const created: NewEvent = { type: 'session.created', payload: { name: named, origin: 'launch' } };
  await writeEvents(tx, { orgId: caller.orgId, sessionId, runId: null }, [created, requested], 0, now);
  // The agent gets the prompt with the request, so in its session it has been read already.
  const said = await insertUserMessage(tx, { caller, home }, { orgId: caller.orgId, sessionId, content: textOf(values, 'prompt'), now });
  await tx.run(markRead, { session: sessionId, to: said.seq });
  const row = {
    id,
    org_id: caller.orgId,
    agent_id: agent.id,
    session_id: sessionId,
    requested_by: callerIdentity(caller),
    fields_json: JSON.stringify(values),
    state: 'pending',
    attempts: 0,
    next_at: now,
    lease_until: null,
    credential_id: null,
    error: null,
    created_at: now,
    settled_at: null,
  };
  await tx.insert(launchInsertion, [row]);
  tx.emit(launchesDue);
  return toLaunch(row);
}

/** Waits until somebody knows what came of a launch, at most so long, or until the client has gone; returns the launch as it is then. */
export async function awaitLaunch(at: At, launch: Launch, { closed, msMax }: { closed: AbortSignal; msMax: number }): Promise<Launch> {
  await untilSettled(at, launch, AbortSignal.any([closed, AbortSignal.timeout(msMax)]));
  const row = await at.home.read((tx) => tx.first(launchById, { org: at.caller.orgId, id: launch.id }));
  if (row === undefined) throw noLaunch();
  return toLaunch(row);
}

function untilSettled(at: At, launch: Launch, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      signal.removeEventListener('abort', end);
      stop();
      resolve();
    };
    const stop = at.home.feed.follow(
      { orgId: at.caller.orgId, sessionId: launch.sessionId, after: { seq: 2, offset: 0 } },
      {
        event: (event) => {
          if (event.type === 'launch.succeeded' || event.type === 'launch.failed') queueMicrotask(end);
        },
        delta: () => undefined,
        lost: () => queueMicrotask(end),
      },
    );
    signal.addEventListener('abort', end, { once: true });
    if (signal.aborted) end();
  });
}
