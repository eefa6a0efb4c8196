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

/** Whether the answer may take so long that the client has to see signs of life before it. */
export function isLong(message: unknown): boolean {
  const name = calledTool(message);
  return name !== null && (longTools.has(name) || name.startsWith(runPrefix));
}
