import type { InteractionQuery } from '@forgeyard/sdk';
import { oneLine } from '../output/printable.ts';
import { ago } from '../output/time.ts';
import type { Command, Input } from '../program/command.ts';
import { exitCode } from '../program/failure.ts';
import { readChoice, readInteger } from '../program/value.ts';
import { askerWord, interactionKinds, interactionStates, questionWord } from './show-interaction.ts';

const shownDefault = 50;

export const inboxList: Command = {
  path: ['inbox', 'list'],
  about: 'List what waits for people: approvals, questions and reviews, newest first',
  options: [
    { name: 'state', value: '<state>', about: `${interactionStates.join(', ')}, or any; default open` },
    { name: 'kind', value: '<kind>', isRepeatable: true, about: interactionKinds.join(', ') },
    { name: 'agent', value: '<agent>', about: 'only what this agent asks' },
    { name: 'session', value: '<id>', about: 'only of this session' },
    { name: 'assignee', value: '<user>', about: 'me, none, or the id of a user' },
    { name: 'snoozed', about: 'what was put off, too' },
    { name: 'oldest-first', about: 'what waits longest comes first' },
    { name: 'limit', value: '<n>', about: `entries at most; default ${shownDefault}` },
  ],
  examples: ['forgeyard inbox list --kind question --oldest-first', 'forgeyard inbox list --json | jq -r ".[].id"'],
  run: async ({ input, out, forge, world }) => {
    const limit = input.text('limit');
    const found = await forge()
      .interactions.list(queryOf(input))
      .all(limit === undefined ? shownDefault : readInteger('limit', limit));
    if (out.isJson) out.json(found);
    else if (found.length === 0) out.note('Nothing waits.');
    else {
      const nowMs = world.nowMs();
      out.table(
        ['ID', 'KIND', 'STATE', 'ASKS', 'QUESTION', 'FOR', 'SINCE'],
        found.map((one) => [
          one.id,
          one.kind,
          one.state,
          oneLine(askerWord(one), 30),
          questionWord(one, 70),
          oneLine(one.assignee?.name ?? '-', 30),
          ago(one.created_at, nowMs),
        ]),
      );
    }
    return exitCode.ok;
  },
};

function queryOf(input: Input): InteractionQuery {
  const state = input.text('state') ?? 'open';
  return {
    state: state === 'any' ? undefined : readChoice('state', state, interactionStates),
    kind: input.texts('kind').map((word) => readChoice('kind', word, interactionKinds)),
    agent: input.text('agent'),
    session: input.text('session'),
    assignee: input.text('assignee'),
    snoozed: input.has('snoozed') || undefined,
    order: input.has('oldest-first') ? 'oldest' : undefined,
  };
}
