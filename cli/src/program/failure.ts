import { ApiError, AuthenticationError, ForgeyardError, NotFoundError, PermissionError } from '@forgeyard/sdk';

/** What the shell sees. */
export const exitCode = { ok: 0, failure: 1, usage: 2, auth: 3, notFound: 4, interrupted: 130 } as const;

/** An expected end of a command with a message for the person, a stable code and the exit code for the shell. */
export class CommandFailure extends Error {
  readonly code: string;
  readonly exit: number;
  /** What to do about it, as a sentence or a command. */
  readonly hint: string | undefined;

  constructor(code: string, message: string, detail: { readonly exit?: number; readonly hint?: string } = {}) {
    super(message);
    this.name = 'CommandFailure';
    this.code = code;
    this.exit = detail.exit ?? exitCode.failure;
    this.hint = detail.hint;
  }
}

/** The command line itself is wrong (exit code 2). */
export function usageFailure(message: string, hint?: string): CommandFailure {
  return new CommandFailure('USAGE', message, { exit: exitCode.usage, ...(hint === undefined ? {} : { hint }) });
}

export function exitCodeOf(error: unknown): number {
  if (error instanceof CommandFailure) return error.exit;
  if (error instanceof AuthenticationError || error instanceof PermissionError) return exitCode.auth;
  return error instanceof NotFoundError ? exitCode.notFound : exitCode.failure;
}

/** A failure in the words that are printed. */
export interface Told {
  readonly code: string;
  readonly message: string;
  readonly requestId: string | null;
  readonly status: number | null;
  readonly fields: readonly { readonly pointer: string; readonly detail: string }[];
  readonly hint: string | null;
}

export function tell(error: unknown): Told {
  const base = { requestId: null, status: null, fields: [], hint: null };
  if (error instanceof CommandFailure) return { ...base, code: error.code, message: error.message, hint: error.hint ?? null };
  if (error instanceof ApiError) {
    const { code, message, requestId, status, fieldErrors: fields } = error;
    return { code, message, requestId, status, fields, hint: hintFor(error) };
  }
  if (error instanceof ForgeyardError) return { ...base, code: error.code, message: error.message, hint: hintFor(error) };
  return { ...base, code: 'UNEXPECTED', message: error instanceof Error ? error.message : String(error) };
}

function hintFor(error: ForgeyardError): string | null {
  if (error instanceof AuthenticationError) return 'Save a key with: forgeyard init --key <key>   (or set FORGEYARD_KEY)';
  if (error.code === 'CONNECTION_FAILED')
    return 'Is the server running? Start it with: forgeyard serve   (forgeyard doctor explains the rest)';
  return null;
}
