import type { Page } from 'playwright-core';

/** What the server answered to the owner of a page. */
export interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Calls the server as the person who is signed in on the page, beside what the page itself does. @throws Error unless it answers 2xx */
export async function asOwner(
  page: Page,
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
  path: string,
  body?: unknown,
): Promise<Answer> {
  const request = page.context().request;
  const origin = new URL(page.url()).origin;
  const me: unknown = await (await request.get(`${origin}/v1/me`)).json();
  const headers = { 'x-csrf-token': textIn(me, 'csrf_token'), origin };
  const response = await request.fetch(`${origin}${path}`, { method, headers, ...(body === undefined ? {} : { data: body }) });
  if (!response.ok()) throw new Error(`${method} ${path} answered ${response.status()}: ${await response.text()}`);
  return { status: response.status(), body: response.status() === 204 ? {} : objectIn(await response.json()) };
}

/** Makes a task and gives back its number. */
export async function makeTask(page: Page, fields: Readonly<Record<string, unknown>>): Promise<number> {
  return numberIn((await asOwner(page, 'POST', '/v1/tasks', fields)).body);
}

/** Hands in a deliverable for a task and gives back its number. */
export async function handIn(page: Page, fields: Readonly<Record<string, unknown>>): Promise<number> {
  return numberIn((await asOwner(page, 'POST', '/v1/deliverables', fields)).body);
}

/** Makes a project and gives back its number. */
export async function makeProject(page: Page, fields: Readonly<Record<string, unknown>>): Promise<number> {
  return numberIn((await asOwner(page, 'POST', '/v1/projects', fields)).body);
}

function objectIn(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : {};
}

function textIn(value: unknown, name: string): string {
  const text = objectIn(value)[name];
  if (typeof text !== 'string') throw new Error(`No ${name} in the answer.`);
  return text;
}

function numberIn(body: Answer['body']): number {
  const { number } = body;
  if (typeof number !== 'number') throw new Error('No number in the answer.');
  return number;
}
