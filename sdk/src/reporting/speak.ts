import { ConnectionError, NotFoundError, PermissionError, RateLimitError, ServerError } from '../errors.ts';
import { retryDelayMs } from '../transport/backoff.ts';
import type { Environment } from '../transport/environment.ts';
import { fromLog, personMessage, readLog, readNew } from './reader.ts';
import type { PersonMessage, Reader } from './reader.ts';
import type { AgentMessageBody } from './wire.ts';

const triesMax = 5;

/** What came of saying something. */
export interface Said {
  readonly id: string;
  /** What people wrote before, since the agent read last. */
  readonly earlier: readonly PersonMessage[];
}

/**
 * Says something, also over a network that breaks: after a cut it looks whether the words have arrived before it says them again.
 * A key that may not read sessions cannot look, and says them twice in the worst case.
 */
export async function speak(
  reader: Reader,
  environment: Environment,
  body: AgentMessageBody,
  signal: AbortSignal | undefined,
): Promise<Said> {
  const missed = reader.isDoubtful ? await readNew(reader, signal) : [];
  for (let failures = 0; ; failures += 1) {
    try {
      const { message_id: id, queued_user_messages: queued } = await reader.wire.post(body, { signal });
      reader.lastRead = id;
      return { id, earlier: [...missed, ...queued.map(personMessage)] };
    } catch (error) {
      signal?.throwIfAborted();
      if (failures + 1 >= triesMax || !isTrouble(error)) throw error;
      await environment.sleep(retryDelayMs(error, failures, environment) ?? 1_000, signal);
      const said = error instanceof RateLimitError ? undefined : await arrived(reader, body, signal);
      if (said !== undefined) return { ...said, earlier: [...missed, ...said.earlier] };
    }
  }
}

/** The words in the log, when they are there. */
async function arrived(reader: Reader, { content }: AgentMessageBody, signal: AbortSignal | undefined): Promise<Said | undefined> {
  try {
    const log = await readLog(reader, (message) => message.sender === 'agent' && message.content === content, signal);
    const own = log.at(-1);
    if (own?.sender !== 'agent' || own.content !== content) return undefined;
    reader.lastRead = own.id;
    return { id: own.id, earlier: log.filter(({ sender }) => sender === 'user').map(fromLog) };
  } catch (error) {
    if (error instanceof PermissionError || error instanceof NotFoundError || isTrouble(error)) return undefined;
    throw error;
  }
}

/** Whether the same may well succeed later. */
export function isTrouble(error: unknown): boolean {
  return error instanceof ConnectionError || error instanceof RateLimitError || error instanceof ServerError;
}
