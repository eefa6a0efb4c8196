import type { Client, jsonSchemaValidator, PriorDiscovery, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import type { GuardedStream } from '../kernel/guarded-stream.ts';
import type { JsonObject } from '../kernel/json.ts';
import type { SeenServer, ToolServerAddress } from '../kernel/tool-server.ts';
import { explain } from './explain.ts';
import { readTools } from './read-tools.ts';
import type { ServerToolResult } from './read-result.ts';
import { createWireFetch } from './wire-fetch.ts';

const listPagesMax = 20;
const closeMs = 3_000;
const noop = (): undefined => undefined;

export interface WireCall {
  readonly tool: string;
  readonly input: JsonObject;
  readonly meta: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** One conversation with a server, opened by asking it for its tools. */
export interface Connection {
  readonly seen: SeenServer;
  /** How the server speaks, so that the next connection need not find out again. */
  readonly era: PriorDiscovery;
  /** @throws ToolServerFault */
  call(call: WireCall): Promise<ServerToolResult>;
  /** Lets calls end, then tells a server that keeps sessions that this one is over; never rejects. */
  close(): Promise<void>;
}

export interface ConnectionParts {
  readonly guardedStream: GuardedStream;
  readonly address: ToolServerAddress;
  readonly clientVersion: string;
  readonly prior?: PriorDiscovery | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Schemas of answers are the server's own affair: compiling them here would run code that it wrote the plan of. */
const believing: jsonSchemaValidator = {
  getValidator: () => (input) => ({ valid: true, data: asPromised(input), errorMessage: undefined }),
};

/** Guaranteed by nobody: answers are read member by member, see read-result.ts. */
function asPromised<T>(input: unknown): T {
  return input as T;
}

/**
 * Opens a connection in whichever of the two protocol eras the server speaks. The library is loaded at the first connection.
 * @throws ToolServerFault
 */
export async function connect({ guardedStream, address, clientVersion, prior, signal }: ConnectionParts): Promise<Connection> {
  const sdk = await import('@modelcontextprotocol/client');
  const broken = new AbortController();
  const onBroken = (fault: Error): void => broken.abort(fault);
  const transport = new sdk.StreamableHTTPClientTransport(new URL(address.url), {
    fetch: createWireFetch({ guardedStream, address, onBroken }),
    requestInit: { redirect: 'error' },
    reconnectionOptions: { maxRetries: 2, initialReconnectionDelay: 500, maxReconnectionDelay: 2_000, reconnectionDelayGrowFactor: 2 },
    onInsufficientScope: 'throw',
  });
  const client = new sdk.Client(
    { name: 'forgeyard', version: clientVersion },
    {
      capabilities: {},
      versionNegotiation: { mode: 'auto' },
      inputRequired: { autoFulfill: false },
      jsonSchemaValidator: believing,
      listMaxPages: listPagesMax,
    },
  );
  // Finding out how it speaks and each page of its list have their own limit; this one is of them all together.
  const late = AbortSignal.timeout(address.timeoutMs * 2);
  const limits = {
    timeout: address.timeoutMs,
    maxTotalTimeout: address.timeoutMs,
    signal: signal === undefined ? late : AbortSignal.any([signal, late]),
  };
  try {
    await client.connect(transport, { ...limits, ...(prior === undefined ? {} : { prior }) });
    const seen = await ask(client, limits);
    const inFlight = new Set<Promise<unknown>>();
    return {
      seen,
      era: eraOf(client),
      call: (call) => {
        const answer = callThrough(client, address, broken.signal)(call);
        const settled = answer.then(noop, noop).finally(() => inFlight.delete(settled));
        inFlight.add(settled);
        return answer;
      },
      close: () => Promise.all(inFlight).then(() => hangUp(client, transport, broken.signal)),
    };
  } catch (error) {
    await hangUp(client, transport, broken.signal);
    throw explain(broken.signal.aborted ? broken.signal.reason : error, address);
  }
}

async function ask(client: Client, limits: { readonly timeout: number; readonly signal?: AbortSignal }): Promise<SeenServer> {
  const listed = client.getServerCapabilities()?.tools === undefined ? [] : (await client.listTools(undefined, limits)).tools;
  const server = client.getServerVersion();
  return {
    server: {
      name: plain(server?.name ?? ''),
      version: plain(server?.version ?? ''),
      protocol: plain(client.getNegotiatedProtocolVersion() ?? ''),
    },
    ...readTools(listed),
  };
}

/** A word of the server for labels: short, without control characters. */
function plain(text: string): string {
  return text.replaceAll(/[\u0000-\u001f\u007f]/g, ' ').slice(0, 100);
}

function eraOf(client: Client): PriorDiscovery {
  const discover = client.getDiscoverResult();
  return discover === undefined ? { kind: 'legacy' } : { kind: 'modern', discover };
}

function callThrough(client: Client, address: ToolServerAddress, broken: AbortSignal): Connection['call'] {
  return async ({ tool, input, meta, timeoutMs, signal }) => {
    const timeout = Math.min(timeoutMs, address.timeoutMs);
    const either = AbortSignal.any([signal, broken]);
    try {
      return await client.callTool(
        { name: tool, arguments: { ...input }, _meta: { ...meta } },
        { timeout, maxTotalTimeout: timeout, signal: either },
      );
    } catch (error) {
      throw explain(broken.aborted ? broken.reason : error, address);
    }
  };
}

/** Ends the session at the server first, unless the connection is broken anyway. */
async function hangUp(client: Client, transport: StreamableHTTPClientTransport, broken: AbortSignal): Promise<void> {
  const late = new Promise<void>((resolve) => void setTimeout(resolve, closeMs).unref());
  if (!broken.aborted) await Promise.race([transport.terminateSession().catch(() => undefined), late]);
  await client.close().catch(() => undefined);
}
