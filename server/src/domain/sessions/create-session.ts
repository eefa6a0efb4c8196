import { isProgram } from '../../kernel/caller.ts';
import type { Caller } from '../../kernel/caller.ts';
import type { NewEvent } from '../../kernel/event.ts';
import type { JsonObject } from '../../kernel/json.ts';
import { insertion, statement } from '../../store/index.ts';
import type { SessionRow, Tx } from '../../store/index.ts';
import { saidIn } from './said.ts';
import type { SessionOrigin } from './session.ts';

const columns = [
  'id',
  'org_id',
  'agent_id',
  'name',
  'origin',
  'credential_id',
  'user_id',
  'status',
  'last_seq',
  'started_at',
  'ended_at',
  'last_error',
  'read_seq',
  'heartbeat_at',
  'git_diff',
  'metadata_json',
  'messages_count',
  'latest_message',
  'latest_message_at',
  'spans_count',
  'span_input_tokens',
  'span_output_tokens',
] as const;
const sessions = insertion('sessions', columns);

/** Guaranteed by `columns`, which names every member of a row. */
function asRow(members: readonly (readonly [string, unknown])[]): SessionRow {
  return Object.fromEntries(members) as unknown as SessionRow;
}

const insertUnlessThere = statement<SessionRow>((db, arg) =>
  db
    .insertInto('sessions')
    .values(asRow(columns.map((column) => [column, arg[column]] as const)))
    .onConflict((conflict) => conflict.column('id').doNothing()),
);

export interface NewSession {
  readonly id: string;
  readonly agent: { readonly id: string; readonly slug: string };
  readonly origin: SessionOrigin;
  /** Events that the caller writes right after, in this transaction, behind `session.created`. */
  readonly events: readonly NewEvent[];
  readonly at: number;
  /** Made from the caller or the agent when left out. */
  readonly name?: string | undefined;
  readonly metadata?: JsonObject | undefined;
  /** A session of a foreign agent lives from its signs of life. */
  readonly isAlive?: boolean | undefined;
}

/** Opens a session for the caller and returns its name. Source: Agent API Experience, phase 5 (`<key name>-<session id>`). */
export async function createSession(tx: Tx, caller: Caller, input: NewSession): Promise<string> {
  const row = rowOf(caller, input);
  await tx.insert(sessions, [row]);
  return row.name;
}

/** The same under an id that somebody else chose; null when a session has it already, in whatever organisation. Of two at once, one opens it. */
export async function createSessionOnce(tx: Tx, caller: Caller, input: NewSession): Promise<string | null> {
  const row = rowOf(caller, input);
  return (await tx.run(insertUnlessThere, row)) === 0 ? null : row.name;
}

function rowOf(caller: Caller, input: NewSession): SessionRow {
  const said = saidIn(input.events);
  return {
    id: input.id,
    org_id: caller.orgId,
    agent_id: input.agent.id,
    name: input.name ?? sessionName(caller, input),
    origin: input.origin,
    credential_id: isProgram(caller) ? caller.credentialId : null,
    user_id: caller.kind === 'person' ? caller.userId : null,
    status: 'ACTIVE',
    last_seq: input.events.length + 1,
    started_at: input.at,
    ended_at: null,
    last_error: null,
    read_seq: 0,
    heartbeat_at: input.isAlive === true ? input.at : null,
    git_diff: null,
    metadata_json: JSON.stringify(input.metadata ?? {}),
    messages_count: said?.count ?? 0,
    latest_message: said?.latest ?? null,
    latest_message_at: said === undefined ? null : input.at,
    spans_count: 0,
    span_input_tokens: 0,
    span_output_tokens: 0,
  };
}

export function sessionName(caller: Caller, session: Pick<NewSession, 'id' | 'agent'>): string {
  return `${isProgram(caller) ? caller.credentialName : session.agent.slug}-${session.id}`;
}
