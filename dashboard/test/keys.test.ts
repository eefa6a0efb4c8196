import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { callApi, violations } from './page-facts.ts';
import { openSignedIn, statusWith, type SignedIn } from './signed-in.ts';
import { chromiumPath, isBuilt } from './stage.ts';

describe.runIf(chromiumPath !== undefined && isBuilt)('the pages about keys', () => {
  let signedIn: SignedIn;
  let page: Page;
  let scoped = '';
  let wide = '';

  beforeAll(async () => {
    signedIn = await openSignedIn();
    page = signedIn.page;
    for (const slug of ['ledger', 'owl']) await callApi(signedIn.stage, 'POST', '/v1/agents', { slug, template: 'data-cleanup' });
  });
  afterAll(() => signedIn.stage.close());

  const open = (path: string) => page.goto(`${signedIn.stage.origin}${path}`);
  const status = (key: string, path: string, method?: string) => statusWith(signedIn.stage, key, path, method);
  const dialog = (): Locator => page.getByRole('dialog');

  /** Reads the secret that is shown once, and closes the dialog in the two steps it asks for. */
  async function takeSecret(): Promise<string> {
    const secret = await page.locator('[data-secret]').inputValue();
    await dialog().getByRole('button', { name: 'Done' }).click();
    await dialog().getByRole('button', { name: 'Yes, close' }).click();
    await dialog().waitFor({ state: 'detached' });
    return secret;
  }

  test('a key without agents says what is missing when it is sent, and the first fault has the focus', async () => {
    await open('/settings/keys');
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.keyboard.press('c');
    await dialog().getByRole('button', { name: 'Create key' }).click();
    await dialog().getByText('Give the key a name.').waitFor();
    await dialog().getByText('Select at least one agent, or make the key organization-wide').waitFor();
    await expect.poll(() => page.evaluate('document.activeElement.placeholder')).toBe('MobileApp');
  });

  test('agents are chosen by typing; Escape closes the choices and keeps them', async () => {
    await dialog().getByLabel('Name').fill('Mobile');
    const agents = dialog().getByRole('combobox', { name: 'Agents' });
    for (const typed of ['led', 'owl']) {
      await agents.fill(typed);
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Enter');
    }
    await dialog().getByText('2 of 3').waitFor();
    await page.keyboard.press('Backspace');
    await dialog().getByText('1 of 3').waitFor();
    await agents.fill('ow');
    await page.keyboard.press('Escape');
    await dialog().getByText('1 of 3').waitFor();
    const review = await dialog().locator('[data-review]').textContent();
    expect(review).toContain('This key can see, run, change and delete');
    expect(review).toContain('manage keys');
    expect(review).toMatch(/It stops working on \d/);
  });

  test('the secret is shown once; closing asks whether it was copied; the key reaches its agents and no other', async () => {
    await dialog().getByRole('button', { name: 'Create key' }).click();
    await page.locator('[data-secret]').waitFor();
    await page.keyboard.press('Escape');
    await dialog().getByText('Have you copied the secret?').waitFor();
    await dialog().getByRole('button', { name: 'Not yet' }).click();
    scoped = await takeSecret();
    expect(scoped).toMatch(/^forge_/);
    expect(await status(scoped, '/v1/agents/ledger')).toBe(200);
    expect(await status(scoped, '/v1/agents/owl')).toBe(404);
    expect(await page.content()).not.toContain(scoped);
  });

  test('an organization-wide key reaches agents that are made later', async () => {
    await page.getByRole('button', { name: 'Create key' }).click();
    await dialog().getByLabel('Name').fill('Operations');
    await dialog().getByRole('switch', { name: 'Organization-wide' }).click();
    expect(await dialog().getByRole('combobox', { name: 'Agents' }).count()).toBe(0);
    await dialog().getByLabel('Expires').selectOption('never');
    expect(await dialog().locator('[data-review]').textContent()).toContain('every agent, also those made later');
    await dialog().getByRole('button', { name: 'Create key' }).click();
    await page.locator('[data-secret]').waitFor();
    wide = await takeSecret();
    await callApi(signedIn.stage, 'POST', '/v1/agents', { slug: 'later', template: 'data-cleanup' });
    expect(await status(wide, '/v1/agents/later')).toBe(200);
  });

  test('the filter of the list is part of the address', async () => {
    await open('/settings/keys?q=mobile');
    await page.getByRole('link', { name: 'Mobile' }).waitFor();
    expect(await page.getByRole('link', { name: 'Operations' }).count()).toBe(0);
    await page.getByLabel('Status').selectOption('revoked');
    await page.waitForURL(/status=revoked/);
    await page.getByText('No match.').waitFor();
    await page.getByRole('button', { name: 'Clear the filter' }).click();
    await page.getByRole('link', { name: 'Operations' }).waitFor();
  });

  test('the page of a key shows its requests as words, bars and a table', async () => {
    await page.getByRole('link', { name: 'Mobile' }).click();
    await page.getByRole('heading', { name: 'Mobile', level: 1 }).waitFor();
    await page.getByRole('img', { name: /2 requests, on/ }).waitFor();
    await page.getByRole('button', { name: 'Show as table' }).click();
    expect(await page.getByRole('region', { name: 'Requests by day' }).getByRole('row').count()).toBe(31);
    await page.getByRole('region', { name: 'Activity' }).getByText('key.created').waitFor();
  });

  test('a changed scope counts for the secret that is out already', async () => {
    await page.getByRole('button', { name: 'Edit scope' }).click();
    await dialog().getByLabel('Permissions').selectOption('read');
    await dialog().getByRole('button', { name: 'Select all' }).click();
    await dialog().getByRole('button', { name: 'Save' }).click();
    await dialog().waitFor({ state: 'detached' });
    expect(await status(scoped, '/v1/agents/owl')).toBe(200);
    expect(await status(scoped, '/v1/agents/owl', 'DELETE')).toBe(403);
  });

  test('a rotated key gives a new secret and works until its grace is over', async () => {
    await page.getByRole('button', { name: 'Rotate' }).click();
    await dialog().getByLabel('For 4 hours').check();
    await dialog()
      .getByText(/The old key works until \d/)
      .waitFor();
    await dialog().getByRole('button', { name: 'Rotate key' }).click();
    await page.locator('[data-secret]').waitFor();
    const next = await takeSecret();
    expect([await status(scoped, '/v1/agents/owl'), await status(next, '/v1/agents/owl')]).toEqual([200, 200]);
    await page.getByText('This key was rotated and stops working').waitFor();
    await page.getByRole('link', { name: 'Open its successor' }).click();
    await page.getByRole('heading', { name: 'Mobile', level: 1 }).waitFor();
    await page.getByRole('button', { name: 'Rotate' }).click();
    await dialog().getByRole('button', { name: 'Rotate key' }).click();
    await dialog().getByText('The old key is refused from the moment').waitFor();
    scoped = await takeSecret();
    expect([await status(next, '/v1/agents/owl'), await status(scoped, '/v1/agents/owl')]).toEqual([401, 200]);
  });

  test('a key is revoked only after its name was typed, and says what depends on it', async () => {
    await open('/settings/keys?q=operations');
    await page.getByRole('button', { name: 'Revoke Operations' }).click();
    await dialog().getByText('It served one request in the last 30 days').waitFor();
    await dialog().getByLabel('Type “Operations” to confirm').fill('operations');
    await dialog().getByRole('button', { name: 'Revoke key' }).click();
    await dialog().getByText('This is not the name of the key.').waitFor();
    await dialog().getByLabel('Type “Operations” to confirm').fill('Operations');
    await dialog().getByRole('button', { name: 'Revoke key' }).click();
    await dialog().waitFor({ state: 'detached' });
    expect(await status(wide, '/v1/agents')).toBe(401);
    await page
      .getByRole('row', { name: /Operations/ })
      .getByText('revoked')
      .waitFor();
  });

  test('lists, pages and dialogs pass the accessibility rules in both themes', async () => {
    const storageState = await signedIn.context.storageState();
    const visitor = await signedIn.stage.browser.newContext({ storageState, bypassCSP: true });
    const look = await visitor.newPage();
    const found: string[] = [];
    const check = async (name: string) => found.push(...(await violations(look)).map((rule) => `${name}: ${rule}`));
    await look.goto(`${signedIn.stage.origin}/settings/keys`);
    await look.getByRole('link', { name: 'demo' }).waitFor();
    await check('list');
    for (const name of ['Create key', 'Revoke all except…', 'Rotate demo', 'Revoke demo']) {
      await look.getByRole('button', { name }).click();
      await look.getByRole('dialog').waitFor();
      if (name === 'Create key') {
        await look.getByLabel('Permissions').selectOption('custom');
        await look.getByText('Advanced: networks and limits').click();
        await look.getByRole('dialog').getByRole('button', { name: 'Create key' }).click();
      }
      await check(name);
      await look.getByRole('dialog').getByRole('button', { name: 'Close' }).click();
      await look.getByRole('dialog').waitFor({ state: 'detached' });
    }
    await look.getByRole('link', { name: 'demo' }).click();
    await look.getByRole('heading', { name: 'demo', level: 1 }).waitFor();
    await look.getByRole('region', { name: 'Usage' }).waitFor();
    await check('key');
    await visitor.close();
    expect(found).toEqual([]);
  });

  test('on a phone keys are cards, and nothing scrolls sideways', async () => {
    const storageState = await signedIn.context.storageState();
    const phone = await signedIn.stage.browser.newContext({ viewport: { width: 390, height: 844 }, storageState });
    const look = await phone.newPage();
    await look.goto(`${signedIn.stage.origin}/settings/keys`);
    await look.getByRole('list', { name: 'API keys' }).getByRole('link', { name: 'demo' }).waitFor();
    expect(await look.getByRole('table').count()).toBe(0);
    expect(await look.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0);
    await look.getByRole('link', { name: 'demo' }).click();
    await look.getByRole('heading', { name: 'demo', level: 1 }).waitFor();
    expect(await look.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0);
    await phone.close();
  });

  test('all keys but those that are kept end together', async () => {
    await open('/settings/keys');
    await page.getByRole('button', { name: 'Revoke all except…' }).click();
    await dialog().getByLabel('demo').check();
    await dialog().getByLabel('Type “revoke all” to confirm').fill('revoke all');
    await dialog().getByRole('button', { name: 'Revoke keys' }).click();
    await dialog().waitFor({ state: 'detached' });
    expect(await status(scoped, '/v1/agents')).toBe(401);
    expect(await status(signedIn.stage.demoKey, '/v1/agents')).toBe(200);
  });

  test('nothing on these pages broke the content security policy', () => {
    expect(signedIn.complaints).toEqual([]);
  });
});
