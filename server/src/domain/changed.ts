import type { LiveTopic } from '../kernel/live.ts';
import type { Signal, Tx } from '../store/index.ts';

/** Announced with the commit that changed something which lists show. */
export interface ThingChanged extends Signal {
  readonly kind: 'thing.changed';
  readonly orgId: string;
  readonly topic: LiveTopic;
  readonly id: string;
}

export function isThingChanged(signal: Signal): signal is ThingChanged {
  return signal.kind === 'thing.changed';
}

/** Tells those who look on, once the transaction is durable. */
export function announce(tx: Pick<Tx, 'emit'>, change: Omit<ThingChanged, 'kind'>): void {
  const signal: ThingChanged = { kind: 'thing.changed', ...change };
  tx.emit(signal);
}

const topicOfNoun: Readonly<Record<string, LiveTopic>> = {
  agent: 'agents',
  tool_server: 'agents',
  credential: 'credentials',
  key: 'credentials',
  member: 'members',
  invitation: 'members',
  team: 'members',
  project: 'projects',
  provider: 'providers',
  session: 'sessions',
  webhook: 'webhooks',
  task: 'tasks',
  deliverable: 'deliverables',
  interaction: 'interactions',
};

/** The topic of a recorded change, by the noun that its event begins with; undefined for what no list shows. */
export function topicOf(event: string): LiveTopic | undefined {
  return topicOfNoun[event.slice(0, event.indexOf('.'))];
}
