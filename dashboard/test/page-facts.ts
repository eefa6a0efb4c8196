import axe from 'axe-core';
import type { Page } from 'playwright-core';
import type { Stage } from './stage.ts';

const everyRule = { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] };
/** What a theme can break: the other rules look at the same elements in both. */
const rulesOfColor = { type: 'rule', values: ['color-contrast', 'link-in-text-block'] };

/** The broken rules of a page in its light theme, and then in its dark one those about colors; each with the first element that breaks it. */
export async function violations(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe.source);
  const light = await rulesBroken(page, everyRule);
  await showTheme(page, 'dark');
  const dark = await rulesBroken(page, rulesOfColor);
  await showTheme(page, 'light');
  return [...light, ...dark.map((rule) => `dark: ${rule}`)];
}

async function rulesBroken(page: Page, runOnly: object): Promise<readonly string[]> {
  const result: unknown = await page.evaluate(
    `axe.run(${JSON.stringify({ runOnly, resultTypes: ['violations'], iframes: false })})
      .then((found) => found.violations.map((rule) => rule.id + ' ' + rule.nodes[0].html))`,
  );
  return Array.isArray(result) ? result.map(String) : ['axe answered nothing'];
}

/** Changes the system's theme, which the page follows, and waits until every color has faded into its new one. */
async function showTheme(page: Page, colorScheme: 'light' | 'dark'): Promise<void> {
  await page.emulateMedia({ colorScheme });
  await page.locator(colorScheme === 'dark' ? 'html.dark' : 'html:not(.dark)').waitFor({ state: 'attached' });
  await page.evaluate(
    'Promise.allSettled(document.getAnimations().filter((one) => one instanceof CSSTransition).map((one) => one.finished)).then(() => null)',
  );
}

function firstRow(body: unknown): unknown {
  return body !== null && typeof body === 'object' && 'data' in body && Array.isArray(body.data) ? body.data[0] : null;
}

export function idOf(row: unknown): string {
  if (row === null || typeof row !== 'object' || !('id' in row) || typeof row.id !== 'string') throw new Error('No id in the answer.');
  return row.id;
}

/** Calls the server beside the browser. @throws Error unless it answers 2xx */
export async function callApi(stage: Stage, method: 'GET' | 'POST' | 'PUT' | 'PATCH', path: string, body?: unknown): Promise<unknown> {
  const headers = { 'X-Forge-Api-Key': stage.demoKey, 'Content-Type': 'application/json' };
  const init = body === undefined ? { method, headers } : { method, headers, body: JSON.stringify(body) };
  const response = await fetch(`${stage.origin}${path}`, init);
  if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}`);
  return response.json();
}

async function firstIdAt(stage: Stage, path: string): Promise<string> {
  return idOf(firstRow(await callApi(stage, 'GET', `${path}?limit=1`)));
}

/** A path for every page and tab, with a run and a session that exist. */
export async function everyPage(stage: Stage): Promise<readonly string[]> {
  const run = `/runs/${await firstIdAt(stage, '/v1/runs')}`;
  const session = `/sessions/${await firstIdAt(stage, '/v1/sessions')}`;
  const agent = ['', '?tab=tools', '?tab=model', '?tab=versions'].map((tab) => `/agents/data-cleanup${tab}`);
  const work = ['/runs', run, `${run}?tab=events&seq=3`, `${run}?tab=io`, '/sessions', session, `${session}?tab=runs`];
  return [
    '/',
    '/agents',
    ...agent,
    ...work,
    '/inbox',
    '/settings/keys',
    '/settings/providers',
    '/settings/profile',
    '/settings/members',
    '/login',
    '/agents/nobody',
  ];
}
