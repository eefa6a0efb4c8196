import { createHash } from 'node:crypto';
import type { JsonObject } from '../../kernel/json.ts';
import { names } from './dialects.ts';
import { cleanText } from './span-meaning.ts';
import { textOf } from './span.ts';
import type { SentResource, SentSpan } from './span.ts';

/** The spans of one trace that one program sent together, and whose they say they are. */
export interface SentTrace {
  readonly traceId: string;
  /** What the agent calls itself. */
  readonly agentName: string;
  /** An existing session that the spans ask to belong to. */
  readonly sessionId: string | null;
  /** What the spans of one conversation have in common; null when they do not say. */
  readonly conversation: string | null;
  /** Each span once, as it was sent last. */
  readonly spans: readonly SentSpan[];
}

/** Names that libraries give to programs without one begin so. Source: OpenTelemetry, resource `service.name`. */
const nameless = 'unknown_service';
const fallbackName = 'telemetry';
const nameMax = 100;

const keyMax = 500;

/** Puts spans together by trace and agent, in an order that is the same for every request. */
export function tracesOf(resources: readonly SentResource[]): readonly SentTrace[] {
  const traces = resources.flatMap(({ attributes, spans }) =>
    [...Map.groupBy(spans, (span) => span.traceId)].map(([traceId, own]) => ({
      traceId,
      agentName: agentNameOf(attributes, own),
      attributes,
      own,
    })),
  );
  const merged = [...Map.groupBy(traces, ({ agentName, traceId }) => `${agentName}\n${traceId}`).values()].map((parts): SentTrace => {
    const spans = lastOfEach(parts.flatMap((part) => part.own));
    const all = [...spans.map((span) => span.attributes), ...parts.map((part) => part.attributes)];
    return {
      traceId: parts[0]?.traceId ?? '',
      agentName: parts[0]?.agentName ?? fallbackName,
      sessionId: firstText(all, ['forgeyard.session.id']),
      conversation: firstText(all, names.conversation),
      spans,
    };
  });
  return merged.sort((left, right) => (left.agentName < right.agentName ? -1 : left.agentName > right.agentName ? 1 : 0));
}

/** A span that came twice counts as it was sent last, unless it had ended before. */
export function lastOfEach(spans: readonly SentSpan[]): SentSpan[] {
  const byId = new Map<string, SentSpan>();
  for (const span of spans) {
    const id = span.traceId + span.spanId;
    const known = byId.get(id);
    if (known === undefined || (span.endedUs ?? 0) >= (known.endedUs ?? 0)) byId.set(id, span);
  }
  return [...byId.values()];
}

function agentNameOf(resource: JsonObject, spans: readonly SentSpan[]): string {
  const service = textOf(resource, ['service.name']);
  const named = service === null || service.startsWith(nameless) ? null : service;
  const own = rootsFirst(spans);
  const name = textOf(resource, names.agent) ?? named ?? firstText(own, names.agent) ?? textOf(resource, names.project);
  const clean = cleanText(name ?? firstText(own, names.program) ?? fallbackName, nameMax)
    .replaceAll(/\p{Cc}+/gu, ' ')
    .trim();
  return clean === '' ? fallbackName : clean;
}

function rootsFirst(spans: readonly SentSpan[]): readonly JsonObject[] {
  return [...spans].sort((left, right) => Number(left.parentId !== null) - Number(right.parentId !== null)).map((span) => span.attributes);
}

/** The best of the names that any of them has. */
function firstText(all: readonly JsonObject[], wanted: readonly string[]): string | null {
  for (const name of wanted) {
    for (const attributes of all) {
      const text = textOf(attributes, [name]);
      if (text !== null) return text.slice(0, keyMax);
    }
  }
  return null;
}

/** The session that an agent's spans of one conversation belong to: a UUID version 8 that is the same wherever it is made. Source: RFC 9562, section 5.8. */
export function sessionIdFor(orgId: string, agentId: string, key: string): string {
  const hash = createHash('sha256').update(`${orgId}\n${agentId}\n${key}`).digest();
  hash.writeUInt8((hash.readUInt8(6) & 0x0f) | 0x80, 6);
  hash.writeUInt8((hash.readUInt8(8) & 0x3f) | 0x80, 8);
  return hash.toString('hex', 0, 16).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
