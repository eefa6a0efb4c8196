import { Type } from 'typebox';
import { exportSpans, listSpans, spanPageMax } from '../../domain/traces/index.ts';
import { customRoute, route } from '../kit/index.ts';
import type { FaceParts, RouteDraft } from '../kit/index.ts';
import { sendTrace } from './send-trace.ts';
import { showListedSpan, showSpan, span } from './spans.wire.ts';
import { idParams, pageOf, refusals } from './wire.ts';

const list = route({
  tag: 'Traces',
  method: 'GET',
  path: '/v1/sessions/:id/spans',
  operationId: 'listSessionSpans',
  summary: 'List what a session did, span by span, in the order in which spans came or changed',
  params: idParams,
  query: Type.Object({
    after: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: Number.MAX_SAFE_INTEGER,
        description: 'The highest `seq` that you have; answers what is new or changed',
      }),
    ),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: spanPageMax, default: 1_000 })),
    span: Type.Optional(Type.String({ pattern: '^[0-9a-fA-F]{16}$', description: 'This span alone, with all that it holds' })),
  }),
  answers: { 200: { description: 'Spans', schema: pageOf(span) }, ...refusals(400, 404) },
  operation: listSpans,
  read: ({ params, query }) => ({
    sessionId: params.id,
    after: query.after ?? 0,
    limit: query.limit ?? 1_000,
    span: query.span?.toLowerCase(),
  }),
  show: ({ items, hasMore }, { query }) => ({
    data: items.map(query.span === undefined ? showListedSpan : showSpan),
    next_cursor: hasMore ? String(items.at(-1)?.seq ?? 0) : null,
    has_more: hasMore,
  }),
});

const download = (parts: FaceParts): RouteDraft =>
  customRoute({
    tag: 'Traces',
    method: 'GET',
    path: '/v1/sessions/:id/otlp',
    operationId: 'exportSessionTrace',
    summary: 'Download the spans of a session as OTLP/JSON, at most 50,000',
    params: idParams,
    answers: { 200: { description: 'An `ExportTraceServiceRequest`, to be saved', schema: Type.Object({}) }, ...refusals(404) },
    respond: async (at, { params }, reply) => {
      await sendTrace(reply, await exportSpans(at, params.id), parts.version);
      return 'streamed';
    },
  });

export function spanRoutes(parts: FaceParts): readonly RouteDraft[] {
  return [list, download(parts)];
}
