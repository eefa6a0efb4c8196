import { describe, expect, test } from 'vitest';
import { resolveInThread } from '../../test/stand-in/jsonata-resolve.ts';
import { collectingSink, requestFor } from '../../test/stand-in/model-world.ts';
import type { Json, JsonObject } from '../kernel/json.ts';
import type { ModelMessage, ModelReply } from '../kernel/model.ts';
import { createPlaybookModel, validatePlaybook } from './playbook.ts';

const CSV = 'name,amount\nAda,3\nLin,4\n';
const model = createPlaybookModel(resolveInThread);

const STEPS: Json = [
  { tool: 'data-transform', action: 'csv_to_json', input: { csv: { $jsonata: 'data.csv' } }, as: 'rows' },
  { tool: 'formula-engine', action: 'evaluate', input: { formula: { $jsonata: '"SUM(" & $join(outputs.rows.data.amount, ",") & ")"' } } },
];

async function played(
  playbook: Json,
  outputs: readonly { readonly text: string; readonly isError?: boolean }[],
  more: { input?: string } = {},
): Promise<ModelReply & { deltas: string[] }> {
  const messages: ModelMessage[] = [
    { role: 'user', text: 'Before' },
    { role: 'assistant', text: '', toolCalls: [{ id: 'pb_1', name: 'old__tool', arguments: {} }] },
    { role: 'tool', callId: 'pb_1', name: 'old__tool', text: '"old"', isError: true },
    { role: 'user', text: 'Now' },
  ];
  outputs.forEach(({ text, isError = false }, at) => {
    messages.push({ role: 'assistant', text: '', toolCalls: [{ id: `pb_${at + 1}`, name: 'x__y', arguments: {} }] });
    messages.push({ role: 'tool', callId: `pb_${at + 1}`, name: 'x__y', text, isError });
  });
  const sink = collectingSink();
  const run = { input: more.input ?? 'Now', data: { csv: CSV }, playbook };
  const reply = await model.call(requestFor('playbook', { messages, run }), sink);
  return { ...reply, deltas: sink.texts };
}

const ROWS = { text: '{"data":[{"amount":"3"},{"amount":"4"}]}' };

describe('playbook', () => {
  test('walks its steps with literals and expressions, then gives the last output', async () => {
    const first = await played(STEPS, []);
    expect(first).toMatchObject({ finish: 'tool_calls', text: '', deltas: [], usage: { inputTokens: 0, outputTokens: 0 } });
    expect(first.toolCalls).toEqual([{ id: 'pb_1', name: 'data-transform__csv_to_json', arguments: { csv: CSV } }]);
    const second = await played(STEPS, [ROWS]);
    expect(second.toolCalls).toEqual([{ id: 'pb_2', name: 'formula-engine__evaluate', arguments: { formula: 'SUM(3,4)' } }]);
    const last = await played(STEPS, [ROWS, { text: '{"value":7}' }]);
    expect(last).toMatchObject({ finish: 'stop', result: { value: 7 }, text: '{"value":7}', deltas: ['{"value":7}'], toolCalls: [] });
  });

  test('ends with its output: a template over all outputs, in either form', async () => {
    const output = { total: { $jsonata: 'steps[1].value' }, asked: { $jsonata: 'input' }, unit: 'apples' };
    for (const playbook of [[...(STEPS as readonly Json[]), { output }], { steps: STEPS, output }]) {
      const reply = await played(playbook, [ROWS, { text: '{"value":7}' }], { input: 'How many?' });
      expect(reply.result).toEqual({ total: 7, asked: 'How many?', unit: 'apples' });
    }
  });

  test('a string result is the text as it is', async () => {
    const reply = await played([{ output: { $jsonata: '"Hello " & input' } }], [], { input: 'Ada' });
    expect(reply).toMatchObject({ result: 'Hello Ada', text: 'Hello Ada', deltas: ['Hello Ada'] });
  });

  test('stops at a failed step with the tool and its message', async () => {
    const failing = played(STEPS, [{ text: 'CSV has no header', isError: true }]);
    await expect(failing).rejects.toMatchObject({ errorClass: 'step_failed', message: "Tool 'data-transform' failed: CSV has no header" });
  });

  test('says which expression could not be worked out', async () => {
    const broken = (expression: string): Promise<unknown> =>
      played([{ tool: 'a', action: 'b', input: { x: { $jsonata: expression } } }], []);
    await expect(broken('$sum(')).rejects.toMatchObject({ errorClass: 'step_failed', message: expect.stringContaining('step 1 (a)') });
    await expect(broken('$error("boom")')).rejects.toMatchObject({ errorClass: 'step_failed' });
    const notObject = played([{ tool: 'a', action: 'b', input: { $jsonata: '1 + 1' } }], []);
    await expect(notObject).rejects.toMatchObject({ errorClass: 'step_failed', message: expect.stringContaining('must be an object') });
  });

  test('an unusable playbook is a bad request that names the place', async () => {
    await expect(played(null, [])).rejects.toMatchObject({ errorClass: 'bad_request' });
    await expect(played([{ tool: 'a' }], [])).rejects.toMatchObject({
      errorClass: 'bad_request',
      message: expect.stringContaining('/0/action'),
    });
  });

  test('an abort rejects with its reason', async () => {
    const reason = new Error('stop');
    const request = requestFor('playbook', { signal: AbortSignal.abort(reason) });
    await expect(model.call(request, collectingSink())).rejects.toBe(reason);
  });
});

describe('validatePlaybook', () => {
  const step = (more: JsonObject): Json => [{ tool: 'a', action: 'b', input: {}, ...more }];
  const deep = (levels: number): Json => (levels === 0 ? 1 : [deep(levels - 1)]);

  test.each<[string, Json, string[]]>([
    ['a list of steps', STEPS, []],
    ['an output alone', [{ output: null }], []],
    ['steps and output', { steps: STEPS, output: 1 }, []],
    ['nothing', [], ['']],
    ['a text', 'x', ['']],
    ['an unknown member', { steps: [], outputs: 1 }, ['/outputs']],
    ['steps that are no list', { steps: {} }, ['/steps']],
    ['a step that is no object', [1], ['/0']],
    ['an output that is not last', [{ output: 1 }, { tool: 'a', action: 'b' }], ['/0/tool', '/0/action', '/0/output']],
    ['names that are none', step({ tool: 'a b', action: 7 }), ['/0/tool', '/0/action']],
    ['an unknown step member', step({ inputs: {} }), ['/0/inputs']],
    ['an input that is no object', step({ input: [1] }), ['/0/input']],
    ['an expression with company', step({ input: { x: { $jsonata: '1', y: 2 } } }), ['/0/input/x']],
    ['an expression that is no text', step({ input: { 'a/b': [{ $jsonata: 1 }] } }), ['/0/input/a~1b/0/$jsonata']],
    ['a name used twice', [...(step({ as: 'x' }) as Json[]), ...(step({ as: 'x' }) as Json[])], ['/1/as']],
    ['too many steps', Array<Json>(101).fill({ tool: 'a', action: 'b' }), ['']],
    ['a bad output expression', { steps: step({}), output: { $jsonata: '' } }, ['/output/$jsonata']],
    ['too deep a template', [{ output: deep(30) }], [`/0/output${'/0'.repeat(21)}`]],
  ])('%s', (_title, playbook, pointers) => {
    expect(validatePlaybook(playbook).map(({ pointer }) => pointer)).toEqual(pointers);
  });
});
