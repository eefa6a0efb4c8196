import { newId } from '../../kernel/id.ts';
import { statement } from '../../store/index.ts';
import type { ReadTx } from '../../store/index.ts';
import type { Strategy } from '../projects/index.ts';
import { loadOf } from './agent-load.ts';

/** An agent as routing weighs it. */
export interface Candidate {
  readonly id: string;
  readonly number: number;
  readonly slug: string;
  readonly status: string;
  readonly maxConcurrent: number;
  /** In lower case. */
  readonly capabilities: ReadonlySet<string>;
  readonly open: number;
  /** Epoch milliseconds; 0 before the first time. */
  readonly lastAssignedAt: number;
}

interface CandidateRow {
  readonly id: string;
  readonly number: number;
  readonly slug: string;
  readonly status: string;
  readonly max_concurrent: number;
  readonly last_assigned_at: number | null;
}

/** Agents with one capability that are weighed, the oldest ones. */
const candidatesMax = 500;
const columns = ['agents.id', 'agents.number', 'agents.slug', 'agents.status', 'agents.max_concurrent', 'agents.last_assigned_at'] as const;

const byId = statement<{ org: string; id: string }, CandidateRow>((db, arg) =>
  db.selectFrom('agents').select(columns).where('org_id', '=', arg.org).where('id', '=', arg.id).where('deleted_at', 'is', null),
);
const able = statement<{ org: string; capability: string; limit: number }, CandidateRow>((db, arg) =>
  db
    .selectFrom('agents')
    .select(columns)
    .where('agents.org_id', '=', arg.org)
    .where('agents.deleted_at', 'is', null)
    .where('agents.status', '=', 'active')
    .where(({ exists, selectFrom }) =>
      exists(
        selectFrom('agent_capabilities')
          .select('agent_capabilities.agent_id')
          .whereRef('agent_capabilities.agent_id', '=', 'agents.id')
          .where((eb) =>
            eb(eb.fn<string>('lower', ['agent_capabilities.capability']), '=', eb.fn<string>('lower', [eb.val(arg.capability)])),
          ),
      ),
    )
    .orderBy('agents.number')
    .limit(arg.limit),
);

/** One agent, whatever its state; undefined when it is deleted or of another organisation. */
export async function candidateById(tx: ReadTx, orgId: string, id: string): Promise<Candidate | undefined> {
  const row = await tx.first(byId, { org: orgId, id });
  return row === undefined ? undefined : (await toCandidates(tx, orgId, [row]))[0];
}

/** Active agents with a capability, in the order of a strategy. */
export async function candidatesFor(
  tx: ReadTx,
  orgId: string,
  wanted: { readonly capability: string; readonly strategy: Strategy; readonly now: number },
): Promise<readonly Candidate[]> {
  const rows = await tx.all(able, { org: orgId, capability: wanted.capability, limit: candidatesMax });
  return orders[wanted.strategy](await toCandidates(tx, orgId, rows), wanted.now);
}

type Order = (candidates: readonly Candidate[], now: number) => readonly Candidate[];

const longestIdle = (one: Candidate, other: Candidate): number => one.lastAssignedAt - other.lastAssignedAt || one.number - other.number;

const orders: { readonly [S in Strategy]: Order } = {
  least_busy: (all) => all.toSorted((one, other) => one.open - other.open || longestIdle(one, other)),
  round_robin: (all) => all.toSorted(longestIdle),
  first_available: (all) => all,
  random: (all, now) =>
    all
      .map((one) => ({ one, lot: newId(now).slice(-12) }))
      .toSorted((a, b) => (a.lot < b.lot ? -1 : 1))
      .map(({ one }) => one),
};

async function toCandidates(tx: ReadTx, orgId: string, rows: readonly CandidateRow[]): Promise<Candidate[]> {
  const ids = rows.map((row) => row.id);
  if (ids.length === 0) return [];
  const loads = await loadOf(tx, orgId, ids);
  const capabilities = new Map<string, Set<string>>(ids.map((id) => [id, new Set()]));
  const owned = await tx.query((db) => db.selectFrom('agent_capabilities').selectAll().where('agent_id', 'in', ids));
  for (const { agent_id: id, capability } of owned) capabilities.get(id)?.add(capability.toLowerCase());
  return rows.map((row) => ({
    id: row.id,
    number: row.number,
    slug: row.slug,
    status: row.status,
    maxConcurrent: row.max_concurrent,
    capabilities: capabilities.get(row.id) ?? new Set(),
    open: loads.get(row.id)?.open ?? 0,
    lastAssignedAt: row.last_assigned_at ?? 0,
  }));
}

/** Why an agent cannot take a task now; null when it can. */
export function unfitness(agent: Candidate, requiredCapabilities: readonly string[]): string | null {
  if (agent.status !== 'active') return `${agent.slug} is ${agent.status}`;
  const missing = requiredCapabilities.filter((one) => !agent.capabilities.has(one.toLowerCase()));
  if (missing.length > 0) return `${agent.slug} lacks the capability ${missing.join(', ')}`;
  if (agent.open >= agent.maxConcurrent) return `${agent.slug} is full (${agent.open} of ${agent.maxConcurrent} open tasks)`;
  return null;
}
