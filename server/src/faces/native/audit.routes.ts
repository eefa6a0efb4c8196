import { Type } from 'typebox';
import { listAuditEntries, streamAuditEntries, verifyAuditChain } from '../../domain/audit/index.ts';
import { toRfc3339 } from '../../kernel/clock.ts';
import { customRoute, route } from '../kit/index.ts';
import type { RouteDraft } from '../kit/index.ts';
import { sendExport } from './audit-export.ts';
import {
  auditEntry,
  auditExportQuery,
  auditFilter,
  auditVerdict,
  auditVerifyQuery,
  readAuditFilter,
  showAuditEntry,
  showVerdict,
} from './audit.wire.ts';
import { showPage } from './show.ts';
import { pageOf, pageQuery, refusals } from './wire.ts';

const shared = { tag: 'Audit' } as const;

/** Guaranteed by the pattern of the query: a number and a hash with a colon between them. */
function readHead(text: string | undefined) {
  const [seq, hash] = (text ?? '').split(':');
  return seq === undefined || hash === undefined ? undefined : { seq: Number(seq), hash };
}

export const auditRoutes: readonly RouteDraft[] = [
  route({
    ...shared,
    method: 'GET',
    path: '/v1/audit',
    operationId: 'listAuditEntries',
    summary: 'List who did what, newest first',
    query: Type.Object({ ...auditFilter, ...pageQuery }),
    answers: { 200: { description: 'Entries', schema: pageOf(auditEntry) }, ...refusals(400, 403) },
    operation: listAuditEntries,
    read: ({ query: { limit, cursor, ...filter } }) => ({ ...readAuditFilter(filter), limit: limit ?? 50, cursor }),
    show: (page) => showPage(page, showAuditEntry),
  }),
  customRoute({
    ...shared,
    method: 'GET',
    path: '/v1/audit/export',
    operationId: 'exportAuditEntries',
    summary: 'Download entries as CSV or JSON Lines, newest first',
    query: auditExportQuery,
    answers: { 200: { description: 'A file: CSV, or one JSON object a line', mediaType: 'text/csv' }, ...refusals(400, 403) },
    respond: async (at, { query: { format, ...filter } }, reply) => {
      const day = toRfc3339(at.home.clock.now()).slice(0, 10);
      await sendExport(reply, streamAuditEntries(at, readAuditFilter(filter)), { format: format ?? 'jsonl', day });
      return 'streamed';
    },
  }),
  route({
    ...shared,
    method: 'GET',
    path: '/v1/audit/verify',
    operationId: 'verifyAuditChain',
    summary: 'Compute the chain of entries again and name the first one that does not hold',
    query: auditVerifyQuery,
    answers: { 200: { description: 'What was found', schema: auditVerdict }, ...refusals(400, 403) },
    operation: verifyAuditChain,
    read: ({ query, closed }) => ({ known: readHead(query.head), signal: closed }),
    show: showVerdict,
  }),
];
