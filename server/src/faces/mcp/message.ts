import { runPrefix } from './tools/run-agent.ts';

/** Tools that wait for people or models. */
const longTools: ReadonlySet<string> = new Set(['ask_question']);

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name) ? Reflect.get(value, name) : undefined;
}

/** The tool that a message calls, or null when it calls none. Says nothing about whether the message is well formed. */
export function calledTool(message: unknown): string | null {
  if (member(message, 'method') !== 'tools/call') return null;
  const name = member(member(message, 'params'), 'name');
  return typeof name === 'string' ? name : null;
}

/** Whether a message is of the revision that carries its own circumstances. Source: MCP 2026-07-28, "Requests" (`_meta`). */
export function isModern(message: unknown): boolean {
  return typeof member(member(member(message, 'params'), '_meta'), 'io.modelcontextprotocol/protocolVersion') === 'string';
}

/** By what a request is told from the others of its client; undefined for what is no request. */
export function idOf(message: unknown): string | number | undefined {
  return asId(member(message, 'id'));
}

/** Whether a message of the older revision begins a session. */
export function isInitialize(message: unknown): boolean {
  return member(message, 'method') === 'initialize' && idOf(message) !== undefined;
}

/** The call that a message of the older revision takes back, and why. */
export function takenBackBy(message: unknown): { readonly id: string | number; readonly reason: string } | undefined {
  if (member(message, 'method') !== 'notifications/cancelled') return undefined;
  const params = member(message, 'params');
  const id = asId(member(params, 'requestId'));
  const reason = member(params, 'reason');
  return id === undefined ? undefined : { id, reason: typeof reason === 'string' ? reason : '' };
}

function asId(value: unknown): string | number | undefined {
  return typeof value === 'string' || typeof value === 'number' ? value : undefined;
}

/** Whether the answer may take so long that the client has to see signs of life before it. */
export function isLong(message: unknown): boolean {
  const name = calledTool(message);
  return name !== null && (longTools.has(name) || name.startsWith(runPrefix));
}
