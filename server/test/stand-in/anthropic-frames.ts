import { isJsonObject } from '../../src/kernel/json.ts';
import { halves, outputTokens } from './frames.ts';
import type { Frames, ReplyMeta, WireFormat } from './frames.ts';
import type { Scene, SceneCall } from './scripts.ts';

const event = (type: string, data: string): string => `event: ${type}\ndata: {"type":"${type}"${data}}\n\n`;

const blockStart = (index: number, block: unknown): string =>
  event('content_block_start', `,"index":${index},"content_block":${JSON.stringify(block)}`);
const blockDelta = (index: number, delta: string): string => event('content_block_delta', `,"index":${index},"delta":${delta}`);
const blockStop = (index: number): string => event('content_block_stop', `,"index":${index}`);

const stopReason = (scene: Scene): string => (scene.calls.length > 0 ? 'tool_use' : 'end_turn');
const callId = (turn: number, index: number): string => `toolu_${turn}_${index}`;

function startFrame(meta: ReplyMeta): string {
  const message = {
    id: `msg_standin${meta.turn}`,
    type: 'message',
    role: 'assistant',
    model: meta.model,
    content: [],
    stop_reason: null,
    stop_sequence: null,
    usage: { input_tokens: meta.inputTokens, cache_creation_input_tokens: 0, cache_read_input_tokens: 0, output_tokens: 1 },
  };
  return event('message_start', `,"message":${JSON.stringify(message)}`) + event('ping', '');
}

function reasoningFrames(scene: Scene): string {
  if (scene.reasoning.length === 0) return '';
  const deltas = scene.reasoning.map((text) => blockDelta(0, `{"type":"thinking_delta","thinking":${JSON.stringify(text)}}`));
  const signature = blockDelta(0, '{"type":"signature_delta","signature":"c3RhbmQtaW4="}');
  return blockStart(0, { type: 'thinking', thinking: '', signature: '' }) + deltas.join('') + signature + blockStop(0);
}

function callFrames(call: SceneCall, index: number, id: string): string {
  const deltas = ['', ...halves(call.arguments)].map((text) =>
    blockDelta(index, `{"type":"input_json_delta","partial_json":${JSON.stringify(text)}}`),
  );
  return blockStart(index, { type: 'tool_use', id, name: call.name, input: {} }) + deltas.join('') + blockStop(index);
}

function frames(scene: Scene, meta: ReplyMeta): Frames {
  const textIndex = scene.reasoning.length > 0 ? 1 : 0;
  const hasText = scene.tokens.length > 0;
  const callIndex = textIndex + (hasText ? 1 : 0);
  const calls = scene.calls.map((call, at) => callFrames(call, callIndex + at, callId(meta.turn, at))).join('');
  const usage = `{"output_tokens":${outputTokens(scene)}}`;
  const end = event('message_delta', `,"delta":{"stop_reason":"${stopReason(scene)}","stop_sequence":null},"usage":${usage}`);
  return {
    head: startFrame(meta) + reasoningFrames(scene) + (hasText ? blockStart(textIndex, { type: 'text', text: '' }) : ''),
    tokens: scene.tokens.map((text) => blockDelta(textIndex, `{"type":"text_delta","text":${JSON.stringify(text)}}`)),
    tail: (hasText ? blockStop(textIndex) : '') + calls + end + event('message_stop', ''),
  };
}

function inputOf(text: string): unknown {
  try {
    const input: unknown = JSON.parse(text);
    return isJsonObject(input) ? input : {};
  } catch {
    return {};
  }
}

function whole(scene: Scene, meta: ReplyMeta): string {
  const thinking = scene.reasoning.length > 0 ? [{ type: 'thinking', thinking: scene.reasoning.join(''), signature: 'c3RhbmQtaW4=' }] : [];
  const text = scene.tokens.length > 0 ? [{ type: 'text', text: scene.tokens.join('') }] : [];
  const calls = scene.calls.map((call, at) => ({
    type: 'tool_use',
    id: callId(meta.turn, at),
    name: call.name,
    input: inputOf(call.arguments),
  }));
  return JSON.stringify({
    id: `msg_standin${meta.turn}`,
    type: 'message',
    role: 'assistant',
    model: meta.model,
    content: [...thinking, ...text, ...calls],
    stop_reason: stopReason(scene),
    stop_sequence: null,
    usage: { input_tokens: meta.inputTokens, output_tokens: outputTokens(scene) },
  });
}

const TYPE_BY_STATUS: Readonly<Record<number, string>> = {
  401: 'authentication_error',
  404: 'not_found_error',
  429: 'rate_limit_error',
  500: 'api_error',
  503: 'overloaded_error',
  529: 'overloaded_error',
};

const errorBody = (status: number, message: string): string =>
  JSON.stringify({ type: 'error', error: { type: TYPE_BY_STATUS[status] ?? 'invalid_request_error', message }, request_id: 'req_standin' });

/** `POST /v1/messages`. */
export const anthropicFormat: WireFormat = {
  frames,
  whole,
  failure: errorBody,
  failureFrame: (message) => `event: error\ndata: ${errorBody(529, message)}\n\n`,
};
