import { toRfc3339 } from '../../kernel/clock.ts';
import { listOwnAuditEntries, logIdOf } from '../../domain/audit/index.ts';
import { route } from '../kit/index.ts';
import type { RouteDraft } from '../kit/index.ts';
import { exampleAuditLogs } from './examples.ts';
import { ownAccount } from './own-account.ts';
import { agentParams, auditLogs, auditQuery, errorBody } from './wire.ts';

const list = route({
  tag: 'Agent accounts',
  method: 'GET',
  path: '/api/agents/:id/audit-logs',
  operationId: 'identityListAuditLogs',
  summary: 'What happened to an account, newest first',
  params: agentParams,
  query: auditQuery,
  answers: {
    200: { description: 'Entries; `total` counts all that match', schema: auditLogs, example: exampleAuditLogs },
    400: { description: 'INVALID_AGENT_ID, or another part of the request is not valid', schema: errorBody },
    401: { description: 'UNAUTHORIZED', schema: errorBody },
    403: { description: 'FORBIDDEN', schema: errorBody },
  },
  operation: listOwnAuditEntries,
  read: ({ params, query }, at) => {
    ownAccount(at, params.id);
    return {
      limit: query.limit ?? 100,
      ...(query.event === undefined ? {} : { event: query.event }),
      ...(query.start === undefined ? {} : { start: Date.parse(query.start) }),
      ...(query.end === undefined ? {} : { end: Date.parse(query.end) }),
    };
  },
  show: ({ items, total }) => ({
    logs: items.map((entry) => ({
      log_id: logIdOf(entry.id),
      event: entry.event,
      timestamp: toRfc3339(entry.at),
      ip_address: entry.ip,
      user_agent: entry.userAgent,
      details: entry.details,
    })),
    total,
  }),
});

export const auditRoutes: readonly RouteDraft[] = [list];
