import { ConnectionError, RateLimitError, ServerError } from '../errors.ts';
import { retryDelayMs } from '../transport/backoff.ts';
import type { Environment } from '../transport/environment.ts';
import { personMessage, readNew } from './reader.ts';
import type { PersonMessage, Reader } from './reader.ts';
import type { AgentMessageBody } from './wire.ts';

const triesMax = 5;

/** What came of saying something. */
export interface Said {
  readonly id: string;
  /** What people wrote before, since the agent read last. */
  readonly earlier: readonly PersonMessage[];
}

/** Says something once, also over a network that breaks: after a cut the same is sent again under the same key, and the server answers as it did. */
export async function speak(
  reader: Reader,
  environment: Environment,
  body: AgentMessageBody,
  signal: AbortSignal | undefined,
): Promise<Said> {
  const missed = reader.isDoubtful ? await readNew(reader, signal) : [];
  const key = environment.newKey();
  for (let failures = 0; ; failures += 1) {
    try {
      const { message_id: id, queued_user_messages: queued } = await reader.wire.post(body, key, { signal, maxRetries: 0 });
      reader.lastRead = id;
      return { id, earlier: [...missed, ...queued.map(personMessage)] };
    } catch (error) {
      signal?.throwIfAborted();
      if (failures + 1 >= triesMax || !isTrouble(error)) throw error;
      await environment.sleep(retryDelayMs(error, failures, environment) ?? 1_000, signal);
    }
  }
}

/** Whether the same may well succeed later. */
export function isTrouble(error: unknown): boolean {
  return error instanceof ConnectionError || error instanceof RateLimitError || error instanceof ServerError;
}
