import { freePort, startChild, untilListening, type ChildServer } from './child-server.ts';

export interface StandIn {
  readonly origin: string;
  readonly server: ChildServer;
}

/** The stand-in model: OpenAI wire, scripts by model name, no think time. It is the one that the tests use. */
export async function startStandIn(root: string, node: string): Promise<StandIn> {
  const port = await freePort();
  const args = ['--disable-warning=ExperimentalWarning', 'server/test/stand-in/main.ts', '--port', String(port)];
  const server = startChild({ command: node, args, cwd: root, port });
  await untilListening(server);
  return { origin: `http://127.0.0.1:${port}`, server };
}
