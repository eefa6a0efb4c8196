import { places } from '../shell/places.ts';
import type { Command } from './command.ts';

const creatable: readonly (readonly [string, string, string])[] = [
  ['/agents', 'agent', 'register'],
  ['/tasks', 'task', 'work'],
  ['/settings/keys', 'key', 'credential secret'],
  ['/projects', 'project', ''],
  ['/settings/webhooks', 'webhook', 'endpoint'],
  ['/settings/members', 'invitation', 'member invite person'],
  ['/settings/teams', 'team', 'share people'],
];

/** What is always there: the places, and what can be made there. */
export const fixedCommands: readonly Command[] = [
  ...places.map(({ to, label }): Command => ({ id: `go ${to}`, kind: 'Go to', label, href: to })),
  { id: 'go profile', kind: 'Go to', label: 'Your profile', href: '/settings/profile', words: 'password passkey notifications account' },
  ...creatable.map(([href, label, words]): Command => ({
    id: `create ${label}`,
    kind: 'Create',
    label: `Create ${label}`,
    href,
    press: 'create',
    words,
  })),
];
