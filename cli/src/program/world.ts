/** Somewhere to write text. */
export interface Sink {
  readonly write: (text: string) => void;
  readonly isTty: boolean;
}

/** The outside of the program: nothing else reads the process. Tests hand in their own. */
export interface World {
  /** Arguments behind the program's name. */
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly home: string;
  readonly execPath: string;
  readonly nodeVersion: string;
  readonly stdout: Sink;
  readonly stderr: Sink;
  readonly stdin: {
    readonly isTty: boolean;
    readonly read: () => Promise<string>;
    /** Lines as they come, until the input ends or the signal aborts. */
    readonly lines: (until: AbortSignal) => AsyncIterable<string>;
  };
  readonly nowMs: () => number;
  /** Calls back at Ctrl-C (SIGINT) or a request to end (SIGTERM) until the returned function is called. */
  readonly onSignal: (signal: 'SIGINT' | 'SIGTERM', listener: () => void) => () => void;
}
