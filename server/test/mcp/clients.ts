import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import type { Transport } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { Client as EarlierClient } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport as EarlierTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { StdioClientTransport as EarlierStdio } from '@modelcontextprotocol/sdk/client/stdio.js';
import type { Transport as EarlierTransportType } from '@modelcontextprotocol/sdk/shared/transport.js';

export interface CalledTool {
  readonly structured: any;
  readonly text: string;
  readonly isError: boolean;
}

export interface CallOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (message: string) => void;
}

/** A real client of the protocol, whichever revision it speaks. */
export interface McpClient {
  readonly version: string | undefined;
  tools(): Promise<readonly string[]>;
  call(name: string, args?: Readonly<Record<string, unknown>>, options?: CallOptions): Promise<CalledTool>;
  read(uri: string): Promise<any>;
  close(): Promise<void>;
}

/** The client libraries that are tried, by the revision that each of them speaks with us. */
export const revisions = ['2026-07-28', '2025-11-25'] as const;
export type Revision = (typeof revisions)[number];

const timeout = 30_000;
const info = { name: 'test-client', version: '1' };

export function httpClient(revision: Revision, url: string, key: string): Promise<McpClient> {
  const to = new URL('/mcp', url);
  const requestInit = { headers: { authorization: `Bearer ${key}` } };
  return revision === '2026-07-28'
    ? clientOver(new StreamableHTTPClientTransport(to, { requestInit }))
    : earlierClientOver(new EarlierTransport(to, { requestInit }) as EarlierTransportType);
}

/** A client that starts a program and speaks with it over its standard input and output. */
export function stdioClient(revision: Revision, args: readonly string[], env: Readonly<Record<string, string>>): Promise<McpClient> {
  const program = { command: process.execPath, args: [...args], env: { ...env }, stderr: 'ignore' as const };
  return revision === '2026-07-28' ? clientOver(new StdioClientTransport(program)) : earlierClientOver(new EarlierStdio(program));
}

async function clientOver(transport: Transport): Promise<McpClient> {
  const client = new Client(info, { versionNegotiation: { mode: 'auto' } });
  await client.connect(transport);
  return {
    version: client.getNegotiatedProtocolVersion(),
    tools: async () => (await client.listTools()).tools.map(({ name }) => name),
    call: async (name, args = {}, options = {}) => seen(await client.callTool({ name, arguments: { ...args } }, optionsOf(options))),
    read: (uri) => client.readResource({ uri }),
    close: () => client.close(),
  };
}

async function earlierClientOver(transport: EarlierTransportType): Promise<McpClient> {
  const client = new EarlierClient(info);
  await client.connect(transport);
  return {
    version: '2025-11-25',
    tools: async () => (await client.listTools()).tools.map(({ name }) => name),
    call: async (name, args = {}, options = {}) =>
      seen(await client.callTool({ name, arguments: { ...args } }, undefined, optionsOf(options))),
    read: (uri) => client.readResource({ uri }),
    close: () => client.close(),
  };
}

function optionsOf({ signal, onProgress }: CallOptions) {
  return {
    timeout,
    resetTimeoutOnProgress: true,
    ...(signal === undefined ? {} : { signal }),
    ...(onProgress === undefined ? {} : { onprogress: ({ message }: { message?: string | undefined }) => onProgress(message ?? '') }),
  };
}

function seen(result: any): CalledTool {
  return { structured: result.structuredContent, text: result.content?.[0]?.text ?? '', isError: result.isError === true };
}
