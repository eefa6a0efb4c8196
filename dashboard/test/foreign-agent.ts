import { randomUUID } from 'node:crypto';
import type { Stage } from './stage.ts';

/** An agent that runs elsewhere and speaks through the monitoring interface. */
export interface ForeignAgent {
  readonly session: string;
  say(content: string, more?: Readonly<Record<string, unknown>>): Promise<Answer>;
  /** What people wrote since it last looked. */
  pending(): Promise<readonly string[]>;
}

type Answer = Readonly<Record<string, unknown>>;

/** Makes an agent of this type with a session of its own; its first message begins it. */
export function foreignAgent({ origin, demoKey }: Stage, type = 'claude-code'): ForeignAgent {
  const session = randomUUID();
  const call = async (method: 'GET' | 'POST', path: string, body?: Answer): Promise<Answer> => {
    const headers = { authorization: `Bearer ${demoKey}`, 'content-type': 'application/json' };
    const response = await fetch(`${origin}${path}`, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
    const answer: Answer = await response.json();
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${JSON.stringify(answer)}`);
    return answer;
  };
  return {
    session,
    say: (content, more = {}) => call('POST', '/api/v1/messages/agent', { agent_instance_id: session, agent_type: type, content, ...more }),
    pending: async () => {
      const { messages } = await call('GET', `/api/v1/messages/pending?agent_instance_id=${session}`);
      return Array.isArray(messages) ? messages.map((message: { readonly content?: unknown }) => String(message.content)) : [];
    },
  };
}

/** Sends the spans of one trace as an OpenTelemetry exporter does; times in milliseconds from a minute ago. */
export async function sendTrace({ origin, demoKey }: Stage, service: string, spans: readonly SentSpan[]): Promise<void> {
  const beganMs = Date.now() - 60_000;
  const traceId = randomUUID().replaceAll('-', '');
  const nanos = (ms: number) => `${beganMs + ms}000000`;
  const drawn = spans.map(({ id, parent, name, from, to, error, attributes = {} }) => ({
    traceId,
    spanId: id.padStart(16, '0'),
    ...(parent === undefined ? {} : { parentSpanId: parent.padStart(16, '0') }),
    name,
    kind: 1,
    startTimeUnixNano: nanos(from),
    endTimeUnixNano: nanos(to),
    attributes: keyValues(attributes),
    status: error === undefined ? {} : { code: 2, message: error },
  }));
  const body = { resourceSpans: [{ resource: { attributes: keyValues({ 'service.name': service }) }, scopeSpans: [{ spans: drawn }] }] };
  const headers = { authorization: `Bearer ${demoKey}`, 'content-type': 'application/json' };
  const response = await fetch(`${origin}/otlp/v1/traces`, { method: 'POST', headers, body: JSON.stringify(body) });
  if (!response.ok) throw new Error(`The trace was answered ${response.status}: ${await response.text()}`);
}

interface SentSpan {
  /** Hexadecimal. */
  readonly id: string;
  readonly parent?: string;
  readonly name: string;
  readonly from: number;
  readonly to: number;
  readonly error?: string;
  readonly attributes?: Readonly<Record<string, string>>;
}

function keyValues(attributes: Readonly<Record<string, string>>): readonly object[] {
  return Object.entries(attributes).map(([key, value]) => ({ key, value: { stringValue: value } }));
}
