import type { Model, ProviderAccess } from '../../kernel/model.ts';
import { endpoint } from './endpoint.ts';
import { postEventStream } from './event-stream.ts';
import type { ProviderHttp } from './event-stream.ts';
import { openaiBody, toolJson } from './openai-request.ts';
import { createOpenAiReader } from './openai-reply.ts';
import { callLeavingOut } from './leave-out.ts';
import { rememberedToolsBytes } from './tools-bytes.ts';

/** Request members that some compatible servers or newer models refuse; leaving one out loses little. */
const DISPENSABLE = ['temperature', 'max_tokens', 'stream_options'] as const;

const toolsBytes = rememberedToolsBytes(toolJson);

/** A model behind an OpenAI-compatible chat-completions endpoint. */
export function createOpenAiModel(access: ProviderAccess, http: ProviderHttp): Model {
  const url = endpoint(access.baseUrl, '/chat/completions', 'when_bare');
  const { apiKey } = access;
  return {
    call: (request, sink) =>
      callLeavingOut(DISPENSABLE, async (leftOut) => {
        const reader = createOpenAiReader(sink, apiKey);
        const headers = {
          authorization: `Bearer ${apiKey}`,
          'content-type': 'application/json',
          accept: 'text/event-stream',
          'idempotency-key': request.idempotencyKey,
          ...(request.traceParent === undefined ? {} : { traceparent: request.traceParent }),
        };
        const call = { url, headers, apiKey, signal: request.signal, body: openaiBody(request, leftOut, toolsBytes) };
        return reader.reply(await postEventStream(http, call, reader.read), call.body.length);
      }),
  };
}
