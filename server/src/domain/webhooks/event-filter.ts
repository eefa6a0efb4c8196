import { refuseField } from '../../kernel/refusal.ts';
import { webhookEvents } from '../activity/index.ts';

const families: ReadonlySet<string> = new Set(webhookEvents.map((name) => `${name.split('.')[0]}.*`));
const names: ReadonlySet<string> = new Set(webhookEvents);

/**
 * The filter as it is stored: without repetitions; `*` stands for all, which an empty list means too.
 * @throws Refusal `unprocessable` webhook.event_unknown
 */
export function readFilter(events: readonly string[]): readonly string[] {
  if (events.includes('*')) return [];
  const unknown = events.find((event) => !names.has(event) && !families.has(event));
  if (unknown !== undefined) throw refuseField('unprocessable', 'webhook.event_unknown', '/events', `There is no event '${unknown}'.`);
  return [...new Set(events)];
}

/** Whether an endpoint with this filter is told of an event. */
export function wants(filter: readonly string[], event: string): boolean {
  return filter.length === 0 || filter.includes(event) || filter.includes(`${event.split('.')[0]}.*`);
}
