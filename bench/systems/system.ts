import type { Call } from '../load/connection.ts';
import type { ChildServer } from './child-server.ts';

/** `one`: no tool. `three`: two tool calls and an answer. `long`: 1,000 tokens. `long-paced-50`: 200 tokens, one each 50 ms. */
export type Script = 'one' | 'three' | 'long' | 'long-paced-50';

export interface LaunchOptions {
  readonly port: number;
  /** Extra arguments for `node` itself, e.g. `--cpu-prof`. */
  readonly nodeArguments?: readonly string[];
}

/** One server under test. The same state (data directory, agents) survives a stop and a second launch. */
export interface System {
  readonly id: string;
  readonly label: string;
  /** What it does besides running the agent. */
  readonly note: string;
  launch(options: LaunchOptions): ChildServer;
  /** Creates the agents, once, on a launched server. */
  prepare(port: number): Promise<void>;
  /** A run that answers one JSON body when it is over. */
  sync(script: Script): Call;
  /** A run that streams its text. */
  streamed(script: Script): Call;
  /** A checked JSON POST that stores a record and is not a run, and one record by id; absent where the system has no such pair. */
  readonly records?: { post(): Call; get(): Call };
}

/** A system that is up. */
export interface Running {
  readonly system: System;
  readonly servers: readonly ChildServer[];
}

export const portsOf = (running: Running): number[] => running.servers.map((server) => server.port);
export const pidsOf = (running: Running): number[] => running.servers.map((server) => server.pid);
