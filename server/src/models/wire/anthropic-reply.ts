import { isJsonObject } from '../../kernel/json.ts';
import type { Json, JsonObject } from '../../kernel/json.ts';
import { ModelError } from '../../kernel/model.ts';
import type { ModelReply, ModelSink } from '../../kernel/model.ts';
import { createCallAssembly } from './call-assembly.ts';
import { parseFrame } from './frame.ts';
import type { ReplyReader } from './openai-reply.ts';
import { frameError } from './provider-error.ts';
import { createRepeatedDelta } from './repeated-delta.ts';

const FINISH_BY_REASON: Readonly<Record<string, ModelReply['finish']>> = {
  end_turn: 'stop',
  stop_sequence: 'stop',
  pause_turn: 'stop',
  tool_use: 'tool_calls',
  max_tokens: 'length',
  model_context_window_exceeded: 'length',
  refusal: 'content_filter',
};

const count = (value: Json | undefined): number => (typeof value === 'number' && value >= 0 ? Math.floor(value) : 0);

/** Tokens read, with those written to and read from the provider's prompt cache. */
function inputTokens(usage: JsonObject): number {
  return count(usage['input_tokens']) + count(usage['cache_creation_input_tokens']) + count(usage['cache_read_input_tokens']);
}

/** Reads the events of one streamed message. Source: Anthropic API reference, "Streaming Messages". */
export function createAnthropicReader(sink: ModelSink, apiKey: string): ReplyReader {
  let answer = '';
  let reasoning = '';
  let input = 0;
  let output = 0;
  let finish: string | null = null;
  const calls = createCallAssembly();
  const repeated = createRepeatedDelta('text');

  function say(words: string): void {
    answer += words;
    sink.text(words);
  }

  function readUsage(usage: Json | undefined): void {
    if (!isJsonObject(usage)) return;
    input = Math.max(input, inputTokens(usage));
    output = Math.max(output, count(usage['output_tokens']));
  }

  function readDelta(index: number, delta: JsonObject): void {
    if (delta['type'] === 'text_delta' && typeof delta['text'] === 'string' && delta['text'] !== '') {
      say(delta['text']);
    } else if (delta['type'] === 'thinking_delta' && typeof delta['thinking'] === 'string' && delta['thinking'] !== '') {
      reasoning += delta['thinking'];
      sink.reasoning(delta['thinking']);
    } else if (delta['type'] === 'input_json_delta' && typeof delta['partial_json'] === 'string') {
      calls.add(index, { text: delta['partial_json'] });
    }
  }

  function readBlock(index: number, block: JsonObject): void {
    if (block['type'] === 'tool_use') calls.add(index, { id: String(block['id'] ?? ''), name: String(block['name'] ?? '') });
    if (block['type'] === 'text') readDelta(index, { type: 'text_delta', text: block['text'] ?? '' });
  }

  return {
    read(data) {
      const again = repeated.textOf(data);
      if (again !== null) {
        say(again);
        return false;
      }
      const frame = parseFrame(data);
      const delta = frame['delta'];
      switch (frame['type']) {
        case 'content_block_delta':
          if (!isJsonObject(delta)) return false;
          readDelta(count(frame['index']), delta);
          if (delta['type'] === 'text_delta' && typeof delta['text'] === 'string') repeated.learn(data, delta['text']);
          return false;
        case 'content_block_start':
          if (isJsonObject(frame['content_block'])) readBlock(count(frame['index']), frame['content_block']);
          return false;
        case 'message_start':
          if (isJsonObject(frame['message'])) readUsage(frame['message']['usage']);
          return false;
        case 'message_delta':
          if (isJsonObject(delta) && typeof delta['stop_reason'] === 'string') finish = delta['stop_reason'];
          readUsage(frame['usage']);
          return false;
        case 'error':
          throw frameError(frame['error'], apiKey);
        default:
          return frame['type'] === 'message_stop';
      }
    },
    reply(isEnded) {
      if (!isEnded && finish === null) throw new ModelError('unavailable', 'The model provider ended its answer too early');
      const named = FINISH_BY_REASON[finish ?? 'end_turn'] ?? 'stop';
      return {
        text: answer,
        reasoning,
        toolCalls: calls.finish(),
        usage: { inputTokens: input, outputTokens: output },
        finish: named === 'stop' && calls.count > 0 ? 'tool_calls' : named,
      };
    },
  };
}
