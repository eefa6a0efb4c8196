import { systemClock } from '../../src/kernel/clock.ts';
import { ModelError } from '../../src/kernel/model.ts';
import type { Model, ModelMessage, ModelReply, ModelRequest, ModelSink, ProviderAccess, ToolOffer } from '../../src/kernel/model.ts';
import { createOutbound } from '../../src/kernel/outbound.ts';
import { createAnthropicModel } from '../../src/models/wire/anthropic-wire.ts';
import { createOpenAiModel } from '../../src/models/wire/openai-wire.ts';
import { startStandIn } from './stand-in.ts';
import type { StandIn } from './stand-in.ts';

/** Shaped like real keys, so that redaction is tested on what it will meet. */
export const TEST_KEY = 'sk-test-9f8e7d6c5b4a39281706f5e4d3c2b1a0';

export const TEST_TOOLS: readonly ToolOffer[] = [
  {
    name: 'data-transform__csv_to_json',
    description: 'Turns CSV into rows.',
    inputSchema: { type: 'object', properties: { csv: { type: 'string' } }, required: ['csv'], additionalProperties: false },
  },
  {
    name: 'formula-engine__evaluate',
    description: 'Evaluates a formula.',
    inputSchema: { type: 'object', properties: { formula: { type: 'string' } }, required: ['formula'], additionalProperties: false },
  },
];

/** Collects what a model streams. */
export function collectingSink(): ModelSink & { readonly texts: string[]; readonly reasonings: string[] } {
  const texts: string[] = [];
  const reasonings: string[] = [];
  return { texts, reasonings, text: (delta) => void texts.push(delta), reasoning: (delta) => void reasonings.push(delta) };
}

export function requestFor(model: string, more: Partial<ModelRequest> = {}): ModelRequest {
  return {
    model,
    systemPrompt: 'Be brief.',
    messages: [{ role: 'user', text: 'Hello' }],
    tools: TEST_TOOLS,
    temperature: 0.7,
    maxTokens: 256,
    idempotencyKey: 'run_1:step#1',
    signal: new AbortController().signal,
    run: { input: 'Hello', data: null, playbook: null },
    ...more,
  };
}

export interface ModelWorld {
  readonly standIn: StandIn;
  model(access?: Partial<ProviderAccess>): Model;
  call(script: string, more?: Partial<ModelRequest>, sink?: ModelSink): Promise<ModelReply>;
  /** The error of a call that must fail. */
  failure(script: string, more?: Partial<ModelRequest>): Promise<ModelError>;
  /** Calls until the model stops asking for tools; every tool answers `toolText`. */
  loop(script: string, toolText: string): Promise<{ readonly replies: readonly ModelReply[]; readonly messages: readonly ModelMessage[] }>;
  close(): Promise<void>;
}

/** A stand-in and a model of one wire that may reach it over loopback. */
export async function modelWorld(provider: ProviderAccess['provider'], idleTimeoutMs = 5000): Promise<ModelWorld> {
  const standIn = await startStandIn();
  const outbound = createOutbound({ allowPrivateHosts: ['127.0.0.1'] });
  const http = { outbound, idleTimeoutMs, clock: systemClock };
  const prefix = provider === 'openai' ? 'gpt-standin-' : 'claude-standin-';

  function model(access: Partial<ProviderAccess> = {}): Model {
    const full = { provider, baseUrl: `${standIn.url}/v1`, apiKey: TEST_KEY, ...access };
    return provider === 'openai' ? createOpenAiModel(full, http) : createAnthropicModel(full, http);
  }
  const shared = model();
  const call: ModelWorld['call'] = (script, more = {}, sink = collectingSink()) => shared.call(requestFor(prefix + script, more), sink);

  return {
    standIn,
    model,
    call,
    async failure(script, more) {
      try {
        await call(script, more);
      } catch (error) {
        if (error instanceof ModelError) return error;
        throw error;
      }
      throw new Error(`${script} did not fail`);
    },
    async loop(script, toolText) {
      const messages: ModelMessage[] = [{ role: 'user', text: 'Hello' }];
      const replies: ModelReply[] = [];
      for (let turn = 0; turn < 10; turn += 1) {
        const reply = await call(script, { messages: [...messages] });
        replies.push(reply);
        messages.push({ role: 'assistant', text: reply.text, toolCalls: reply.toolCalls });
        if (reply.toolCalls.length === 0) break;
        for (const { id, name } of reply.toolCalls) messages.push({ role: 'tool', callId: id, name, text: toolText, isError: false });
      }
      return { replies, messages };
    },
    async close() {
      await outbound.close();
      await standIn.close();
    },
  };
}
