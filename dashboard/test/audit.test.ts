import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { callApi, violations } from './page-facts.ts';
import { openSignedIn, type SignedIn } from './signed-in.ts';
import { chromiumPath, isBuilt } from './stage.ts';

describe.runIf(chromiumPath !== undefined && isBuilt)('the page of the audit log', () => {
  let signedIn: SignedIn;
  let page: Page;

  beforeAll(async () => {
    signedIn = await openSignedIn();
    page = signedIn.page;
    for (const slug of ['ledger', 'owl']) await makeAgent(slug);
  });
  afterAll(() => signedIn.stage.close());

  const open = (path: string) => page.goto(`${signedIn.stage.origin}${path}`);
  const makeAgent = (slug: string) => callApi(signedIn.stage, 'POST', '/v1/agents', { slug, template: 'data-cleanup' });
  const rows = () => page.getByRole('table', { name: 'Audit log' }).locator('[data-row]');

  test('every change is there with who made it; a noun alone filters for all its events, in the address', async () => {
    await open('/settings/audit');
    await page
      .getByRole('row', { name: /agent\.registered/ })
      .first()
      .waitFor();
    await page
      .getByRole('row', { name: /demo key/ })
      .first()
      .waitFor();
    await page.getByLabel('Event', { exact: true }).fill('session');
    await page.waitForURL(/event=session/);
    await page
      .getByRole('row', { name: /agent\.registered/ })
      .first()
      .waitFor({ state: 'detached' });
    await page.reload();
    await page
      .getByRole('row', { name: /session\./ })
      .first()
      .waitFor();
    expect(await rows().allTextContents()).toSatisfy((events: string[]) => events.every((event) => event.startsWith('session.')));
  });

  test('what cannot be an event is said beside the field, and a filter without hits can be cleared', async () => {
    await page.getByLabel('Event', { exact: true }).fill('**');
    await page.getByText('An event is a name such as key.created').waitFor();
    await page.getByLabel('Event', { exact: true }).fill('webhook.*');
    await page.getByText('No match.').waitFor();
    await page.getByRole('button', { name: 'Clear the filter' }).click();
    await page
      .getByRole('row', { name: /agent\.registered/ })
      .first()
      .waitFor();
  });

  test('j and k move through the rows, Enter opens one, and Escape returns to it', async () => {
    await open('/settings/audit?event=agent.*');
    await rows().first().waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await page.keyboard.press('k');
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: 'agent.registered' });
    await dialog.getByRole('region', { name: 'details' }).waitFor();
    await page.waitForURL(/entry=log_[0-9a-f]{32}/);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    expect(
      await rows()
        .nth(1)
        .evaluate((row) => row === row.ownerDocument.activeElement),
    ).toBe(true);
  });

  test('a row leads to everything about the same target', async () => {
    await rows().first().click();
    await page.getByRole('button', { name: 'Only this target' }).click();
    await page.waitForURL(/target=/);
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await expect.poll(() => rows().count()).toBe(1);
  });

  test('new entries are counted and move no row until they are asked for', async () => {
    await open('/settings/audit');
    await rows().first().waitFor();
    const before = await rows().allTextContents();
    const place = await rows().first().boundingBox();
    await makeAgent('newcomer');
    await page.getByRole('button', { name: /^\d+ new$/ }).waitFor();
    expect(await rows().allTextContents()).toEqual(before);
    expect(await rows().first().boundingBox()).toEqual(place);
    await page.getByRole('button', { name: /^\d+ new$/ }).click();
    await expect.poll(() => rows().count()).toBeGreaterThan(before.length);
    await page.getByRole('button', { name: /^\d+ new$/ }).waitFor({ state: 'detached' });
  });

  test.each([
    ['CSV', /^log_[0-9a-f]{32},/m],
    ['JSONL', /^\{"id":"log_[0-9a-f]{32}"/m],
  ])('the filtered log can be taken away as %s', async (format, line) => {
    await open('/settings/audit?event=agent.registered');
    await rows().first().waitFor();
    const arriving = page.waitForEvent('download');
    await page.getByRole('link', { name: `Export ${format}` }).click();
    const text = await readFile(await (await arriving).path(), 'utf8');
    expect(text).toMatch(line);
    expect(text).toContain('agent.registered');
    expect(text).not.toContain('key.created');
  });

  test('list and details pass the accessibility rules in both themes', async () => {
    const storageState = await signedIn.context.storageState();
    const visitor = await signedIn.stage.browser.newContext({ storageState, bypassCSP: true });
    const look = await visitor.newPage();
    await look.goto(`${signedIn.stage.origin}/settings/audit?range=dates`);
    await look.locator('[data-row]').first().waitFor();
    const found = [...(await violations(look))];
    await look.getByRole('button', { name: 'Verify chain' }).click();
    await look.getByText('Chain verified').waitFor();
    await look.locator('[data-row]').first().click();
    await look.getByRole('dialog').waitFor();
    found.push(...(await violations(look)));
    await visitor.close();
    expect(found).toEqual([]);
  });

  test('on a phone entries are cards, and nothing scrolls sideways', async () => {
    const storageState = await signedIn.context.storageState();
    const phone = await signedIn.stage.browser.newContext({ viewport: { width: 390, height: 844 }, storageState });
    const look = await phone.newPage();
    await look.goto(`${signedIn.stage.origin}/settings/audit`);
    await look.getByRole('list', { name: 'Audit log' }).locator('[data-row]').first().waitFor();
    expect(await look.getByRole('table').count()).toBe(0);
    expect(await look.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0);
    await phone.close();
  });

  test('the chain is verified, and an entry that somebody changed in the database is named', async () => {
    await open('/settings/audit');
    await page.getByRole('button', { name: 'Verify chain' }).click();
    await page.getByText(/Chain verified: \d+ entries, head [0-9a-f]{12}… at \d+/).waitFor();
    const database = new DatabaseSync(join(signedIn.stage.folder, 'data', 'forgeyard.db'));
    database.exec('pragma busy_timeout = 5000; drop trigger audit_entries_no_update');
    database.exec("update audit_entries set target = 'somebody else' where seq = 2");
    database.close();
    await page.getByRole('button', { name: 'Verify chain' }).click();
    await page.getByText(/Chain broken at entry 2 \(log_[0-9a-f]{32}\): its content was changed/).waitFor();
  });

  test('nothing on this page broke the content security policy', () => {
    expect(signedIn.complaints).toEqual([]);
  });
});
