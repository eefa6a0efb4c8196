import { Type } from 'typebox';
import { ingestSpans } from '../../domain/traces/index.ts';
import { customRoute } from '../kit/index.ts';
import type { Answer, RouteDraft } from '../kit/index.ts';
import { bodyBytesMax, encodingOf, jsonType, protobufType, readTraces } from './body.ts';
import type { Encoding } from './body.ts';
import { protobufAnswer } from './otlp-protobuf.ts';
import { SpanLimit } from './span-limit.ts';

/** Source: OpenTelemetry protocol, "Partial Success". */
const exportAnswer = Type.Object({
  partialSuccess: Type.Optional(
    Type.Object({
      rejectedSpans: Type.Optional(Type.String()),
      rejectedLogRecords: Type.Optional(Type.String()),
      errorMessage: Type.String(),
    }),
  ),
});

const shared = {
  tag: 'Telemetry',
  method: 'POST',
  takesBytes: [jsonType, protobufType],
  bodyBytesMax,
  answers: {
    200: { description: 'Taken, all or in part, in the encoding of the request', schema: exportAnswer, example: {} },
    400: { description: 'Not an OTLP request; sending it again helps nothing' },
    413: { description: 'More than 8 MB, or more than 20 MB once it is unpacked' },
    415: { description: 'Neither JSON nor protobuf, or compressed otherwise than with gzip' },
    429: { description: 'Too many spans in a minute; `Retry-After` says when to go on' },
  },
} as const;

const notKept = 'Log records are not kept. Let the instrumentation write what was said on spans.';

/** Content is kept only where its sender asks for it. */
const captureHeader = 'x-forgeyard-capture-content';

function bytesOf(body: unknown): Buffer {
  return Buffer.isBuffer(body) ? body : Buffer.alloc(0);
}

/** All is well without a problem. A problem of nothing that was rejected is a warning, which SDKs write into their own log. */
async function answerIn(encoding: Encoding, rejected: number, problem: string | null, counted = 'rejectedSpans'): Promise<Answer> {
  if (encoding === 'protobuf') {
    return { status: 200, body: await protobufAnswer(rejected, problem), headers: { 'content-type': protobufType } };
  }
  const partialSuccess = { [counted]: String(rejected), errorMessage: problem };
  return { status: 200, body: problem === null ? {} : { partialSuccess }, headers: { 'content-type': jsonType } };
}

function traces(limit: SpanLimit): RouteDraft {
  return customRoute({
    ...shared,
    path: '/otlp/v1/traces',
    operationId: 'otlpIngestTraces',
    summary: 'Take the traces of an agent that runs elsewhere (OTLP/HTTP)',
    respond: async (at, wire) => {
      const encoding = encodingOf(wire.header('content-type'));
      await limit.take(at.caller, 1);
      const { rejected, problem } = await limit.inTurn(async () => {
        const intake = await readTraces(bytesOf(wire.body), encoding, wire.header('content-encoding'));
        if (intake.accepted > 0) await limit.take(at.caller, intake.accepted);
        const keepsContent = wire.header(captureHeader) === 'true';
        const done = await ingestSpans(at, { resources: intake.resources, keepsContent });
        return { rejected: intake.rejected + done.rejected, problem: intake.problem ?? done.problem };
      });
      return answerIn(encoding, rejected, problem);
    },
  });
}

function dropped(kind: 'logs' | 'metrics'): RouteDraft {
  return customRoute({
    ...shared,
    path: `/otlp/v1/${kind}`,
    operationId: kind === 'logs' ? 'otlpIngestLogs' : 'otlpIngestMetrics',
    summary: `Take ${kind} and drop them, so that an exporter of everything has no errors (OTLP/HTTP)`,
    respond: (_at, wire) => {
      // Whoever asks for content and sends it as log records would look for it in vain.
      const isMissed = kind === 'logs' && wire.header(captureHeader) === 'true' && bytesOf(wire.body).length > 0;
      return answerIn(encodingOf(wire.header('content-type')), 0, isMissed ? notKept : null, 'rejectedLogRecords');
    },
  });
}

export function otlpRoutes(): readonly RouteDraft[] {
  const limit = new SpanLimit();
  return [traces(limit), dropped('logs'), dropped('metrics')];
}
