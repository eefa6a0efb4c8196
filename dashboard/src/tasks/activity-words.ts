import type { Activity, JsonObject } from '@forgeyard/sdk';

type Say = (data: JsonObject) => string;

const words: ReadonlyMap<string, Say> = new Map<string, Say>([
  ['task.created', () => 'made the task'],
  ['task.assigned', (data) => `gave it to ${text(inner(data, 'agent'), 'name') ?? 'somebody'}`],
  ['task.claimed', () => 'took it'],
  ['task.updated', (data) => `changed ${listOf(data['changes']) ?? 'it'}`],
  ['task.status_changed', (data) => `moved it from ${status(data, 'from')} to ${status(data, 'to')}`],
  ['task.progress_updated', (data) => progress(data)],
  ['task.completed', () => 'finished it'],
  ['task.cancelled', () => 'cancelled it'],
  ['task.overdue', () => 'noticed that it is late'],
  ['task.routing_failed', (data) => `found nobody for it${after(text(data, 'reason'))}`],
  ['task.execution_failed', (data) => `failed${after(text(inner(data, 'error'), 'message'))}`],
  ['task.released', (data) => `gave it back (${(text(data, 'reason') ?? 'released').replaceAll('_', ' ')})`],
  ['task.retried', () => 'tries it again'],
  ['comment.added', () => 'commented'],
  ['deliverable.submitted', (data) => `handed in ${version(data)}`],
  ['deliverable.approved', (data) => `approved ${version(data)}`],
  ['deliverable.revision_requested', (data) => `asked to revise ${version(data)}`],
  ['deliverable.rejected', (data) => `rejected ${version(data)}`],
]);

/** What happened, in words that follow the name of who did it. */
export function saidOf({ event, data }: Pick<Activity, 'event' | 'data'>): string {
  return words.get(event)?.(data) ?? event;
}

/** Events that say again what another one of the same moment says. */
const echoes: ReadonlySet<string> = new Set(['review.completed']);

/** How far apart the entries of one change may be. */
const sameMomentMs = 100;

/** The entries worth reading: a change of state that a fuller entry of the same moment explains is left out. */
export function worthReading(entries: readonly Activity[]): readonly Activity[] {
  const explained = entries.filter(({ event }) => event !== 'task.status_changed').map(({ at }) => Date.parse(at));
  const isExplained = (at: string) => explained.some((ms) => Math.abs(ms - Date.parse(at)) <= sameMomentMs);
  return entries.filter(({ event, at }) => !echoes.has(event) && !(event === 'task.status_changed' && isExplained(at)));
}

function progress(data: JsonObject): string {
  const percent = data['percent'];
  const message = text(data, 'message');
  return `reported${typeof percent === 'number' ? ` ${percent} %` : ' progress'}${after(message)}`;
}

function version(data: JsonObject): string {
  const deliverable = inner(data, 'deliverable');
  const number = deliverable['version'];
  return typeof number === 'number' ? `version ${number}` : 'the deliverable';
}

function status(data: JsonObject, name: string): string {
  return (text(data, name) ?? '?').replaceAll('_', ' ');
}

function after(message: string | null): string {
  return message === null ? '' : `: ${message}`;
}

function text(data: JsonObject, name: string): string | null {
  const value = data[name];
  return typeof value === 'string' && value !== '' ? value : null;
}

function inner(data: JsonObject, name: string): JsonObject {
  const value = data[name];
  return isMap(value) ? value : {};
}

function isMap(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function listOf(value: unknown): string | null {
  const names = Array.isArray(value) ? value.filter((name) => typeof name === 'string') : isMap(value) ? Object.keys(value) : [];
  return names.length === 0 ? null : names.join(', ').replaceAll('_', ' ');
}
