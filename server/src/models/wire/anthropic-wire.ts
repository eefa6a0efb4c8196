import type { Model, ProviderAccess } from '../../kernel/model.ts';
import { anthropicBody, toolJson } from './anthropic-request.ts';
import { createAnthropicReader } from './anthropic-reply.ts';
import { endpoint } from './endpoint.ts';
import { postEventStream } from './event-stream.ts';
import type { ProviderHttp } from './event-stream.ts';
import { callLeavingOut } from './leave-out.ts';
import { rememberedToolsBytes } from './tools-bytes.ts';

const API_VERSION = '2023-06-01';
/** Newer models refuse every temperature but their own. */
const DISPENSABLE = ['temperature'] as const;

const toolsBytes = rememberedToolsBytes(toolJson);

/** A model behind an Anthropic messages endpoint. */
export function createAnthropicModel(access: ProviderAccess, http: ProviderHttp): Model {
  const url = endpoint(access.baseUrl, '/messages', 'always');
  const { apiKey } = access;
  return {
    call: (request, sink) =>
      callLeavingOut(DISPENSABLE, async (leftOut) => {
        const reader = createAnthropicReader(sink, apiKey);
        const headers = {
          'x-api-key': apiKey,
          'anthropic-version': API_VERSION,
          'content-type': 'application/json',
          accept: 'text/event-stream',
          'idempotency-key': request.idempotencyKey,
          ...(request.traceParent === undefined ? {} : { traceparent: request.traceParent }),
        };
        const call = { url, headers, apiKey, signal: request.signal, body: anthropicBody(request, leftOut, toolsBytes) };
        return reader.reply(await postEventStream(http, call, reader.read), call.body.length);
      }),
  };
}
