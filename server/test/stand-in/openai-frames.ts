import { halves, outputTokens } from './frames.ts';
import type { Frames, ReplyMeta, WireFormat } from './frames.ts';
import type { Scene } from './scripts.ts';

const CREATED = 1_767_225_600;

const frame = (data: unknown): string => `data: ${JSON.stringify(data)}\n\n`;

function chunkHead(meta: ReplyMeta): string {
  return `data: {"id":"chatcmpl-standin${meta.turn}","object":"chat.completion.chunk","created":${CREATED},"model":${JSON.stringify(meta.model)},"system_fingerprint":"fp_standin","choices":[`;
}

function deltaFrame(head: string, delta: string, finish: string | null): string {
  return `${head}{"index":0,"delta":${delta},"logprobs":null,"finish_reason":${JSON.stringify(finish)}}]}\n\n`;
}

function usageOf(scene: Scene, meta: ReplyMeta): Record<string, unknown> {
  const output = outputTokens(scene);
  return {
    prompt_tokens: meta.inputTokens,
    completion_tokens: output,
    total_tokens: meta.inputTokens + output,
    completion_tokens_details: { reasoning_tokens: scene.reasoning.length },
  };
}

/** Deltas of parallel calls are interleaved: all names first, then the argument halves in turn. */
function callDeltas(scene: Scene, turn: number): string[] {
  const opening = scene.calls.map(({ name }, index) => ({
    index,
    id: `call_${turn}_${index}`,
    type: 'function',
    function: { name, arguments: '' },
  }));
  const parts = [0, 1].flatMap((half) =>
    scene.calls.map((call, index) => ({ index, function: { arguments: halves(call.arguments)[half] ?? '' } })),
  );
  return [...opening, ...parts].map((call) => JSON.stringify({ tool_calls: [call] }));
}

const finishOf = (scene: Scene): string => (scene.calls.length > 0 ? 'tool_calls' : 'stop');

function frames(scene: Scene, meta: ReplyMeta): Frames {
  const head = chunkHead(meta);
  const reasoning = scene.reasoning.map((text) => deltaFrame(head, `{"reasoning_content":${JSON.stringify(text)}}`, null));
  const calls = callDeltas(scene, meta.turn).map((delta) => deltaFrame(head, delta, null));
  const usage = meta.includeUsage ? `${head}],"usage":${JSON.stringify(usageOf(scene, meta))}}\n\n` : '';
  return {
    head: deltaFrame(head, '{"role":"assistant","content":"","refusal":null}', null) + reasoning.join(''),
    tokens: scene.tokens.map((text) => deltaFrame(head, `{"content":${JSON.stringify(text)}}`, null)),
    tail: `${calls.join('')}${deltaFrame(head, '{}', finishOf(scene))}${usage}data: [DONE]\n\n`,
  };
}

function whole(scene: Scene, meta: ReplyMeta): string {
  const calls = scene.calls.map((call, index) => ({ id: `call_${meta.turn}_${index}`, type: 'function', function: call }));
  const message = {
    role: 'assistant',
    content: scene.tokens.length > 0 ? scene.tokens.join('') : null,
    refusal: null,
    ...(scene.reasoning.length > 0 ? { reasoning_content: scene.reasoning.join('') } : {}),
    ...(calls.length > 0 ? { tool_calls: calls } : {}),
  };
  return JSON.stringify({
    id: `chatcmpl-standin${meta.turn}`,
    object: 'chat.completion',
    created: CREATED,
    model: meta.model,
    choices: [{ index: 0, message, finish_reason: finishOf(scene), logprobs: null }],
    usage: usageOf(scene, meta),
  });
}

const TYPE_BY_STATUS: Readonly<Record<number, string>> = {
  401: 'invalid_request_error',
  429: 'rate_limit_error',
  500: 'server_error',
  503: 'overloaded_error',
  529: 'overloaded_error',
};
const CODE_BY_STATUS: Readonly<Record<number, string>> = { 401: 'invalid_api_key', 404: 'model_not_found', 429: 'rate_limit_exceeded' };

const errorBody = (status: number, message: string): Record<string, unknown> => ({
  error: { message, type: TYPE_BY_STATUS[status] ?? 'invalid_request_error', param: null, code: CODE_BY_STATUS[status] ?? null },
});

/** `POST /v1/chat/completions`. */
export const openaiFormat: WireFormat = {
  frames,
  whole,
  failure: (status, message) => JSON.stringify(errorBody(status, message)),
  failureFrame: (message) => frame(errorBody(503, message)),
};
