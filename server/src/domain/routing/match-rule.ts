import type { Json, JsonObject } from '../../kernel/json.ts';
import type { RuleConditions } from '../projects/index.ts';

/** What conditions look at. */
export interface TaskTraits {
  readonly tags: readonly string[];
  /** 1 (critical) to 4 (low). */
  readonly priority: number;
  readonly type: string | null;
  readonly context: JsonObject;
}

/** Why a task does not meet the conditions, in a person's words; null when it does. */
export function mismatchOf(conditions: RuleConditions, task: TaskTraits): string | null {
  return (
    tagMismatch(conditions, task.tags) ??
    priorityMismatch(conditions.priority, task.priority) ??
    typeMismatch(conditions.type, task.type) ??
    contextMismatch(conditions.context, task.context)
  );
}

function tagMismatch({ tagsAny, tagsAll }: RuleConditions, tags: readonly string[]): string | null {
  const has = new Set(tags.map((tag) => tag.toLowerCase()));
  if (tagsAny !== undefined && !tagsAny.some((tag) => has.has(tag.toLowerCase()))) return `has none of the tags ${tagsAny.join(', ')}`;
  const missing = tagsAll?.filter((tag) => !has.has(tag.toLowerCase())) ?? [];
  return missing.length === 0 ? null : `lacks the tag ${missing.join(', ')}`;
}

function priorityMismatch(bounds: RuleConditions['priority'], priority: number): string | null {
  if (bounds === undefined) return null;
  const { eq, gte, lte } = bounds;
  if (eq !== undefined && priority !== eq) return `priority is ${priority}, not ${eq}`;
  if (gte !== undefined && priority < gte) return `priority ${priority} is below ${gte}`;
  return lte !== undefined && priority > lte ? `priority ${priority} is above ${lte}` : null;
}

function typeMismatch(wanted: string | undefined, type: string | null): string | null {
  if (wanted === undefined || type?.toLowerCase() === wanted.toLowerCase()) return null;
  return type === null ? `has no type, not ${wanted}` : `type is ${type}, not ${wanted}`;
}

function contextMismatch(wanted: JsonObject | undefined, context: JsonObject): string | null {
  for (const [name, value] of Object.entries(wanted ?? {})) {
    if (!Object.hasOwn(context, name)) return `context has no ${name}`;
    if (textOf(context[name] ?? null) !== textOf(value)) return `context ${name} is not ${textOf(value).slice(0, 100)}`;
  }
  return null;
}

/** The same text for equal values, in whatever order their members were written. */
function textOf(value: Json): string {
  return JSON.stringify(value, (_name, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).toSorted(([one], [other]) => (one < other ? -1 : 1)))
      : inner,
  );
}
