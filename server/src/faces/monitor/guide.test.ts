import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runPrinted } from '../../../test/printed-curl.ts';
import { world } from '../../../test/world.ts';
import type { World } from '../../../test/world.ts';

const guide = readFileSync(fileURLToPath(new URL('../../../../docs/guide/sessions-and-messages.md', import.meta.url)), 'utf8');
/** The commands of the guide in their order; quotes inside of double quotes are what a shell makes of them. */
const commands = [...guide.matchAll(/```sh\n([\s\S]*?)```/g)]
  .flatMap(([, block = '']) => block.split(/\n(?=curl )/))
  .filter((command) => command.startsWith('curl '))
  .map((command) => command.replaceAll(/-d "((?:[^"\\]|\\.)*)"/g, (_, body: string) => `-d '${body.replaceAll('\\"', '"')}'`));

describe('the guide to sessions and messages', () => {
  let w: World;
  beforeAll(async () => {
    w = await world('sqlite');
  });
  afterAll(() => w.close());

  test('200: its commands work as printed, in their order', async () => {
    const id = randomUUID();
    const stands = [
      ['$FORGEYARD_URL', w.url],
      ['$FORGEYARD_KEY', w.key],
      ['$ID', id],
    ] as const;
    const replies = [];
    for (const command of commands) replies.push(await runPrinted(w.url, command, stands));
    expect(replies.map(({ status }) => status)).toEqual([200, 200, 200, 201, 200, 200]);
    expect(replies[3]?.body.message.kind).toBe('answer');
    expect(replies[5]?.body.final_status).toBe('COMPLETED');
    const session = await w.call('GET', `/v1/sessions/${id}`);
    expect(session.body).toMatchObject({ name: 'Fix the login', agent: { display_name: 'Claude Code' }, status: 'COMPLETED' });
  });
});
