import { expect } from 'vitest';
import type { Reply } from './world.ts';

/** An error in the shape of contract 3: `{error: {code, message}}`, with `details` as our only addition. */
export function expectRunnerError(reply: Reply, status: number, code: string): void {
  expect([reply.status, reply.body?.error?.code], reply.text).toEqual([status, code]);
  expect(Object.keys(reply.body)).toContain('error');
  expect(Object.keys(reply.body.error).filter((name) => name !== 'details')).toEqual(['code', 'message']);
  expect(reply.body.error.message).toMatch(/\S/);
  expect(reply.headers.get('content-type')).toMatch(/^application\/json/);
}
