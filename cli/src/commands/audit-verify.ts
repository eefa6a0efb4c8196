import type { AuditVerdict } from '@forgeyard/sdk';
import type { Command } from '../program/command.ts';
import { exitCode, usageFailure } from '../program/failure.ts';

const headPattern = /^[1-9][0-9]{0,14}:[0-9a-f]{64}$/;

const meanings: Readonly<Record<NonNullable<AuditVerdict['broken']>['reason'], string>> = {
  content_changed: 'its content is not what was recorded',
  link_broken: 'it does not follow from the entry before it',
  missing_seq: 'it is missing',
  head_mismatch: 'the end of the chain is not the one that is known',
};

export const auditVerify: Command = {
  path: ['audit', 'verify'],
  about: 'Compute the audit trail again and name the first entry that does not hold',
  options: [{ name: 'head', value: '<seq:hash>', about: 'a head from an earlier verification, which the trail must still hold' }],
  notes: [
    'Prints the head. Keep it where nobody with the database can change it, and give it back with --head: then an end that was cut off shows too.',
    'Ends with exit code 1 when the trail is broken.',
  ],
  examples: ['forgeyard audit verify', 'forgeyard audit verify --head "$(cat kept-head)"', 'forgeyard audit verify --json'],
  run: async ({ input, out, forge }) => {
    const head = input.text('head');
    if (head !== undefined && !headPattern.test(head)) throw usageFailure('--head is <seq>:<hash>, as an earlier verification printed it');
    const verdict = await forge().audit.verify({ head });
    if (out.isJson) out.json(verdict);
    else for (const line of linesOf(verdict)) out.line(line);
    return verdict.ok ? exitCode.ok : exitCode.failure;
  },
};

function linesOf({ ok, entries, unchained, head, broken }: AuditVerdict): string[] {
  const found =
    broken === null
      ? [`ok       ${entries} entries`]
      : [
          `broken   entry ${broken.seq}${broken.id === null ? '' : ` (${broken.id})`}: ${meanings[broken.reason]}`,
          `held     ${entries} entries`,
        ];
  const before = unchained === 0 ? [] : [`before   ${unchained} entries from before the trail was chained; this number never grows`];
  return [...found, ...before, ...(ok && head !== null ? [`head     ${head.seq}:${head.hash}`] : [])];
}
