/** What the bridge looks at in a JSON-RPC message; everything else passes through it as it is. */
export interface Message {
  readonly id: string | number | null;
  /** Null for an answer. */
  readonly method: string | null;
  readonly params: Readonly<Record<string, unknown>>;
  readonly isRequest: boolean;
}

const versionKey = 'io.modelcontextprotocol/protocolVersion';
/** Where the name of what is asked for stands. Source: MCP 2026-07-28, "Transports" (Mcp-Name). */
const nameMembers: Readonly<Record<string, string>> = {
  'tools/call': 'name',
  'prompts/get': 'name',
  'resources/read': 'uri',
  'tasks/get': 'taskId',
  'tasks/update': 'taskId',
  'tasks/cancel': 'taskId',
};

function objectOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}

/** A line as a message; null when it is no JSON object. */
export function readMessage(line: string): Message | null {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return null;
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  const { id, method, params } = objectOf(value);
  const known = typeof id === 'string' || typeof id === 'number' ? id : null;
  const isCall = typeof method === 'string';
  return { id: known, method: isCall ? method : null, params: objectOf(params), isRequest: isCall && known !== null };
}

/** The version that a message of the newer revisions carries in itself. */
export function versionIn({ params }: Message): string | undefined {
  const version = objectOf(params['_meta'])[versionKey];
  return typeof version === 'string' ? version : undefined;
}

/**
 * Headers in which HTTP repeats what a message says. `agreed` is the version that an `initialize` of the earlier revisions came to.
 * Source: MCP 2026-07-28, "Transports" (MCP-Protocol-Version, Mcp-Method, Mcp-Name).
 */
export function headersOf(message: Message, agreed: string | undefined): Readonly<Record<string, string>> {
  const version = versionIn(message);
  if (version === undefined) return agreed === undefined ? {} : { 'mcp-protocol-version': agreed };
  const { method, params } = message;
  const name = method === null ? undefined : params[nameMembers[method] ?? ''];
  return {
    'mcp-protocol-version': version,
    ...(method === null ? {} : { 'mcp-method': inHeader(method) }),
    ...(typeof name === 'string' ? { 'mcp-name': inHeader(name) } : {}),
  };
}

/** Text that a header cannot carry as it is goes as base64. */
function inHeader(text: string): string {
  const isPlain = /^[\x20-\x7e]*$/.test(text) && text.trim() === text && !/^=\?base64\?.*\?=$/.test(text);
  return isPlain ? text : `=?base64?${Buffer.from(text).toString('base64')}?=`;
}

/** The call that a message takes back; undefined for any other message. */
export function cancelledBy({ method, params }: Message): string | number | undefined {
  const id = method === 'notifications/cancelled' ? params['requestId'] : undefined;
  return typeof id === 'string' || typeof id === 'number' ? id : undefined;
}
