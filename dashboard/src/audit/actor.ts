import type { AuditEntry } from '@forgeyard/sdk';
import { Bot, KeyRound, Server, User, type LucideIcon } from 'lucide-react';

/** Kinds of actors, with the word and the icon that stand for each. */
const kinds: Readonly<Record<string, readonly [string, LucideIcon]>> = {
  user: ['person', User],
  agent: ['agent', Bot],
  key: ['key', KeyRound],
  system: ['server', Server],
};

export interface Actor {
  readonly kind: string;
  readonly name: string;
  readonly Icon: LucideIcon;
}

/** Who acted, in words. */
export function actorOf(entry: AuditEntry): Actor {
  const [prefix = '', id = ''] = entry.actor.split(':');
  const [kind, Icon] = kinds[prefix] ?? ['someone', User];
  return { kind, Icon, name: entry.actor_name ?? (id === '' ? kind : id) };
}
