import type { WebhookEventInfo } from '@forgeyard/sdk';

/** The events about one noun, in the order of the catalogue. */
export interface EventGroup {
  readonly noun: string;
  readonly events: readonly WebhookEventInfo[];
}

/** Groups the catalogue by what its events are about. */
export function groupsOf(catalogue: readonly WebhookEventInfo[]): readonly EventGroup[] {
  const eventsByNoun = new Map<string, WebhookEventInfo[]>();
  for (const event of catalogue) {
    const noun = event.name.split('.')[0] ?? event.name;
    const known = eventsByNoun.get(noun);
    if (known === undefined) eventsByNoun.set(noun, [event]);
    else known.push(event);
  }
  return [...eventsByNoun].map(([noun, events]) => ({ noun, events }));
}

/** The word that stands for every event about a noun, also those that later versions add. */
export function wildcardOf({ noun }: EventGroup): string {
  return `${noun}.*`;
}

/** Whether an endpoint with this choice hears of an event. */
export function isChosen(name: string, chosen: readonly string[]): boolean {
  return chosen.includes(name) || chosen.includes(`${name.split('.')[0]}.*`);
}

/** How much of a group is chosen; `all` only by its wildcard. */
export function shareOf(group: EventGroup, chosen: readonly string[]): 'all' | 'some' | 'none' {
  if (chosen.includes(wildcardOf(group))) return 'all';
  return group.events.some(({ name }) => chosen.includes(name)) ? 'some' : 'none';
}

/** Chooses a whole group by its wildcard, or nothing of it when that was chosen. */
export function toggleGroup(group: EventGroup, chosen: readonly string[]): readonly string[] {
  const others = without(group, chosen);
  return shareOf(group, chosen) === 'all' ? others : [...others, wildcardOf(group)];
}

/** Adds or takes away one event; taken out of a whole group, the rest of the group stays, event by event. */
export function toggleEvent(group: EventGroup, name: string, chosen: readonly string[]): readonly string[] {
  if (shareOf(group, chosen) === 'all') {
    return [...without(group, chosen), ...group.events.map((event) => event.name).filter((each) => each !== name)];
  }
  return chosen.includes(name) ? chosen.filter((each) => each !== name) : [...chosen, name];
}

/** A few words on which events an endpoint hears of. */
export function eventsLabel(events: readonly string[]): string {
  return events.length === 0 ? 'All events' : events.join(', ');
}

function without(group: EventGroup, chosen: readonly string[]): readonly string[] {
  const names = new Set([wildcardOf(group), ...group.events.map(({ name }) => name)]);
  return chosen.filter((name) => !names.has(name));
}
