import { isJsonObject } from '../../kernel/json.ts';
import type { Json, JsonObject } from '../../kernel/json.ts';
import { ModelError } from '../../kernel/model.ts';
import type { ModelReply, ModelSink, TokenUsage } from '../../kernel/model.ts';
import { createCallAssembly } from './call-assembly.ts';
import { parseFrame } from './frame.ts';
import { frameError } from './provider-error.ts';
import { createRepeatedDelta } from './repeated-delta.ts';

const FINISH_BY_REASON: Readonly<Record<string, ModelReply['finish']>> = {
  stop: 'stop',
  tool_calls: 'tool_calls',
  function_call: 'tool_calls',
  length: 'length',
  content_filter: 'content_filter',
};

const text = (value: Json | undefined): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);
const count = (value: Json | undefined): number => (typeof value === 'number' && value >= 0 ? Math.floor(value) : 0);

/** A budget must not be blind to servers that report no usage: about four characters a token. */
const estimated = (chars: number): number => Math.ceil(chars / 4);

/** Reads the chunks of one streamed chat completion. */
export interface ReplyReader {
  /** @returns true at the end of the reply. @throws ModelError */
  read(data: string): boolean;
  /**
   * @param isEnded whether the stream said that it was complete.
   * @param requestChars length of the request, from which tokens are estimated when the provider reports none.
   * @throws ModelError when the stream was cut.
   */
  reply(isEnded: boolean, requestChars: number): ModelReply;
}

/** Source: OpenAI API reference, "Streaming", and what compatible servers add (`reasoning_content`, `reasoning`, missing indexes). */
export function createOpenAiReader(sink: ModelSink, apiKey: string): ReplyReader {
  let answer = '';
  let reasoning = '';
  let usage: TokenUsage | null = null;
  let finish: string | null = null;
  const calls = createCallAssembly();
  const repeated = createRepeatedDelta('content');

  function say(words: string): void {
    answer += words;
    sink.text(words);
  }

  function readCalls(list: Json | undefined): void {
    if (!Array.isArray(list)) return;
    list.forEach((item: Json, at: number) => {
      if (!isJsonObject(item)) return;
      const called: JsonObject = isJsonObject(item['function']) ? item['function'] : {};
      const [id, name, part] = [text(item['id']), text(called['name']), text(called['arguments'])];
      calls.add(typeof item['index'] === 'number' ? item['index'] : at, {
        ...(id === undefined ? {} : { id }),
        ...(name === undefined ? {} : { name }),
        ...(part === undefined ? {} : { text: part }),
      });
    });
  }

  /** @returns the text the delta carried. */
  function readDelta(delta: JsonObject): string | undefined {
    const words = text(delta['content']) ?? text(delta['refusal']);
    if (words !== undefined) {
      say(words);
      return words;
    }
    const thought = text(delta['reasoning_content']) ?? text(delta['reasoning']);
    if (thought !== undefined) {
      reasoning += thought;
      sink.reasoning(thought);
    }
    return undefined;
  }

  function readChoice(choice: JsonObject): string | undefined {
    const { delta, finish_reason: reason } = choice;
    finish = text(reason) ?? finish;
    if (!isJsonObject(delta)) return undefined;
    const words = readDelta(delta);
    if (delta['tool_calls'] === undefined || delta['tool_calls'] === null) return text(reason) === undefined ? words : undefined;
    readCalls(delta['tool_calls']);
    return undefined;
  }

  return {
    read(data) {
      const again = repeated.textOf(data);
      if (again !== null) {
        say(again);
        return false;
      }
      if (data === '[DONE]') return true;
      const frame = parseFrame(data);
      const choices = frame['choices'];
      const choice: Json | undefined = Array.isArray(choices) ? choices[0] : undefined;
      const words = isJsonObject(choice) ? readChoice(choice) : undefined;
      if (isJsonObject(frame['usage'])) {
        usage = { inputTokens: count(frame['usage']['prompt_tokens']), outputTokens: count(frame['usage']['completion_tokens']) };
      }
      if (frame['error'] !== undefined && frame['error'] !== null) throw frameError(frame['error'], apiKey);
      if (words !== undefined && !isJsonObject(frame['usage'])) repeated.learn(data, words);
      return false;
    },
    reply(isEnded, requestChars) {
      if (!isEnded && finish === null) throw new ModelError('unavailable', 'The model provider ended its answer too early');
      const named = FINISH_BY_REASON[finish ?? 'stop'] ?? 'stop';
      return {
        text: answer,
        reasoning,
        toolCalls: calls.finish(),
        usage: usage ?? { inputTokens: estimated(requestChars), outputTokens: estimated(answer.length + reasoning.length) },
        finish: named === 'stop' && calls.count > 0 ? 'tool_calls' : named,
      };
    },
  };
}
