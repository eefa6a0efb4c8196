import { Bridge } from '../mcp/bridge.ts';
import type { Command } from '../program/command.ts';
import { CommandFailure, exitCode } from '../program/failure.ts';

/** How long calls that are under way may still take after the end of our standard input; a client that does not want to wait ends us by a signal. */
const graceMs = 10_000;

export const mcp: Command = {
  path: ['mcp'],
  about: 'Be an MCP server on standard input and output, for clients that start their servers',
  notes: [
    'Every message goes to the MCP endpoint of the server, so the tools are the same: what they are and how clients are set up is in docs/guide/mcp.md.',
    'Nothing but messages is written to standard output; what went wrong is on standard error.',
  ],
  examples: ['forgeyard mcp', 'forgeyard mcp --url https://forgeyard.example.com'],
  run: async ({ world, target }) => {
    const { url, key } = target();
    if (key === undefined)
      throw new CommandFailure('KEY_MISSING', 'There is no key to call the server with', {
        exit: exitCode.auth,
        hint: 'Set FORGEYARD_KEY in the configuration of the client, or save one with: forgeyard init --key <key>',
      });
    const bridge = new Bridge({
      url: `${url}/mcp`,
      key,
      send: (line) => world.stdout.write(`${line}\n`),
      note: (text) => world.stderr.write(`forgeyard mcp: ${text}\n`),
    });
    const isInterrupted = await untilInputEnds(world, bridge);
    await bridge.end(isInterrupted ? 0 : graceMs);
    if (isInterrupted) return exitCode.interrupted;
    return bridge.isRefused ? exitCode.auth : exitCode.ok;
  },
};

type Outside = Parameters<Command['run']>[0]['world'];

/** Whether it was a signal that ended the reading. */
async function untilInputEnds({ stdin, onSignal }: Outside, bridge: Bridge): Promise<boolean> {
  const stop = new AbortController();
  const forget = (['SIGINT', 'SIGTERM'] as const).map((signal) => onSignal(signal, () => stop.abort()));
  try {
    for await (const line of stdin.lines(stop.signal)) bridge.take(line);
  } finally {
    for (const one of forget) one();
  }
  return stop.signal.aborted;
}
