import { statement } from '../../store/index.ts';
import type { AgentRow, ReadTx } from '../../store/index.ts';
import type { Agent, AgentKind, AgentRef } from './agent.ts';

type RefRow = Pick<AgentRow, 'id' | 'number' | 'slug' | 'display_name' | 'kind'>;

/** Guaranteed by the writers of this noun, which store only these words. */
function asKind(word: string): AgentKind {
  return word as AgentKind;
}

const ownedBy = statement<{ org: string; user: string }, RefRow>((db, arg) =>
  db
    .selectFrom('agents')
    .select(['id', 'number', 'slug', 'display_name', 'kind'])
    .where('org_id', '=', arg.org)
    .where('owner_user_id', '=', arg.user)
    .where('kind', '!=', 'human')
    .where('deleted_at', 'is', null)
    .orderBy('id')
    .limit(1_000),
);

function toRef(row: RefRow): AgentRef {
  return { id: row.id, number: row.number, slug: row.slug, displayName: row.display_name, kind: asKind(row.kind) };
}

/** The agents that are linked to a person, oldest first; the one that stands for the person is not among them. */
export async function agentsLinkedTo(tx: ReadTx, orgId: string, userId: string): Promise<readonly AgentRef[]> {
  return (await tx.all(ownedBy, { org: orgId, user: userId })).map(toRef);
}

export function agentRefOf({ id, number, slug, displayName, kind }: Agent): AgentRef {
  return { id, number, slug, displayName, kind };
}

/** What is shown of agents beside other things, by id; deleted ones too, since what they did stays. */
export async function agentRefsOf(tx: ReadTx, orgId: string, ids: readonly (string | null)[]): Promise<ReadonlyMap<string, AgentRef>> {
  const wanted = [...new Set(ids.filter((id) => id !== null))];
  if (wanted.length === 0) return new Map();
  const rows = await tx.query<RefRow>((db) =>
    db.selectFrom('agents').select(['id', 'number', 'slug', 'display_name', 'kind']).where('org_id', '=', orgId).where('id', 'in', wanted),
  );
  return new Map(rows.map((row) => [row.id, toRef(row)]));
}
