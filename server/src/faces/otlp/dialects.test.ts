import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dialects } from '../../../test/fixtures/otlp-dialects.ts';
import { sessionOf, spanJson, spansOf, tagged } from '../../../test/otlp.ts';
import { enginesOf, world } from '../../../test/world.ts';
import type { Reply, World } from '../../../test/world.ts';

const keepContent = { 'x-forgeyard-capture-content': 'true' };
const inputs = ['gen_ai.input.messages', 'gen_ai.tool.call.arguments', 'input.value'];
const outputs = ['gen_ai.output.messages', 'gen_ai.tool.call.result', 'output.value'];
const found = (attributes: Record<string, unknown>, names: readonly string[]): unknown =>
  names.flatMap((name) => (name in attributes ? [attributes[name]] : []))[0];

describe.each(enginesOf(import.meta.url))('the names that instrumentations use, on %s', (engine) => {
  let w: World;
  beforeAll(async () => {
    w = await world(engine);
  });
  afterAll(() => w.close());

  const send = (resource: Readonly<Record<string, string>>, spans: readonly object[], headers = {}): Promise<Reply> =>
    w.call(
      'POST',
      '/otlp/v1/traces',
      { resourceSpans: [{ resource: { attributes: tagged(resource) }, scopeSpans: [{ spans }] }] },
      headers,
    );

  it.each(Object.entries(dialects))('%s: agent, session, kinds, models, tools, tokens, and what was said', async (_, dialect) => {
    const trace = Object.values(dialects).indexOf(dialect) + 100;
    const spans = dialect.spans.map(({ id, parent, name, attributes }) => spanJson({ trace, id, parent, name, attributes }));
    expect((await send(dialect.resource, spans, keepContent)).text).toBe('{}');
    const session = await sessionOf(w, dialect.agent);
    expect([session.name, session.tokens]).toEqual([dialect.title, dialect.tokens]);
    const kept = new Map((await spansOf(w, session.id)).map((span) => [span.name, span]));
    for (const { name, is, said } of dialect.spans) {
      const span = kept.get(name);
      expect([name, span.kind, span.model, span.tool, span.input_tokens, span.output_tokens]).toEqual([name, ...is]);
      expect([name, found(span.attributes, inputs), found(span.attributes, outputs)]).toEqual([name, said?.input, said?.output]);
    }
    expect(JSON.stringify([...kept.values()])).not.toContain('never-kept');

    // A second trace with the root's attributes alone is part of the same conversation; without content nothing that was said is kept.
    const [root] = dialect.spans;
    expect(
      (await send(dialect.resource, [spanJson({ trace: trace + 1_000, id: 9, name: 'next', attributes: root?.attributes ?? {} })])).text,
    ).toBe('{}');
    expect((await sessionOf(w, dialect.agent)).spans_count).toBe(dialect.spans.length + 1);
    const next = (await spansOf(w, session.id)).find((span) => span.name === 'next');
    expect([found(next.attributes, inputs), found(next.attributes, outputs)]).toEqual([undefined, undefined]);
  });

  it('200: words that every object has are no kinds, and odd counts, lists and depths do no harm', async () => {
    const odd = [
      { 'gen_ai.operation.name': 'constructor', 'openinference.span.kind': '__proto__', 'ai.operationId': 'toString' },
      { 'gen_ai.usage.input_tokens': -5, 'llm.model_name': 'm', 'langfuse.observation.usage_details': '{"input":' },
      { 'mlflow.chat.tokenUsage': '{"input_tokens":"many","output_tokens":1e300}', 'mlflow.spanType': '"CHAT_MODEL"' },
      { 'llm.input_messages.__proto__.message.role': 'user', 'llm.input_messages.0.__proto__.polluted': 'yes' },
      { 'llm.input_messages.0': 'flat', 'llm.input_messages.0.message.role': 'deep', 'llm.input_messages.999999.message.role': 'far' },
      { [`llm.input_messages.0${'.a'.repeat(500)}`]: 'x', 'input.value': '' },
    ];
    const spans = odd.map((attributes, index) => spanJson({ trace: 50, id: index + 1, parent: index, name: `odd ${index}`, attributes }));
    expect((await send({ 'service.name': 'odd' }, spans, keepContent)).text).toBe('{}');
    const session = await sessionOf(w, 'odd');
    expect(session.tokens).toEqual({ input: 0, output: 0 });
    expect((await spansOf(w, session.id)).map((span) => span.kind)).toEqual(['other', 'model', 'model', 'other', 'other', 'other']);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});
