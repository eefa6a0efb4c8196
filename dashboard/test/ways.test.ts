import type { Page } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import { describeOwnerPages } from './owner-pages.ts';
import { callApi } from './page-facts.ts';
import { visitor } from './visitors.ts';

describeOwnerPages('the ways between the pages', (pages) => {
  let page: Page;

  beforeAll(async () => {
    // A browser complains about code that it cannot have, which is wanted here.
    const storageState = await pages.signedIn.context.storageState();
    page = (await visitor(pages.stage, [], { storageState })).page;
    page.setDefaultTimeout(10_000);
    await callApi(pages.stage, 'POST', '/v1/agents', { slug: 'scribe', display_name: 'Scribe', model: 'gpt-4.1-mini' });
  });

  const open = (path: string) => page.goto(`${pages.stage.origin}${path}`);
  const link = (name: string) => page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name, exact: true });
  const heading = (name: string) => page.getByRole('heading', { name, level: 1 });
  const mark = () => page.evaluate('window.isMarked = true');
  const isMarked = () => page.evaluate('window.isMarked === true');
  const scrolled = () => page.evaluate('scrollY');

  /** Takes the code of a page away, as an upgrade of the server does, until so many documents were asked for. */
  async function loseCode(name: RegExp, documents: number): Promise<void> {
    let asked = 0;
    await page.route('**/*', (route) => {
      if (route.request().isNavigationRequest()) asked += 1;
      return asked < documents && name.test(route.request().url()) ? route.fulfill({ status: 404, body: '' }) : route.continue();
    });
  }

  test('a page whose code is gone after an upgrade is opened all the same', async () => {
    await open('/agents');
    await heading('Agents').waitFor();
    await mark();
    await loseCode(/\/runs-page-/, 1);
    await link('Runs').click();
    await heading('Runs').waitFor();
    expect(new URL(page.url()).pathname).toBe('/runs');
    expect(await isMarked()).toBe(false);
    await page.unrouteAll();
  });

  test('where it stays gone that is said after one more try, and Retry opens the page once it is back', async () => {
    await open('/agents');
    await heading('Agents').waitFor();
    await loseCode(/\/keys-page-/, Infinity);
    await link('Keys').click();
    await page.getByText('This page could not be opened').waitFor();
    await page.unrouteAll();
    await page.getByRole('button', { name: 'Retry' }).click();
    await heading('API keys').waitFor();
  });

  test('offline a page that was not loaded yet says so, nothing is thrown away, and Retry opens it', async () => {
    await open('/agents');
    await heading('Agents').waitFor();
    await mark();
    await page.context().setOffline(true);
    await link('Projects').click();
    await page.getByText('This device is offline, and the code of this page has not been loaded yet.').waitFor();
    expect(await isMarked()).toBe(true);
    await page.context().setOffline(false);
    await page.getByRole('button', { name: 'Retry' }).click();
    await heading('Projects').waitFor();
  });

  test('unsaved changes are not left without a question', async () => {
    await open('/agents/scribe?tab=prompt');
    await page.getByLabel('System prompt').fill('Write well.');
    page.once('dialog', (asked) => void asked.dismiss());
    await link('Agents').click();
    await page.getByText('System prompt').first().waitFor();
    expect(new URL(page.url()).pathname).toBe('/agents/scribe');
    page.once('dialog', (asked) => void asked.accept());
    await link('Agents').click();
    await heading('Agents').waitFor();
  });

  test('going back comes to where one had scrolled, and a choice within a page leaves it there', async () => {
    await page.setViewportSize({ width: 1280, height: 400 });
    await open('/');
    await heading('Overview').waitFor();
    await page.evaluate('scrollTo(0, 120)');
    await page.keyboard.press(']');
    await page.waitForURL(/period=/);
    expect(await scrolled()).toBe(120);
    await link('Agents').click();
    await heading('Agents').waitFor();
    expect(await scrolled()).toBe(0);
    await page.goBack();
    await heading('Overview').waitFor();
    // What is loaded above it meanwhile may have moved it further down.
    await expect.poll(scrolled).toBeGreaterThanOrEqual(120);
  });
});
