import type { Model, ModelErrorClass, ProviderAccess } from '../kernel/model.ts';
import type { ToolRunner } from '../kernel/tool.ts';
import type { Home } from '../domain/home.ts';

/** What the engine works with; the live side of the log is told about text before it is recorded. */
export interface LiveLog {
  messageStarted(sessionId: string, runId: string): void;
  delta(sessionId: string, runId: string, kind: 'text' | 'reasoning', text: string): void;
  messageEnded(sessionId: string): void;
}

export interface EngineDeps {
  readonly home: Home;
  readonly tools: ToolRunner;
  /** Starts the tools' workers if they are not running, so that the first call finds them ready. Returns at once. */
  readonly warmTools: () => void;
  readonly modelFor: (access: ProviderAccess | 'playbook') => Model;
  readonly live: LiveLog;
  /** Milliseconds until the next try, or null to give up. */
  readonly retryDelayMs: (errorClass: ModelErrorClass, tryNumber: number, retryAfterMs: number | null) => number | null;
  /** Reports a fault that is not the caller's; never receives secrets. */
  readonly reportFault: (where: string, error: unknown) => void;
}
