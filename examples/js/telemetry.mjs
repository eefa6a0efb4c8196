// Sends the trace of a piece of work with the OpenTelemetry SDK. Where to, and as whom, is said by OTEL_EXPORTER_OTLP_* variables, as in
// examples/telemetry/otel.env; agents that are instrumented already need nothing but these.
import { context, trace } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';

const provider = new TracerProvider({ spanProcessors: [new BatchSpanProcessor({ exporter: new OTLPTraceExporter() })] });
const tracer = provider.getTracer('example');

const root = tracer.startSpan('invoke_agent', {
  attributes: { 'gen_ai.operation.name': 'invoke_agent', 'gen_ai.agent.name': process.env.OTEL_SERVICE_NAME ?? 'example-agent' },
});
const inside = trace.setSpan(context.active(), root);
const call = tracer.startSpan(
  'chat small-model',
  { attributes: { 'gen_ai.operation.name': 'chat', 'gen_ai.request.model': 'small-model' } },
  inside,
);
call.setAttributes({ 'gen_ai.usage.input_tokens': 812, 'gen_ai.usage.output_tokens': 64 });
call.end();
root.end();

await provider.shutdown();
console.log(`sent trace ${root.spanContext().traceId}`);
