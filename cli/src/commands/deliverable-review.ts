import type { Verdict } from '@forgeyard/sdk';
import type { Command, Input } from '../program/command.ts';
import { exitCode, usageFailure } from '../program/failure.ts';
import { readInteger, readText } from '../program/value.ts';
import { showFacts } from './deliverable-show.ts';

export const deliverableReview: Command = {
  path: ['deliverable', 'review'],
  about: 'Approve a deliverable, ask for a revision, or reject it',
  args: [{ name: 'deliverable', about: 'number or uuid' }],
  options: [
    { name: 'approve', about: 'accept it; its task is completed' },
    { name: 'revise', about: 'ask for another version; needs --feedback' },
    { name: 'reject', about: 'refuse it; its task goes back to its assignee' },
    { name: 'feedback', value: '<text|@file|->', about: 'what is good, missing or wrong' },
    { name: 'version', value: '<n>', about: 'the version that you read; refused when a newer one has arrived' },
  ],
  notes: ['A verdict is given once. The key needs the scope deliverables:review.'],
  examples: [
    'forgeyard deliverable review 31 --approve',
    'forgeyard deliverable review 31 --revise --feedback "Name the sources." --version 1',
  ],
  run: async ({ input, out, forge, world }) => {
    const decision = verdictOf(input);
    const [feedback, version] = [input.text('feedback'), input.text('version')];
    if (decision === 'revision_requested' && feedback === undefined)
      throw usageFailure('--revise needs --feedback: say what has to change');
    const judged = await forge().deliverables.review(input.need(0), {
      decision,
      feedback: feedback === undefined ? undefined : await readText(world, 'feedback', feedback),
      expected_version: version === undefined ? undefined : readInteger('version', version),
    });
    if (out.isJson) out.json(judged);
    else showFacts(out, judged);
    return exitCode.ok;
  },
};

function verdictOf(input: Input): Verdict {
  const words = { approve: 'approved', revise: 'revision_requested', reject: 'rejected' } as const;
  const given = (['approve', 'revise', 'reject'] as const).filter((word) => input.has(word));
  const [only] = given;
  if (only === undefined || given.length > 1) throw usageFailure('Say one of --approve, --revise and --reject');
  return words[only];
}
