import { setTimeout as sleep } from 'node:timers/promises';
import { ConnectionError, RateLimitError, ServerError } from '@forgeyard/sdk';
import { forward } from '../live/forward.ts';
import type { Forwarded } from '../live/forward.ts';
import { interruptible } from '../live/interruptible.ts';
import { openLog } from '../live/new-attempts.ts';
import type { Log } from '../live/new-attempts.ts';
import type { Output } from '../output/output.ts';
import type { Command } from '../program/command.ts';
import { exitCode, usageFailure } from '../program/failure.ts';
import { findWebhook } from './find-webhook.ts';

const lookEveryMs = 1_000;
const troubleMs = 5_000;

export const listen: Command = {
  path: ['listen'],
  about: "Send a webhook's deliveries on to a program on this machine, until Ctrl-C",
  args: [{ name: 'to', about: 'address of the program, such as http://127.0.0.1:4000/' }],
  options: [{ name: 'webhook', value: '<webhook>', about: 'number or uuid; not needed while there is only one' }],
  notes: [
    'No tunnel is needed: it reads the log of deliveries, and sends every attempt on as it was, so that the signature holds.',
    'What the program has accepted comes again only when it is sent again by hand.',
    'The webhook itself may lead nowhere: forgeyard webhook create https://nowhere.invalid/   makes one to try with.',
  ],
  examples: ['forgeyard listen http://127.0.0.1:4000/ --webhook 3', 'forgeyard trigger task.assigned   (in another terminal)'],
  run: async ({ world, input, out, forge }) => {
    const to = readAddress(input.need(0));
    const client = forge();
    const webhook = await findWebhook(client, input.text('webhook'));
    const outcome = await interruptible(world, {
      work: async (signal) => {
        const log = await openLog(client, webhook.id, signal);
        out.note(`Sending what webhook ${webhook.number} (${webhook.url}) is sent on to ${to}; Ctrl-C ends`);
        while (!signal.aborted) await sleep(await lookOnce({ log, to, out, signal }), undefined, { signal });
        return 'ended' as const;
      },
    });
    return outcome === 'ended' ? exitCode.ok : exitCode.interrupted;
  },
};

interface Look {
  readonly log: Log;
  readonly to: string;
  readonly out: Output;
  readonly signal: AbortSignal;
}

/** Returns how long to wait before the next look: trouble with the server that may pass is told and waited out. */
async function lookOnce({ log, to, out, signal }: Look): Promise<number> {
  try {
    for await (const attempt of log.look(signal)) {
      const forwarded = await forward(attempt, to, signal);
      if (isAccepted(forwarded)) log.accept(forwarded.delivery);
      show(out, forwarded);
    }
    return lookEveryMs;
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof ConnectionError || error instanceof RateLimitError || error instanceof ServerError)) throw error;
    out.note(`The server could not be asked (${error.message}); trying again`);
    return troubleMs;
  }
}

function isAccepted({ status }: Forwarded): boolean {
  return status !== null && status >= 200 && status < 300;
}

function show(out: Output, one: Forwarded): void {
  if (out.isJson) return out.jsonLine(one);
  const answer = out.paint(isAccepted(one) ? 'green' : 'red', one.error ?? String(one.status));
  const again = one.attempt > 1 ? `  attempt ${one.attempt}` : '';
  out.line(`${out.paint('dim', `#${one.sequence}`.padEnd(6))} ${one.event.padEnd(32)} ${answer}${again}`);
}

function readAddress(text: string): string {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol)) throw usageFailure(`Not an http(s) address: ${text}`);
  return url.href;
}
