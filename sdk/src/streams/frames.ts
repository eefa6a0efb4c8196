import { createParser } from 'eventsource-parser';
import { ConnectionError } from '../errors.ts';

/** One server-sent event (WHATWG HTML §9.2). */
export interface Frame {
  readonly id: string | null;
  readonly event: string;
  readonly data: string;
}

export interface FrameOptions {
  /** Silence after which the connection counts as cut; the server sends a comment every 15 s. */
  readonly stallMs: number;
  /** Called with the pause in milliseconds that the server asks for before reconnecting. */
  readonly onRetry?: (ms: number) => void;
}

const frameCharsMax = 16 * 1024 * 1024;

/**
 * The frames of an open response, until it ends. Leaving the loop closes the connection.
 * @throws ConnectionError when the connection breaks, stalls, or sends a frame of more than 16 Mi characters.
 */
export async function* readFrames(response: Response, options: FrameOptions): AsyncGenerator<Frame> {
  const reader = response.body?.getReader();
  if (reader === undefined) return;
  const decoder = new TextDecoder();
  const ready: Frame[] = [];
  const parser = createParser({
    maxBufferSize: frameCharsMax,
    onEvent: ({ id, event, data }) => void ready.push({ id: id ?? null, event: event ?? 'message', data }),
    onRetry: (ms) => options.onRetry?.(ms),
  });
  try {
    for (;;) {
      const chunk = await readInTime(reader, options.stallMs);
      if (chunk.done) return;
      parser.feed(decoder.decode(chunk.value, { stream: true }));
      yield* ready.splice(0);
    }
  } catch (error) {
    throw error instanceof ConnectionError ? error : cut('The stream was cut', error);
  } finally {
    await reader.cancel().catch(ignored);
  }
}

type Chunk = Awaited<ReturnType<ReadableStreamDefaultReader<Uint8Array>['read']>>;

async function readInTime(reader: ReadableStreamDefaultReader<Uint8Array>, stallMs: number): Promise<Chunk> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const stalled = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(cut(`The stream was silent for ${stallMs} ms`)), stallMs);
  });
  try {
    return await Promise.race([reader.read(), stalled]);
  } finally {
    clearTimeout(timer);
  }
}

function cut(message: string, cause?: unknown): ConnectionError {
  return new ConnectionError(message, 'CONNECTION_CUT', null, cause);
}

/** A connection that already broke cannot be closed again; that is no failure. */
function ignored(): void {}
