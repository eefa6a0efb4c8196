import type { Caller } from '../../kernel/caller.ts';
import { shapeOf } from '../../kernel/id.ts';
import { fromOwnJson } from '../../kernel/json.ts';
import { insertion, statement } from '../../store/index.ts';
import type { ProjectRow, ReadTx, Tx } from '../../store/index.ts';
import { unknownProject } from './project.ts';
import type { Project, ProjectRef, ProjectStatus } from './project.ts';
import type { RoutingRule } from './routing-rule.ts';

const projects = insertion('projects', [
  'id',
  'org_id',
  'number',
  'name',
  'description',
  'status',
  'default_agent_id',
  'routing_rules_json',
  'created_at',
  'updated_at',
]);
const byId = statement<{ org: string; id: string }, ProjectRow>((db, arg) =>
  db.selectFrom('projects').selectAll().where('org_id', '=', arg.org).where('id', '=', arg.id),
);
const byNumber = statement<{ org: string; number: number }, ProjectRow>((db, arg) =>
  db.selectFrom('projects').selectAll().where('org_id', '=', arg.org).where('number', '=', arg.number),
);
/** Makes other changes of the project wait for this transaction. */
const lock = statement<{ id: string }>((db, arg) =>
  db
    .updateTable('projects')
    .set((eb) => ({ updated_at: eb.ref('updated_at') }))
    .where('id', '=', arg.id),
);
const write = statement<Omit<ProjectRow, 'org_id' | 'number' | 'created_at'>>((db, arg) =>
  db
    .updateTable('projects')
    .set({
      name: arg.name,
      description: arg.description,
      status: arg.status,
      default_agent_id: arg.default_agent_id,
      routing_rules_json: arg.routing_rules_json,
      updated_at: arg.updated_at,
    })
    .where('id', '=', arg.id),
);

/** Guaranteed by the writers of this noun, which store only these words. */
function asStatus(word: string): ProjectStatus {
  return word as ProjectStatus;
}

export function toProject(row: ProjectRow): Project {
  return {
    id: row.id,
    orgId: row.org_id,
    number: row.number,
    name: row.name,
    description: row.description,
    status: asStatus(row.status),
    defaultAgentId: row.default_agent_id,
    rules: fromOwnJson<RoutingRule[]>(row.routing_rules_json),
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

function toRow(project: Project): ProjectRow {
  return {
    id: project.id,
    org_id: project.orgId,
    number: project.number,
    name: project.name,
    description: project.description,
    status: project.status,
    default_agent_id: project.defaultAgentId,
    routing_rules_json: JSON.stringify(project.rules),
    created_at: project.createdAt,
    updated_at: project.updatedAt,
  };
}

export async function insertProject(tx: Tx, project: Project): Promise<void> {
  await tx.insert(projects, [toRow(project)]);
}

/** Writes a project that `lockedProject` returned, with changes. */
export async function writeProject(tx: Tx, project: Project): Promise<void> {
  await tx.run(write, toRow(project));
}

/** A project of the organisation by its UUID. */
export async function findProject(tx: ReadTx, orgId: string, projectId: string): Promise<Project | undefined> {
  const row = await tx.first(byId, { org: orgId, id: projectId });
  return row === undefined ? undefined : toProject(row);
}

/**
 * The project behind a UUID or a number.
 * @throws Refusal `not_found` project.unknown, also for projects of other organisations
 */
export async function visibleProject(tx: ReadTx, caller: Caller, address: string): Promise<Project> {
  const shape = shapeOf(address);
  const row =
    shape === 'uuid'
      ? await tx.first(byId, { org: caller.orgId, id: address.toLowerCase() })
      : shape === 'digits'
        ? await tx.first(byNumber, { org: caller.orgId, number: Number(address) })
        : undefined;
  if (row === undefined) throw unknownProject();
  return toProject(row);
}

/** The project that a caller wants to change, locked until the transaction ends. @throws Refusal `not_found` project.unknown */
export async function lockedProject(tx: Tx, caller: Caller, address: string): Promise<Project> {
  const { id } = await visibleProject(tx, caller, address);
  await tx.run(lock, { id });
  return visibleProject(tx, caller, id);
}

/** The projects behind some UUIDs; those of other organisations are left out. */
export async function projectRefsOf(tx: ReadTx, orgId: string, ids: readonly string[]): Promise<ReadonlyMap<string, ProjectRef>> {
  const wanted = [...new Set(ids)];
  if (wanted.length === 0) return new Map();
  const rows = await tx.query((db) =>
    db.selectFrom('projects').select(['id', 'number', 'name']).where('org_id', '=', orgId).where('id', 'in', wanted),
  );
  return new Map(rows.map((row) => [row.id, row]));
}
