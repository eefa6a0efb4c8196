import { isProgram } from '../../kernel/caller.ts';
import type { Caller } from '../../kernel/caller.ts';
import { insertion } from '../../store/index.ts';
import type { SessionRow, Tx } from '../../store/index.ts';
import type { SessionOrigin } from './session.ts';

const sessions = insertion('sessions', [
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
]);

export interface NewSession {
  readonly id: string;
  readonly agent: { readonly id: string; readonly slug: string };
  readonly origin: SessionOrigin;
  /** Events that the caller writes right after, in this transaction. */
  readonly eventCount: number;
  readonly at: number;
}

/** Opens a session for the caller and returns its name. Source: Agent API Experience, phase 5 (`<key name>-<session id>`). */
export async function createSession(tx: Tx, caller: Caller, input: NewSession): Promise<string> {
  const name = sessionName(caller, input);
  const row: SessionRow = {
    id: input.id,
    org_id: caller.orgId,
    agent_id: input.agent.id,
    name,
    origin: input.origin,
    credential_id: isProgram(caller) ? caller.credentialId : null,
    user_id: caller.kind === 'person' ? caller.userId : null,
    status: 'ACTIVE',
    last_seq: input.eventCount,
    started_at: input.at,
    ended_at: null,
    last_error: null,
  };
  await tx.insert(sessions, [row]);
  return name;
}

export function sessionName(caller: Caller, session: Pick<NewSession, 'id' | 'agent'>): string {
  return `${isProgram(caller) ? caller.credentialName : session.agent.slug}-${session.id}`;
}
