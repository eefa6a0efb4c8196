import type { Command } from '../program/command.ts';
import { exitCode, usageFailure } from '../program/failure.ts';
import { readInteger } from '../program/value.ts';
import { showMessage } from './show-session.ts';

export const sessionMessages: Command = {
  path: ['session', 'messages'],
  about: 'Read what was said in a session, oldest first',
  args: [{ name: 'session', about: 'id of the session' }],
  options: [
    { name: 'limit', value: '<n>', about: '1 to 200, the newest; default 50' },
    { name: 'before', value: '<message>', about: 'older than this message' },
    { name: 'after', value: '<message>', about: 'newer than this message' },
  ],
  notes: ['With --json every message is one line of JSON.'],
  run: async ({ input, out, forge }) => {
    const limit = readInteger('limit', input.text('limit') ?? '50');
    if (limit < 1 || limit > 200) throw usageFailure('--limit is 1 to 200');
    const query = { limit, before: input.text('before'), after: input.text('after') };
    const { data, has_more: hasMore } = await forge().sessions.messages(input.need(0), query);
    for (const message of data) showMessage(out, message);
    const [first, last] = [data[0], data.at(-1)];
    if (data.length === 0) out.note('Nothing was said.');
    else if (hasMore && query.after !== undefined) out.note(`Newer ones: --after ${last?.id ?? ''}`);
    else if (hasMore) out.note(`Older ones: --before ${first?.id ?? ''}`);
    return exitCode.ok;
  },
};
