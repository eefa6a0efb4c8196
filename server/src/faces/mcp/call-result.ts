import type { CallToolResult } from '@modelcontextprotocol/server';
import { Refusal } from '../../kernel/refusal.ts';
import type { ToolAnswer } from './tool.ts';

/** What a client gets of a tool's work; a refusal is for the model to read. */
export async function resultOf(work: Promise<ToolAnswer>): Promise<CallToolResult> {
  try {
    const { structured, text = JSON.stringify(structured), isError = false } = await work;
    return { content: [{ type: 'text', text }], structuredContent: { ...structured }, ...(isError ? { isError } : {}) };
  } catch (error) {
    if (error instanceof Refusal) return failed(error.reason, error.message, error.detail.retryAfterS);
    throw error;
  }
}

/** What a client gets of a call that came to nothing. */
export function failed(code: string, message: string, retryAfterS?: number): CallToolResult {
  const wait = retryAfterS === undefined ? {} : { retry_after_s: retryAfterS };
  const error = { code, message, ...wait };
  return { content: [{ type: 'text', text: `${message} (${code})` }], _meta: { error }, isError: true };
}
