import type { SessionQuery } from '@forgeyard/sdk';
import { oneLine } from '../output/printable.ts';
import { ago } from '../output/time.ts';
import type { Command, Input } from '../program/command.ts';
import { exitCode } from '../program/failure.ts';
import { readChoice, readDurationMs, readInteger } from '../program/value.ts';
import { sessionStatuses } from './show-session.ts';

const shownDefault = 50;
const origins = ['api_key', 'ui', 'runner', 'external', 'telemetry', 'launch'] as const;
const scopes = ['org', 'shared', 'all'] as const;

export const sessionList: Command = {
  path: ['session', 'list'],
  about: 'List sessions, newest first',
  options: [
    { name: 'status', value: '<status>', isRepeatable: true, about: sessionStatuses.join(', ') },
    { name: 'agent', value: '<agent>', about: 'only of this agent' },
    { name: 'origin', value: '<origin>', isRepeatable: true, about: origins.join(', ') },
    { name: 'search', value: '<words>', about: 'part of the name or of what was said last' },
    { name: 'errors', about: 'only those with an error' },
    { name: 'within', value: '<time>', about: 'begun so long ago at most, such as 24h' },
    { name: 'scope', value: '<scope>', about: `${scopes.join(', ')}; default org` },
    { name: 'limit', value: '<n>', about: `sessions at most; default ${shownDefault}` },
  ],
  examples: ['forgeyard session list --status AWAITING_INPUT', 'forgeyard session list --agent claude-code --within 24h --json'],
  run: async ({ input, out, forge, world }) => {
    const [limit, nowMs] = [input.text('limit'), world.nowMs()];
    const found = await forge()
      .sessions.list(queryOf(input, nowMs))
      .all(limit === undefined ? shownDefault : readInteger('limit', limit));
    if (out.isJson) out.json(found);
    else if (found.length === 0) out.note('No sessions.');
    else {
      out.table(
        ['ID', 'STATUS', 'AGENT', 'NAME', 'SAID LAST', 'STARTED'],
        found.map((one) => [
          one.id,
          one.status,
          one.agent.slug,
          oneLine(one.name, 40),
          oneLine(one.latest_message ?? '-', 60),
          ago(one.started_at, nowMs),
        ]),
      );
    }
    return exitCode.ok;
  },
};

function queryOf(input: Input, nowMs: number): SessionQuery {
  const [within, scope] = [input.text('within'), input.text('scope')];
  return {
    status: input.texts('status').map((word) => readChoice('status', word.toUpperCase(), sessionStatuses)),
    agent: input.text('agent'),
    origin: input.texts('origin').map((word) => readChoice('origin', word, origins)),
    q: input.text('search'),
    has_error: input.has('errors') || undefined,
    since: within === undefined ? undefined : new Date(nowMs - readDurationMs('within', within)).toISOString(),
    scope: scope === undefined ? undefined : readChoice('scope', scope, scopes),
  };
}
