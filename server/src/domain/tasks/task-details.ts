import type { ReadTx } from '../../store/index.ts';
import { namesOfActors } from '../audit/index.ts';
import type { Task, TaskDetails } from './task.ts';
import { toTask } from './task-queries.ts';
import type { TaskJoin } from './task-queries.ts';

interface LatestRow {
  readonly task_id: string;
  readonly id: string;
  readonly number: number;
  readonly version: number;
  readonly status: string;
  readonly count: number;
}

/** Adds what is shown beside tasks: who made them, and what was handed in. A few queries for all of them. */
export async function withDetails(tx: ReadTx, tasks: readonly Task[]): Promise<TaskDetails[]> {
  if (tasks.length === 0) return [];
  const names = await namesOfActors(
    tx,
    tasks.map((task) => task.createdBy),
  );
  const latest = await latestDeliverables(tx, tasks);
  return tasks.map((task) => {
    const last = latest.get(task.id);
    return {
      ...task,
      creator: creatorOf(task.createdBy, names),
      deliverables: last === undefined ? { count: 0, latest: null } : { count: Number(last.count), latest: last },
    };
  });
}

export async function oneWithDetails(tx: ReadTx, task: Task): Promise<TaskDetails> {
  const [detailed] = await withDetails(tx, [task]);
  if (detailed === undefined) throw new Error('details of a task are missing');
  return detailed;
}

/** Rows of a list, in their order, with words and details. */
export async function detailsOfRows(tx: ReadTx, rows: readonly TaskJoin[]): Promise<TaskDetails[]> {
  if (rows.length === 0) return [];
  const ids = rows.map((row) => row.id);
  const tags = await tx.query((db) =>
    db.selectFrom('task_tags').select(['task_id', 'tag as word']).where('task_id', 'in', ids).orderBy('tag'),
  );
  const needs = await tx.query((db) =>
    db.selectFrom('task_capabilities').select(['task_id', 'capability as word']).where('task_id', 'in', ids).orderBy('capability'),
  );
  const [tagsOf, needsOf] = [tags, needs].map((words) => Map.groupBy(words, (row) => row.task_id));
  const wordsOf = (map: typeof tagsOf, id: string): string[] => (map?.get(id) ?? []).map(({ word }) => word);
  return withDetails(
    tx,
    rows.map((row) => toTask(row, wordsOf(tagsOf, row.id), wordsOf(needsOf, row.id))),
  );
}

/** Read here, although deliverables are a later noun's, so that a list of tasks shows how far each is. */
async function latestDeliverables(tx: ReadTx, tasks: readonly Task[]): Promise<ReadonlyMap<string, LatestRow>> {
  const ids = tasks.map((task) => task.id);
  const rows = await tx.query<LatestRow>((db) =>
    db
      .selectFrom('deliverables as d')
      .select(['d.task_id', 'd.id', 'd.number', 'd.version', 'd.status'])
      .select((eb) =>
        eb
          .selectFrom('deliverables as c')
          .select((inner) => inner.fn.countAll<number>().as('count'))
          .whereRef('c.task_id', '=', 'd.task_id')
          .as('count'),
      )
      .where('d.task_id', 'in', ids)
      .where('d.version', '=', (eb) =>
        eb
          .selectFrom('deliverables as m')
          .select((inner) => inner.fn.max('m.version').as('version'))
          .whereRef('m.task_id', '=', 'd.task_id'),
      )
      .$castTo<LatestRow>(),
  );
  return new Map(rows.map((row) => [row.task_id, row]));
}

const kinds: Readonly<Record<string, TaskDetails['creator']['kind']>> = { user: 'user', key: 'key', agent: 'agent' };

function creatorOf(createdBy: string, names: ReadonlyMap<string, string>): TaskDetails['creator'] {
  const [word = '', id = null] = createdBy.split(':', 2);
  const kind = kinds[word];
  return kind === undefined ? { kind: 'system', id: null, name: null } : { kind, id, name: names.get(createdBy) ?? null };
}
