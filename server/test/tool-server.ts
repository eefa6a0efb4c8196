import { createServer } from 'node:http';
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { toNodeHandler } from '@modelcontextprotocol/node';
import { createMcpHandler, Server } from '@modelcontextprotocol/server';
import { Server as LegacyServer } from '@modelcontextprotocol/sdk/server/index.js';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import { CallToolRequestSchema, ListToolsRequestSchema } from '@modelcontextprotocol/sdk/types.js';

/** A tool of the stand-in: what it says of itself and what it does. */
export interface StandInTool {
  readonly name: string;
  readonly title?: string;
  readonly description?: string;
  readonly inputSchema: { readonly type: 'object'; readonly [member: string]: unknown };
  readonly outputSchema?: { readonly type: 'object'; readonly [member: string]: unknown };
  readonly annotations?: Readonly<Record<string, unknown>>;
  readonly answer?: (input: any, meta: any) => unknown;
}

/** A call that arrived at the stand-in. */
export interface ArrivedCall {
  readonly tool: string;
  readonly input: any;
  readonly meta: any;
}

/** A server of tools on this machine that does what a test asks for, well or badly. */
export interface ToolServerStandIn {
  readonly url: string;
  readonly calls: ArrivedCall[];
  /** Headers of every request, the newest last. */
  readonly heard: IncomingHttpHeaders[];
  tools: readonly StandInTool[];
  /** Answers in place of the protocol when it returns true; the request has its message as `parsed`. */
  fault: ((request: IncomingMessage, response: ServerResponse, method: string) => boolean) | undefined;
  /** Resolves when this many calls arrived. */
  until(count: number): Promise<void>;
  close(): Promise<void>;
}

export const echoTool: StandInTool = {
  name: 'echo',
  title: 'Echo',
  description: 'Says a text again.',
  inputSchema: {
    type: 'object',
    properties: { text: { type: 'string', maxLength: 100 } },
    required: ['text'],
    additionalProperties: false,
  },
  annotations: { readOnlyHint: true },
  answer: ({ text }) => ({ content: [{ type: 'text', text: `again: ${text}` }] }),
};

/** Text for a tool that has effects and says nothing of repetition. */
export const letterTool: StandInTool = {
  name: 'send',
  description: 'Sends a letter.',
  inputSchema: { type: 'object', properties: { to: { type: 'string' } }, required: ['to'] },
  answer: ({ to }) => ({ content: [{ type: 'text', text: 'sent' }], structuredContent: { to, sent: true } }),
};

const waitMsMax = 60_000;

export async function startToolServer(
  tools: readonly StandInTool[] = [echoTool],
  era: 'modern' | 'legacy' = 'modern',
): Promise<ToolServerStandIn> {
  const { handle, end } = era === 'modern' ? modern(() => standIn) : legacy(() => standIn);
  const server = createServer((request, response) => {
    response.on('error', () => undefined);
    standIn.heard.push(request.headers);
    void bodyOf(request).then((body) => {
      const parsed = parse(body);
      Object.assign(request, { parsed });
      if (standIn.fault?.(request, response, String(parsed?.method ?? '')) === true) return undefined;
      return handle(request, response, parsed);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const standIn: ToolServerStandIn = {
    url: `http://127.0.0.1:${port}/mcp`,
    calls: [],
    heard: [],
    tools,
    fault: undefined,
    until: async (count) => {
      for (const begin = Date.now(); standIn.calls.length < count; await new Promise((resolve) => setTimeout(resolve, 10)))
        if (Date.now() - begin > waitMsMax) throw new Error(`${standIn.calls.length} of ${count} calls came`);
    },
    close: async () => {
      server.closeAllConnections();
      await end();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return standIn;
}

type Handle = (request: IncomingMessage, response: ServerResponse, body: any) => Promise<void>;
interface Serving {
  readonly handle: Handle;
  readonly end: () => Promise<void>;
}

function listed({ tools }: ToolServerStandIn): any {
  return { tools: tools.map(({ answer: _, ...definition }) => definition) };
}

function called(standIn: ToolServerStandIn, { name, arguments: input, _meta: meta }: any): any {
  standIn.calls.push({ tool: name, input, meta });
  return standIn.tools.find((tool) => tool.name === name)?.answer?.(input, meta) ?? { content: [], isError: true };
}

function modern(standIn: () => ToolServerStandIn): Serving {
  const handler = createMcpHandler(() => {
    const server = new Server({ name: 'stand-in', version: '1.2.3' }, { capabilities: { tools: {} } });
    server.setRequestHandler('tools/list', () => listed(standIn()));
    server.setRequestHandler('tools/call', (request) => called(standIn(), request.params));
    return server;
  });
  const node = toNodeHandler(handler);
  return { handle: (request, response, body) => node(request as never, response, body), end: async () => undefined };
}

/** A server of the era before, which keeps sessions. */
function legacy(standIn: () => ToolServerStandIn): Serving {
  const sessions = new Map<string, StreamableHTTPServerTransport>();
  let made = 0;
  const begin = async (): Promise<StreamableHTTPServerTransport> => {
    const server = new LegacyServer({ name: 'old-stand-in', version: '0.9.0' }, { capabilities: { tools: {} } });
    server.setRequestHandler(ListToolsRequestSchema, () => listed(standIn()));
    server.setRequestHandler(CallToolRequestSchema, (request) => called(standIn(), request.params));
    const transport = new StreamableHTTPServerTransport({
      sessionIdGenerator: () => `session-${(made += 1)}`,
      onsessioninitialized: (id) => void sessions.set(id, transport),
      onsessionclosed: (id) => void sessions.delete(id),
    });
    await server.connect(transport as never);
    return transport;
  };
  return {
    handle: async (request, response, body) => {
      const known = sessions.get(String(request.headers['mcp-session-id']));
      await (known ?? (await begin())).handleRequest(request, response, body);
    },
    end: async () => {
      for (const transport of sessions.values()) await transport.close();
    },
  };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(Buffer.from(piece));
  return Buffer.concat(pieces).toString('utf8');
}

function parse(text: string): any {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
