import { oneLine } from '../output/printable.ts';
import { ago } from '../output/time.ts';
import type { Command } from '../program/command.ts';
import { exitCode } from '../program/failure.ts';
import { workerWord } from './show-task.ts';

export const webhookList: Command = {
  path: ['webhook', 'list'],
  about: 'List webhooks and how they fare; secrets are never shown again',
  run: async ({ out, forge, world }) => {
    const webhooks = await forge().webhooks.list({ limit: 200 }).all();
    if (out.isJson) out.json(webhooks);
    else if (webhooks.length === 0) out.note('No webhooks. Make one with: forgeyard webhook create <url>');
    else {
      const nowMs = world.nowMs();
      out.table(
        ['NO', 'STATUS', 'URL', 'EVENTS', 'AGENT', 'DELIVERED', 'FAILED', 'LAST'],
        webhooks.map((one) => [
          String(one.number),
          one.failing_since === null ? one.status : 'failing',
          oneLine(one.url, 60),
          oneLine(one.events.join(',') || 'all', 40),
          workerWord(one.agent),
          String(one.success_24h.delivered),
          String(one.success_24h.failed),
          ago(one.last_delivery_at, nowMs),
        ]),
      );
      out.note('Delivered and failed are those of the last 24 hours.');
    }
    return exitCode.ok;
  },
};
