import { isUuid } from '../../kernel/id.ts';
import type { JsonObject } from '../../kernel/json.ts';
import { Refusal, refuseField } from '../../kernel/refusal.ts';
import { statement } from '../../store/index.ts';
import type { Tx } from '../../store/index.ts';
import { foreignAgent } from '../agents/index.ts';
import type { Agent } from '../agents/index.ts';
import { announce } from '../changed.ts';
import type { At } from '../home.ts';
import {
  createSessionOnce,
  holdSession,
  isForeign,
  keepAlive,
  livenessOf,
  requireWrite,
  unknownSession,
  visibleSession,
  writeEvents,
} from '../sessions/index.ts';
import type { HeldSession } from '../sessions/index.ts';
import { metadataBytesMax } from './message.ts';

export interface OpenForeignSession {
  /** A UUID that the agent chose. */
  readonly sessionId: string;
  /** Names the agent of a session that is to be made. */
  readonly agentType?: string | undefined;
  readonly name?: string | undefined;
  readonly metadata?: JsonObject | undefined;
}

const anySession = statement<{ id: string }, { org_id: string; agent_id: string }>((db, arg) =>
  db.selectFrom('sessions').select(['org_id', 'agent_id']).where('id', '=', arg.id),
);

/** Two of one organisation, or one that lost a race, find the other's session at the second try. */
const triesMax = 2;

/**
 * The session of a foreign agent under the id that it chose, held until the transaction ends; made together with its agent when it is not there.
 * @throws Refusal `not_found` session.unknown, also for ids of other organisations · `conflict` session.is_run ·
 * `invalid` session.id_invalid, and as for `foreignAgent`
 */
export async function openForeignSession(tx: Tx, at: At, input: OpenForeignSession): Promise<HeldSession> {
  const id = sessionIdOf(input.sessionId);
  for (let tries = 0; tries < triesMax; tries += 1) {
    if ((await tx.first(anySession, { id })) !== undefined) return heldSession(tx, at, id);
    const made = await makeSession(tx, at, { ...input, sessionId: id });
    if (made !== undefined) return made;
  }
  throw unknownSession();
}

/** The session of a foreign agent that is there already, held. @throws Refusal as `openForeignSession` */
export async function heldSession(tx: Tx, at: At, id: string): Promise<HeldSession> {
  const row = await visibleSession(tx, at.caller, id);
  // Members write by their grants, which the operation has asked for.
  if (row.isGuest) requireWrite(row);
  refuseOwnRuns(row.origin);
  const held = await holdSession(tx, row.id);
  if (held === undefined || held.status === 'DELETED') throw unknownSession();
  return held;
}

/** @throws Refusal `conflict` session.is_run */
export function refuseOwnRuns(origin: string): void {
  if (isForeign(origin)) return;
  throw new Refusal('conflict', 'session.is_run', 'The session belongs to an agent that runs here, which speaks for itself.');
}

async function makeSession(tx: Tx, at: At, input: OpenForeignSession): Promise<HeldSession | undefined> {
  const agent = await foreignAgent(tx, at, input.agentType);
  return insertForeignSession(tx, at, agent, input);
}

/** Opens the session; undefined when its id is taken. @throws Refusal `conflict` agent.not_active */
export async function insertForeignSession(tx: Tx, at: At, agent: Agent, input: OpenForeignSession): Promise<HeldSession | undefined> {
  if (agent.status === 'disabled' || agent.status === 'suspended') {
    throw new Refusal('conflict', 'agent.not_active', `Agent is ${agent.status}.`);
  }
  refuseLargeMetadata(input.metadata);
  const now = at.home.clock.now();
  const { sessionId: id, name: wanted, metadata } = input;
  const given = { id, agent, origin: 'external', events: [], at: now, name: wanted, metadata, isAlive: true } as const;
  const name = await createSessionOnce(tx, at.caller, given);
  if (name === null) return undefined;
  const target = { orgId: at.caller.orgId, sessionId: id, runId: null };
  await writeEvents(tx, target, [{ type: 'session.created', payload: { name, origin: 'external' } }], 0, now);
  return holdSession(tx, id);
}

/** The id in the form in which it is stored. @throws Refusal `invalid` session.id_invalid */
export function sessionIdOf(id: string): string {
  if (isUuid(id)) return id.toLowerCase();
  throw refuseField('invalid', 'session.id_invalid', '/agent_instance_id', 'An id of a session is a UUID.');
}

/** @throws Refusal `unprocessable` message.metadata_too_large */
export function refuseLargeMetadata(metadata: JsonObject | undefined): void {
  if (metadata === undefined || Buffer.byteLength(JSON.stringify(metadata)) <= metadataBytesMax) return;
  const detail = `Metadata has at most ${metadataBytesMax} bytes as JSON.`;
  throw refuseField('unprocessable', 'message.metadata_too_large', '/metadata', detail);
}

/** Notes that the agent of a session is there, and tells those who look on when it had been silent. */
export async function noteAlive(tx: Tx, { home }: At, held: HeldSession): Promise<void> {
  const now = home.clock.now();
  await keepAlive(tx, held.id, now);
  const liveness = livenessOf(held, now);
  if (liveness !== null && liveness !== 'alive') announce(tx, { orgId: held.org_id, topic: 'sessions', id: held.id });
}
