import { Type } from 'typebox';
import {
  addToolServer,
  approveServerTool,
  changeServerTool,
  listToolServers,
  refreshToolServer,
  removeToolServer,
  updateToolServer,
} from '../../domain/tool-servers/index.ts';
import { route } from '../kit/index.ts';
import type { RouteDraft } from '../kit/index.ts';
import {
  serverToolChange,
  serverToolParams,
  showToolServer,
  toolApproval,
  toolServer,
  toolServerChange,
  toolServerCreate,
  toolServerParams,
} from './tool-servers.wire.ts';
import { idParams, refusals } from './wire.ts';

const shared = { tag: 'Tool servers' } as const;
const path = '/v1/agents/:id/tool-servers';
const one = `${path}/:server_id`;
const answered = (description: string) => ({ description, schema: toolServer });
const noStore = () => ({ 'cache-control': 'no-store' });

const list = route({
  ...shared,
  method: 'GET',
  path,
  operationId: 'listToolServers',
  summary: "List an agent's tool servers with their tools; never a value of a header",
  params: idParams,
  answers: { 200: { description: 'Tool servers', schema: Type.Object({ data: Type.Array(toolServer) }) }, ...refusals(403, 404) },
  operation: listToolServers,
  read: ({ params }) => params.id,
  show: (all) => ({ data: all.map(showToolServer) }),
});

const add = route({
  ...shared,
  method: 'POST',
  path,
  operationId: 'addToolServer',
  summary: 'Add a tool server and ask it for its tools; nothing is approved unless `approve` says so',
  params: idParams,
  body: toolServerCreate,
  bodyExample: { name: 'docs', url: 'https://mcp.example.com/mcp', headers: { Authorization: 'Bearer …' }, timeout_ms: 30_000 },
  status: 201,
  answers: { 201: answered('The server as it answered'), ...refusals(400, 403, 404, 409, 422, 429) },
  operation: addToolServer,
  read: ({ params, body: { timeout_ms, ...body } }) => ({ ...body, agent: params.id, timeoutMs: timeout_ms }),
  show: showToolServer,
  headers: noStore,
});

const update = route({
  ...shared,
  method: 'PATCH',
  path: one,
  operationId: 'updateToolServer',
  summary: 'Change a tool server, or turn it off and on; another origin forgets stored headers and approvals',
  params: toolServerParams,
  body: toolServerChange,
  bodyExample: { status: 'disabled' },
  answers: { 200: answered('The server'), ...refusals(400, 403, 404, 422, 429) },
  operation: updateToolServer,
  read: ({ params, body: { timeout_ms, ...changes } }) => ({
    agent: params.id,
    server: params.server_id,
    changes: { ...changes, timeoutMs: timeout_ms },
  }),
  show: showToolServer,
});

const remove = route({
  ...shared,
  method: 'DELETE',
  path: one,
  operationId: 'removeToolServer',
  summary: 'Remove a tool server with its headers and approvals',
  params: toolServerParams,
  status: 204,
  answers: { 204: { description: 'Removed' }, ...refusals(403, 404) },
  operation: removeToolServer,
  read: ({ params }) => ({ agent: params.id, server: params.server_id }),
  show: () => undefined,
});

const refresh = route({
  ...shared,
  method: 'POST',
  path: `${one}/refresh`,
  operationId: 'refreshToolServer',
  summary: 'Ask a tool server again what its tools are; what went wrong is in `last_error`',
  params: toolServerParams,
  answers: { 200: answered('The server as it answered'), ...refusals(403, 404, 429) },
  operation: refreshToolServer,
  read: ({ params }) => ({ agent: params.id, server: params.server_id }),
  show: showToolServer,
});

const approve = route({
  ...shared,
  method: 'POST',
  path: `${one}/tools/:tool/approve`,
  operationId: 'approveServerTool',
  summary: 'Approve a tool exactly as its hash says; 409 when it is described otherwise by now',
  params: serverToolParams,
  body: toolApproval,
  bodyExample: { hash: '3f79bb7b435b05321651daefd374cdc681dc06faa65e374e38337b88ca046dea' },
  answers: { 200: answered('The server'), ...refusals(400, 403, 404, 409) },
  operation: approveServerTool,
  read: ({ params, body }) => ({ agent: params.id, server: params.server_id, tool: params.tool, hash: body.hash }),
  show: showToolServer,
});

const changeTool = route({
  ...shared,
  method: 'PATCH',
  path: `${one}/tools/:tool`,
  operationId: 'changeServerTool',
  summary: 'Say whether a tool reads what outsiders write, sends something out, and may be used without asking',
  params: serverToolParams,
  body: serverToolChange,
  bodyExample: { sends_outside: false },
  answers: { 200: answered('The server'), ...refusals(400, 403, 404, 409) },
  operation: changeServerTool,
  read: ({ params, body }) => ({
    agent: params.id,
    server: params.server_id,
    tool: params.tool,
    rules: { readsUntrusted: body.reads_untrusted, sendsOutside: body.sends_outside, alwaysAllow: body.always_allow },
  }),
  show: showToolServer,
});

export const toolServerRoutes: readonly RouteDraft[] = [list, add, update, remove, refresh, approve, changeTool];
