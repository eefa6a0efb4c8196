import type { Caller } from '../../kernel/caller.ts';
import { lowestIdAt } from '../../kernel/id.ts';
import type { ReadTx } from '../../store/index.ts';
import type { AgentName, FailureGroup, Span } from './overview.ts';
import { reach } from './reach.ts';

const listedMax = 10;
/** The newest failures that are grouped. */
const groupedMax = 5_000;

/** The most frequent failures; the newest run of each stands for it. */
export async function failuresIn(tx: ReadTx, caller: Caller, span: Span): Promise<FailureGroup[]> {
  const only = reach(caller);
  const rows = await tx.query((db) => {
    const failed = db
      .selectFrom('runs')
      .select(['id', 'agent_id', 'error_code', 'session_id', 'error_message', 'created_at'])
      .where('org_id', '=', caller.orgId)
      .where('id', '>=', lowestIdAt(span.since))
      .where('state', 'in', ['failed', 'timeout'])
      .orderBy('id', 'desc')
      .limit(groupedMax);
    return only === null ? failed : failed.where('agent_id', 'in', only);
  });
  const groups = new Map<string, typeof rows>();
  for (const row of rows) {
    const key = `${row.agent_id} ${row.error_code ?? ''}`;
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  const most = [...groups.values()].toSorted((one, other) => other.length - one.length).slice(0, listedMax);
  const names = await namesOf(
    tx,
    most.flatMap(([row]) => (row === undefined ? [] : [row.agent_id])),
  );
  return most.flatMap((group) => {
    const [last] = group;
    if (last === undefined) return [];
    return [
      {
        code: last.error_code ?? 'UNKNOWN',
        agent: names.get(last.agent_id) ?? { id: last.agent_id, slug: '', displayName: '' },
        count: group.length,
        lastRunId: last.id,
        lastSessionId: last.session_id,
        lastAt: last.created_at,
        message: (last.error_message ?? '').slice(0, 300),
      },
    ];
  });
}

async function namesOf(tx: ReadTx, ids: readonly string[]): Promise<ReadonlyMap<string, AgentName>> {
  if (ids.length === 0) return new Map();
  const rows = await tx.query((db) => db.selectFrom('agents').select(['id', 'slug', 'display_name']).where('id', 'in', ids));
  return new Map(rows.map((row) => [row.id, { id: row.id, slug: row.slug, displayName: row.display_name }]));
}
