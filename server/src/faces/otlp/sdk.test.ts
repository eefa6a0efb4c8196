import { context, SpanStatusCode, trace } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sessionOf, spansOf } from '../../../test/otlp.ts';
import { enginesOf, world } from '../../../test/world.ts';
import type { World } from '../../../test/world.ts';

describe.each(enginesOf(import.meta.url))('the OpenTelemetry SDK for JavaScript, on %s', (engine) => {
  let w: World;
  beforeAll(async () => {
    w = await world(engine);
  });
  afterAll(() => w.close());

  it.each(['none', 'gzip'])('exports a tree of GenAI spans, compressed with %s, and all of it is read back', async (compression) => {
    const exporter = new OTLPTraceExporter({
      url: `${w.url}/otlp/v1/traces`,
      headers: { authorization: `Bearer ${w.key}` },
      compression: compression as never,
    });
    const provider = new TracerProvider({ spanProcessors: [new BatchSpanProcessor({ exporter })] });
    const tracer = provider.getTracer('agent');
    const name = `sdk-${compression}`;
    const root = tracer.startSpan('invoke_agent', { attributes: { 'gen_ai.operation.name': 'invoke_agent', 'gen_ai.agent.name': name } });
    const inside = trace.setSpan(context.active(), root);
    const model = tracer.startSpan('chat old', { attributes: { 'gen_ai.system': 'openai', 'gen_ai.request.model': 'old' } }, inside);
    model.setAttributes({
      'gen_ai.usage.prompt_tokens': 7,
      'gen_ai.usage.completion_tokens': 3,
      list: ['a', 'b'],
      ratio: 0.5,
      'gen_ai.prompt': 'hidden',
    });
    model.end();
    const tool = tracer.startSpan('search', { attributes: { 'openinference.span.kind': 'TOOL', 'tool.name': 'search' } }, inside);
    tool.recordException(new Error('not found'));
    tool.setStatus({ code: SpanStatusCode.ERROR, message: 'not found' });
    tool.end();
    root.end();
    await provider.forceFlush();
    await provider.shutdown();
    const session = await sessionOf(w, name);
    expect(session).toMatchObject({ name: 'invoke_agent', status: 'COMPLETED', tokens: { input: 7, output: 3 } });
    const spans = await spansOf(w, session.id);
    const byName = new Map(spans.map((span) => [span.name, span]));
    const { traceId, spanId } = root.spanContext();
    expect(byName.get('invoke_agent')).toMatchObject({ id: spanId, trace_id: traceId, kind: 'agent', parent_id: null, status: 'unset' });
    expect(byName.get('chat old')).toMatchObject({ kind: 'model', model: 'old', parent_id: spanId, input_tokens: 7, output_tokens: 3 });
    expect(byName.get('chat old').attributes).toEqual({
      'gen_ai.system': 'openai',
      'gen_ai.request.model': 'old',
      'gen_ai.usage.prompt_tokens': 7,
      'gen_ai.usage.completion_tokens': 3,
      list: ['a', 'b'],
      ratio: 0.5,
    });
    expect(byName.get('search')).toMatchObject({ kind: 'tool', tool: 'search', status: 'error', status_message: 'not found' });
    expect(byName.get('search').events[0]).toMatchObject({ name: 'exception', attributes: { 'exception.message': 'not found' } });
  });
});
