import { ProtocolError, ProtocolErrorCode } from '@modelcontextprotocol/server';
import { Refusal } from '../../kernel/refusal.ts';
import type { FaceParts } from '../kit/index.ts';

/**
 * What a handler comes to, without telling a client of our faults: the library would pass the words of any error on. A refusal keeps its sentence;
 * everything else goes to the log.
 */
export async function guarded<T>(work: Promise<T>, background: FaceParts['background']): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof ProtocolError) throw error;
    if (error instanceof Refusal)
      throw new ProtocolError(ProtocolErrorCode.InternalError, error.message, {
        code: error.reason,
        retry_after_s: error.detail.retryAfterS,
      });
    background(work);
    throw new ProtocolError(ProtocolErrorCode.InternalError, 'The server failed to answer.');
  }
}

/** Everything is on the first page, so no cursor is ours. Source: MCP 2026-07-28, "Pagination". */
export function refuseCursor(cursor: string | undefined): void {
  if (cursor !== undefined) throw new ProtocolError(ProtocolErrorCode.InvalidParams, 'There is no such page.', { cursor });
}
