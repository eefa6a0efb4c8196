import type { Command } from '../program/command.ts';
import { CommandFailure, exitCode, usageFailure } from '../program/failure.ts';

const narrowing = ['event', 'actor', 'target', 'agent', 'start', 'end'] as const;

export const auditExport: Command = {
  path: ['audit', 'export'],
  about: 'Write the audit trail to standard output, newest first',
  options: [
    { name: 'format', value: '<csv|jsonl>', about: 'jsonl when left out; with it each line carries the text that was hashed' },
    { name: 'event', value: '<event>', about: 'only this event, or key.* for all of a noun' },
    { name: 'actor', value: '<actor>', about: 'only what user:<id>, key:<id>, agent:<id> or system did' },
    { name: 'target', value: '<id>', about: 'only what was done to this' },
    { name: 'agent', value: '<agent>', about: 'only what concerns this agent' },
    { name: 'start', value: '<time>', about: 'not before, RFC 3339' },
    { name: 'end', value: '<time>', about: 'not after' },
  ],
  examples: ['forgeyard audit export > audit.jsonl', "forgeyard audit export --format csv --event 'key.*' > keys.csv"],
  run: async ({ input, out, forge }) => {
    const format = input.text('format') ?? 'jsonl';
    if (format !== 'csv' && format !== 'jsonl') throw usageFailure('--format is csv or jsonl');
    const query = Object.fromEntries(narrowing.map((name) => [name, input.text(name)]));
    const { body } = await forge().audit.export(format, query);
    if (body === null) return exitCode.ok;
    try {
      for await (const text of body.pipeThrough(new TextDecoderStream())) out.piece(text);
    } catch {
      throw new CommandFailure('EXPORT_CUT', 'The connection broke before the end: what was written is a part only.');
    }
    return exitCode.ok;
  },
};
