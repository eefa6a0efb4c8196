import type { Deliverable } from '@forgeyard/sdk';
import type { Output } from '../output/output.ts';
import { oneLine } from '../output/printable.ts';
import type { Command } from '../program/command.ts';
import { exitCode } from '../program/failure.ts';
import { workerWord } from './show-task.ts';

export const deliverableShow: Command = {
  path: ['deliverable', 'show'],
  about: 'Show one deliverable with its content',
  args: [{ name: 'deliverable', about: 'number or uuid' }],
  notes: ['The content goes to standard output, everything about it to standard error: forgeyard deliverable show 31 > report.md'],
  run: async ({ input, out, forge }) => {
    const deliverable = await forge().deliverables.get(input.need(0));
    if (out.isJson) {
      out.json(deliverable);
      return exitCode.ok;
    }
    showFacts(out, deliverable);
    const others = deliverable.versions.filter(({ version }) => version !== deliverable.version);
    for (const { number, version, status } of others) out.note(`${'other'.padEnd(10)} version ${version}, ${status} (number ${number})`);
    const { content } = deliverable;
    if (content !== '') out.piece(content.endsWith('\n') ? content : `${content}\n`);
    return exitCode.ok;
  },
};

/** What is known of a deliverable besides its content, as remarks. */
export function showFacts(out: Output, one: Deliverable): void {
  const rows: readonly (readonly [string, string])[] = [
    ['title', one.title],
    ['status', `${one.status}, version ${one.version}`],
    ['task', one.task === null ? '-' : `${one.task.number} ${one.task.title} (${one.task.status})`],
    ['by', one.agent === null ? (one.submitted_by?.name ?? '-') : workerWord(one.agent)],
    ['summary', one.summary],
    ['feedback', one.feedback ?? ''],
    ['files', one.files.map(({ filename, bytes }) => `${filename} (${bytes} bytes)`).join(', ')],
  ];
  for (const [label, text] of rows.filter(([, words]) => words !== '')) out.note(`${label.padEnd(10)} ${oneLine(text, 120)}`);
}
