import { Type } from 'typebox';
import { toRfc3339OrNull } from '../../kernel/clock.ts';
import type { ToolDescription } from '../../kernel/tool-server.ts';
import { serverToolStates, timeoutMsDefault, timeoutMsRange } from '../../domain/tool-servers/index.ts';
import type { ServerTool, ToolServerWithTools } from '../../domain/tool-servers/index.ts';
import { jsonObject, nullable, oneOf, plainText, timestamp } from '../kit/index.ts';

const strict = { additionalProperties: false } as const;
const statuses = ['active', 'disabled'] as const;
const [timeoutMsMin, timeoutMsMax] = timeoutMsRange;

const address = Type.String({
  minLength: 1,
  maxLength: 2_000,
  description: 'http or https; a public address, unless the operator allows its host',
});
const headerValue = Type.String({ minLength: 1, maxLength: 4_000 });
const allowed = Type.Array(plainText(128, 1), { maxItems: 200, uniqueItems: true, description: 'Names of the tools that may be used' });
const timeoutMs = Type.Integer({
  minimum: timeoutMsMin,
  maximum: timeoutMsMax,
  default: timeoutMsDefault,
  description: 'Milliseconds for connecting and for each call',
});

const places = { id: Type.String(), server_id: Type.String({ description: 'The tool server’s UUID' }) };
export const toolServerParams = Type.Object(places);
export const serverToolParams = Type.Object({
  ...places,
  tool: Type.String({ maxLength: 200, description: 'The tool’s name at its server' }),
});

export const toolServerCreate = Type.Object(
  {
    name: Type.String({ pattern: '^[a-z0-9-]{1,30}$', description: 'Lower-case letters, digits and hyphens; its tools are `mcp-<name>`' }),
    url: address,
    headers: Type.Optional(
      Type.Record(Type.String(), headerValue, {
        maxProperties: 20,
        description: 'Sent with every request; write-only, only names are shown',
      }),
    ),
    allowed: Type.Optional(nullable(allowed)),
    timeout_ms: Type.Optional(timeoutMs),
    approve: Type.Optional(oneOf(['all'] as const)),
  },
  strict,
);
export const toolServerChange = Type.Object(
  {
    url: Type.Optional(address),
    headers: Type.Optional(
      Type.Record(Type.String(), nullable(headerValue), {
        maxProperties: 40,
        description: 'Sets these headers; null takes one away. Another origin takes all stored ones away first.',
      }),
    ),
    allowed: Type.Optional(nullable(allowed)),
    timeout_ms: Type.Optional(timeoutMs),
    status: Type.Optional(oneOf(statuses)),
  },
  { ...strict, minProperties: 1 },
);
export const toolApproval = Type.Object(
  { hash: Type.String({ pattern: '^[0-9a-f]{64}$', description: '`hash` of the definition that you looked at' }) },
  strict,
);

const readsUntrusted = 'Its answers may hold words of outsiders';
const sendsOutside = 'What it is called with may reach outsiders';
const alwaysAllow = 'It may be used without asking where the policy is to ask, until it is described otherwise';
const stated = nullable(Type.Boolean());
export const serverToolChange = Type.Object(
  {
    reads_untrusted: Type.Optional({ ...stated, description: `${readsUntrusted}; null leaves it to its hints` }),
    sends_outside: Type.Optional({ ...stated, description: `${sendsOutside}; null leaves it to its hints` }),
    always_allow: Type.Optional(Type.Boolean({ description: alwaysAllow })),
  },
  { ...strict, minProperties: 1 },
);

const described = {
  title: nullable(Type.String()),
  description: Type.String(),
  input_schema: jsonObject,
  annotations: jsonObject,
};
const serverTool = Type.Object({
  name: Type.String(),
  call_name: Type.String({ description: 'Its name in tool policies, `mcp-<server>.<action>`' }),
  ...described,
  hash: Type.String({ description: 'SHA-256 of the definition; empty when the server does not list the tool any more' }),
  state: oneOf(serverToolStates),
  recovery: oneOf(['pure', 'keyed', 'unsafe'] as const),
  reads_untrusted: Type.Boolean({ description: `${readsUntrusted}: by \`stated\`, otherwise by its hints` }),
  sends_outside: Type.Boolean({ description: `${sendsOutside}: by \`stated\`, otherwise by its hints` }),
  stated: Type.Object({ reads_untrusted: stated, sends_outside: stated }, { description: 'What people said in place of its hints' }),
  always_allow: Type.Boolean({ description: alwaysAllow }),
  approved_at: nullable(timestamp),
  approved: nullable(Type.Object(described, { description: 'What was agreed to, where the server says something else now' })),
});
export const toolServer = Type.Object({
  id: Type.String(),
  name: Type.String(),
  url: Type.String(),
  header_names: Type.Array(Type.String()),
  allowed: nullable(Type.Array(Type.String())),
  timeout_ms: Type.Integer(),
  status: oneOf(statuses),
  server: nullable(Type.Object({ name: Type.String(), version: Type.String(), protocol: Type.String() })),
  checked_at: nullable(timestamp),
  last_error: nullable(Type.String()),
  tools: Type.Array(serverTool),
});

function showDescription({ title, description, inputSchema, annotations }: ToolDescription) {
  return { title, description, input_schema: inputSchema, annotations };
}

function showTool(tool: ServerTool) {
  return {
    name: tool.name,
    call_name: tool.callName,
    ...showDescription(tool),
    hash: tool.hash,
    state: tool.state,
    recovery: tool.recovery,
    reads_untrusted: tool.exposure.readsUntrusted,
    sends_outside: tool.exposure.sendsOutside,
    stated: { reads_untrusted: tool.statedExposure.readsUntrusted, sends_outside: tool.statedExposure.sendsOutside },
    always_allow: tool.isAlwaysAllowed,
    approved_at: toRfc3339OrNull(tool.approvedAt),
    approved: tool.approved === null ? null : showDescription(tool.approved),
  };
}

export function showToolServer(one: ToolServerWithTools) {
  return {
    id: one.id,
    name: one.name,
    url: one.url,
    header_names: one.headerNames,
    allowed: one.allowed,
    timeout_ms: one.timeoutMs,
    status: one.status,
    server: one.server,
    checked_at: toRfc3339OrNull(one.checkedAt),
    last_error: one.lastError,
    tools: one.tools.map(showTool),
  };
}
