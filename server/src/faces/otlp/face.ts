import { statusOfKind } from '../kit/index.ts';
import type { FaceDraft, RefusalAnswer } from '../kit/index.ts';
import { encodingOf, jsonType, protobufType } from './body.ts';
import { codeOfKind, internal, protobufStatus } from './status.ts';

/** Source: OpenTelemetry protocol, "Failures": a `google.rpc.Status` in the encoding of the request. */
function answer(status: number, code: number, message: string, contentType: string | undefined): RefusalAnswer {
  return encodingOf(contentType) === 'protobuf'
    ? { status, contentType: protobufType, body: protobufStatus(code, message) }
    : { status, contentType: jsonType, body: { code, message } };
}

/** Takes OpenTelemetry's protocol over HTTP. */
export function otlpFace(routes: FaceDraft['routes']): FaceDraft {
  return {
    name: 'otlp',
    prefixes: ['/otlp/'],
    routes,
    refuse: ({ kind, reason, message }, _requestId, contentType) =>
      answer(
        statusOfKind[kind],
        codeOfKind[kind],
        reason === 'body.media_type' ? `Send the body as ${jsonType} or ${protobufType}.` : message,
        contentType,
      ),
    fault: (_requestId, contentType) => answer(500, internal, 'The server failed to answer.', contentType),
  };
}
