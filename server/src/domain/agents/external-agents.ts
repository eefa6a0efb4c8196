import { createHash } from 'node:crypto';
import { callerIdentity, isProgram, reachesAgent } from '../../kernel/caller.ts';
import { newId } from '../../kernel/id.ts';
import type { JsonObject } from '../../kernel/json.ts';
import { Refusal, refuseField } from '../../kernel/refusal.ts';
import { statement } from '../../store/index.ts';
import type { ReadTx, Tx } from '../../store/index.ts';
import { recordActivity } from '../activity/index.ts';
import { announce } from '../changed.ts';
import { nextNumber } from '../counter.ts';
import type { At } from '../home.ts';
import type { Agent } from './agent.ts';
import { agentFact } from './agent.ts';
import { findAgentRow, livingAgents, livingById, toAgent } from './agent-queries.ts';
import type { AgentJoin } from './agent-queries.ts';
import { freeSlug, slugOf } from './free-slug.ts';
import { draftAgent, insertAgent } from './insert-agent.ts';

/**
 * Agents that run somewhere else and tell us what they do: coding agents on laptops, jobs in other clusters. They come into being with what they
 * say first, are named by their type, and are never run by this server.
 */
const typeLengthMax = 100;
/** What a slug says without loss; other letters and signs count through a digest. */
const plainType = /^[A-Za-z][A-Za-z0-9 ._:/-]{0,45}$/;

const externalCalled = statement<{ org: string; name: string }, AgentJoin>((db, arg) =>
  livingAgents(db)
    .where('agents.org_id', '=', arg.org)
    .where('agents.kind', '=', 'external')
    .where((eb) => eb(eb.fn<string>('lower', ['agents.display_name']), '=', eb.fn<string>('lower', [eb.val(arg.name)])))
    .orderBy('agents.number')
    .limit(1),
);

/** The slug that an external agent of this type has, the same for types that differ only by case and by which signs stand between words. */
export function slugOfType(type: string): string {
  const base = slugOf(type).toLowerCase();
  if (plainType.test(type)) return base;
  const digest = createHash('sha256').update(type.normalize('NFKC').toLowerCase()).digest('hex').slice(0, 8);
  return `${base.slice(0, 37).replace(/-+$/, '')}-${digest}`;
}

/** The living external agent of a type: called so, or with the slug of it. */
async function externalAgentCalled(tx: ReadTx, orgId: string, type: string): Promise<Agent | undefined> {
  const called = await tx.first(externalCalled, { org: orgId, name: type });
  if (called !== undefined) return toAgent(called);
  const bySlug = await findAgentRow(tx, orgId, slugOfType(type));
  const row = bySlug === undefined || bySlug.kind === 'external' ? bySlug : await findAgentRow(tx, orgId, `${slugOfType(type)}-external`);
  return row?.kind === 'external' ? toAgent(row) : undefined;
}

export interface NewExternalAgent {
  readonly name: string;
  readonly description?: string | undefined;
  readonly metadata?: JsonObject | undefined;
}

/** Adds an agent that runs elsewhere, active; it fetches its tasks itself. Nothing is checked. */
export async function insertExternalAgent(tx: Tx, at: At, input: NewExternalAgent): Promise<Agent> {
  return insertNumbered(tx, at, input, await nextNumber(tx, 'agents'));
}

async function insertNumbered(tx: Tx, at: At, { name, description, metadata }: NewExternalAgent, number: number): Promise<Agent> {
  const now = at.home.clock.now();
  const { orgId } = at.caller;
  const wanted = slugOfType(name);
  const isTaken = (await findAgentRow(tx, orgId, wanted)) !== undefined;
  const slug = await freeSlug(tx, { orgId, name: isTaken ? `${wanted}-external` : wanted, number });
  const given = { kind: 'external', executionMode: 'polling', autonomy: 'autonomous', displayName: name, slug } as const;
  const agent = draftAgent({ ...given, id: newId(now), orgId, number, description: description ?? '', metadata: metadata ?? {} }, now);
  await insertAgent(tx, agent, { createdBy: callerIdentity(at.caller) });
  await recordActivity(tx, at, { event: 'agent.registered', agentId: agent.id, data: { agent: agentFact(agent) } });
  announce(tx, { orgId, topic: 'agents', id: agent.id });
  return agent;
}

/**
 * The agent that a program speaks for: its own, or the external agent of a type (compared without case), which is made when there is none.
 * @throws Refusal `invalid` agent.type_invalid · `forbidden` agent.out_of_scope, caller.is_restricted · `not_found` agent.unknown
 */
export async function foreignAgent(tx: Tx, at: At, type: string | undefined): Promise<Agent> {
  const { caller } = at;
  if (isProgram(caller) && caller.agentId !== null) return ownAgent(tx, caller.agentId);
  const name = refuseUnusableType(type);
  const found = await externalAgentCalled(tx, caller.orgId, name);
  if (found !== undefined) {
    if (reachesAgent(caller, found.id)) return found;
    throw new Refusal('forbidden', 'agent.out_of_scope', 'This credential is not scoped to the agent.');
  }
  if (caller.agentIds !== null) {
    throw new Refusal('forbidden', 'caller.is_restricted', 'A credential that is limited to some agents cannot create others.');
  }
  // The counter is the lock: of two that make the same agent at once, the second waits here and then sees the first's.
  const number = await nextNumber(tx, 'agents');
  return (await externalAgentCalled(tx, caller.orgId, name)) ?? insertNumbered(tx, at, { name }, number);
}

async function ownAgent(tx: ReadTx, id: string): Promise<Agent> {
  const row = await tx.first(livingById, { id });
  if (row === undefined) throw new Refusal('not_found', 'agent.unknown', 'There is no such agent.');
  return toAgent(row);
}

function refuseUnusableType(type: string | undefined): string {
  const name = type?.trim() ?? '';
  if (name !== '' && name.length <= typeLengthMax) return name;
  throw refuseField(
    'invalid',
    'agent.type_invalid',
    '/agent_type',
    `A new session names its agent_type, 1 to ${typeLengthMax} characters.`,
  );
}
