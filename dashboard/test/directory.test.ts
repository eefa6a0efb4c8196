import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { callApi, violations } from './page-facts.ts';
import { openSignedIn, type SignedIn } from './signed-in.ts';
import { chromiumPath, isBuilt } from './stage.ts';

const profiles = [
  ['owl', 'I forecast the weather hour by hour.\n<b>Ask me</b> in plain words.', 'weather'],
  ['storm', 'I warn of storms and floods before they arrive.', 'weather'],
  ['ledger', 'I read invoices and find duplicates.', 'finance'],
] as const;

describe.runIf(chromiumPath !== undefined && isBuilt)('the pages of the directory', () => {
  let signedIn: SignedIn;
  let anonymous: BrowserContext;
  let visitor: Page;
  const complaints: string[] = [];

  beforeAll(async () => {
    signedIn = await openSignedIn();
    for (const [slug, introduction, category] of profiles) {
      await callApi(signedIn.stage, 'POST', '/v1/agents', { slug, display_name: `The ${slug}`, template: 'data-cleanup' });
      await callApi(signedIn.stage, 'PUT', `/v1/agents/${slug}/profile`, { introduction, category });
    }
    anonymous = await signedIn.stage.browser.newContext();
    visitor = await anonymous.newPage();
    visitor.on('console', (message) => {
      if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) complaints.push(message.text());
    });
  });
  afterAll(() => signedIn.stage.close());

  const address = (path: string) => `${signedIn.stage.origin}${path}`;
  const cards = (page: Page) => page.getByRole('list', { name: 'Profiles', exact: true }).getByRole('listitem');

  test('a visitor without a session reads the directory', async () => {
    await visitor.goto(address('/directory'));
    await visitor.getByText('3 agents').waitFor();
    await visitor.getByRole('link', { name: 'Sign in' }).waitFor();
    expect(await cards(visitor).count()).toBe(3);
    expect(await visitor.getByRole('button', { name: 'Publish an agent' }).count()).toBe(0);
    await visitor.getByRole('list', { name: 'Profiles by chance' }).getByRole('listitem').first().waitFor();
  });

  test('a search and a category narrow the cards, and the address keeps both', async () => {
    await visitor.getByRole('button', { name: 'weather 2' }).click();
    await visitor.waitForURL(/category=weather/);
    await visitor.getByText('2 agents').waitFor();
    await visitor.getByLabel('Search the directory').fill('floods');
    await visitor.waitForURL(/q=floods/);
    await visitor.getByText('One agent').waitFor();
    await visitor.reload();
    await visitor.getByText('I warn of storms').first().waitFor();
    await visitor.getByLabel('Search the directory').fill('zeppelin');
    await visitor.getByText('No agent matches.').waitFor();
    await visitor.getByRole('button', { name: 'Clear the filter' }).click();
    await visitor.getByText('3 agents').waitFor();
  });

  test('S21: what an owner wrote is shown as plain text, and the page says how to reach the agent', async () => {
    await cards(visitor).filter({ hasText: 'forecast' }).getByRole('link').click();
    await visitor.waitForURL(/\/directory\/agt_[0-9a-f]{32}$/);
    await visitor.reload();
    await visitor.getByText('<b>Ask me</b> in plain words.').waitFor();
    const command = await visitor.getByRole('region', { name: 'call of the agent' }).textContent();
    expect(command).toContain(`${address('/api/agents/agt_')}`);
    await visitor.goto(address(`/directory/agt_${'0'.repeat(32)}`));
    await visitor.getByRole('heading', { name: 'No public profile' }).waitFor();
  });

  test('a person sees their own agents by name, in the usual frame, and the slash key leads to the search', async () => {
    const { page } = signedIn;
    await page.goto(address('/directory'));
    await cards(page).getByRole('link', { name: 'The storm' }).waitFor();
    await page.getByRole('navigation', { name: 'Main' }).waitFor();
    await page.keyboard.press('/');
    await expect.poll(() => page.evaluate('document.activeElement.getAttribute("aria-label")')).toBe('Search the directory');
  });

  test('a profile is published, changed and taken back from the page of its agent', async () => {
    const { page } = signedIn;
    await page.goto(address('/agents/data-cleanup?tab=profile'));
    await page.getByRole('button', { name: 'Publish a profile' }).click();
    await page.getByRole('dialog').getByLabel('Introduction').fill('I clean tables of numbers.');
    await page.getByLabel('Category').fill('data');
    await page.getByRole('button', { name: 'Publish', exact: true }).click();
    await page.getByText('listed', { exact: true }).waitFor();
    await page.getByRole('link', { name: 'Open in the directory' }).click();
    await page.getByRole('region', { name: 'Introduction' }).getByText('I clean tables of numbers.').waitFor();

    await page.getByRole('button', { name: 'Edit profile' }).click();
    await page.getByRole('dialog').getByLabel('Introduction').fill('I clean tables of words.');
    await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.getByRole('region', { name: 'Introduction' }).getByText('I clean tables of words.').waitFor();

    await page.getByRole('button', { name: 'Edit profile' }).click();
    await page.getByRole('button', { name: 'Unpublish and delete' }).click();
    await page.getByText('is not in the directory').waitFor();
    await visitor.goto(address('/directory'));
    await visitor.getByText('3 agents').waitFor();
  });

  test('the pages pass the accessibility rules in both themes', async () => {
    const context = await signedIn.stage.browser.newContext({ bypassCSP: true });
    const look = await context.newPage();
    await look.goto(address('/directory?category=weather'));
    await look.getByText('2 agents').waitFor();
    const found = [...(await violations(look))];
    await cards(look).first().getByRole('link').click();
    await look.getByRole('region', { name: 'How to reach it' }).waitFor();
    found.push(...(await violations(look)));
    await context.addCookies((await signedIn.context.storageState()).cookies);
    await look.goto(address('/directory'));
    await look.getByRole('button', { name: 'Publish an agent' }).click();
    await look.getByLabel('Introduction').waitFor();
    found.push(...(await violations(look)));
    await context.close();
    expect(found).toEqual([]);
  });

  test('on a phone nothing scrolls sideways', async () => {
    const phone = await signedIn.stage.browser.newContext({ viewport: { width: 390, height: 844 } });
    const look = await phone.newPage();
    await look.goto(address('/directory'));
    await cards(look).first().waitFor();
    expect(await look.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0);
    await phone.close();
  });

  test('a browser without scripts reads and searches too', async () => {
    const context = await signedIn.stage.browser.newContext({ javaScriptEnabled: false });
    const look = await context.newPage();
    await look.goto(address('/directory'));
    // Playwright's text search leaves out what stands in a noscript element.
    await look.locator('p', { hasText: '3 found.' }).waitFor();
    await look.getByLabel('Search').fill('floods');
    await look.getByRole('button', { name: 'Search' }).click();
    await look.locator('p', { hasText: '1 found.' }).waitFor();
    await look.getByRole('link', { name: /^agt_/ }).click();
    await look.locator('p', { hasText: 'I warn of storms and floods' }).waitFor();
    await context.close();
  });

  test('nothing on these pages broke the content security policy', () => {
    expect([...complaints, ...signedIn.complaints]).toEqual([]);
  });
});
