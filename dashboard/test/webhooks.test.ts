import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeOwnerPages, phone } from './owner-pages.ts';
import { violations } from './page-facts.ts';
import { openReceiver, type Receiver } from './receiver.ts';
import { runProgram } from './run-program.ts';

describeOwnerPages('the pages about webhooks', (pages) => {
  let page: Page;
  let receiver: Receiver;
  let secret = '';
  let path = '';
  const { open, dialog, button, takeSecret } = pages;

  beforeAll(async () => {
    page = pages.page;
    receiver = await openReceiver();
  });
  afterAll(() => receiver.close());

  test('without webhooks the page tells what can be heard of; w leads there', async () => {
    await open('/agents');
    await page.getByRole('heading', { name: 'Agents' }).click();
    await page.keyboard.type('gw');
    await page.waitForURL(/\/settings\/webhooks$/);
    await page.getByRole('region', { name: 'Events' }).getByText('task.created').waitFor();
  });

  test('an address in a private network is refused on its field, and the field has the focus', async () => {
    await button('Add webhook').first().click();
    await dialog().getByRole('button', { name: 'Add webhook' }).click();
    await dialog().getByText('Type the whole address').waitFor();
    await dialog().getByLabel('URL').fill('https://10.0.0.1/hooks');
    const answered = page.waitForResponse(/\/v1\/webhooks$/);
    await dialog().getByRole('button', { name: 'Add webhook' }).click();
    expect((await answered).status()).toBe(422);
    const field = dialog().getByLabel('URL');
    await expect.poll(() => field.getAttribute('aria-invalid')).toBe('true');
    await expect.poll(() => field.evaluate((input) => input === input.ownerDocument.activeElement)).toBe(true);
  });

  test('a webhook for a group of events is added, and its secret is shown once', async () => {
    await dialog().getByLabel('URL').fill(receiver.url);
    await dialog().getByRole('switch', { name: 'All events' }).click();
    await dialog().getByLabel('task.*').check();
    expect(await dialog().getByLabel('task.created').isChecked()).toBe(true);
    await dialog().getByRole('button', { name: 'Add webhook' }).click();
    secret = await takeSecret();
    expect(secret).toMatch(/^whsec_/);
    await page.getByRole('row', { name: /task\.\*/ }).waitFor();
    expect(await page.content()).not.toContain(secret.slice(6));
  });

  test('a test event arrives, and its delivery opens with attempt, headers, body and what was signed', async () => {
    await page.getByRole('link', { name: receiver.url }).click();
    await page.getByRole('heading', { level: 1 }).waitFor();
    path = new URL(page.url()).pathname;
    await button('Send test event').click();
    await dialog().getByLabel('Event', { exact: true }).selectOption('task.completed');
    await dialog().getByRole('button', { name: 'Send', exact: true }).click();
    await page.waitForURL(/delivery=msg_/);
    const drawer = page.getByRole('dialog', { name: 'task.completed' });
    await drawer.getByText('Answered 200').waitFor();
    await drawer.getByText('delivered', { exact: true }).waitFor();
    await drawer.getByRole('region', { name: /request headers of attempt 1/ }).waitFor();
    expect(await drawer.getByRole('region', { name: /response headers of attempt 1/ }).textContent()).toContain('x-receiver: here');
    expect(await drawer.getByRole('region', { name: /response body of attempt 1/ }).textContent()).toBe('thank you');
    expect(await drawer.getByRole('region', { name: 'signature base' }).textContent()).toContain(receiver.received[0]?.body);
    await page.keyboard.press('Escape');
    await drawer.waitFor({ state: 'detached' });
  });

  test('the Node sample of the page accepts what was delivered', async () => {
    await page.getByRole('tab', { name: 'Secret' }).click();
    const sample = (await page.locator('[data-snippet="node"] pre').textContent()) ?? '';
    const [delivered] = receiver.received;
    const call = `console.log(verify(${JSON.stringify(delivered?.headers)}, ${JSON.stringify(delivered?.body)}).type);`;
    const file = join(pages.stage.folder, 'verify.mjs');
    await writeFile(file, `${sample}\n${call}`);
    const { code, output } = await runProgram(['env', `WEBHOOK_SECRET=${secret}`, process.execPath, file], '');
    expect(code, output).toBe(0);
    expect(output.trim()).toBe('task.completed');
  });

  test('a failed delivery says when it is tried next, is found under its state, and arrives when it is resent', async () => {
    receiver.answer(503);
    await button('Send test event').click();
    await dialog().getByLabel('Event', { exact: true }).selectOption('task.overdue');
    await dialog().getByRole('button', { name: 'Send', exact: true }).click();
    const drawer = page.getByRole('dialog', { name: 'task.overdue' });
    await drawer.getByText('Answered 503').first().waitFor();
    await drawer.getByText('retrying').waitFor();
    await page.keyboard.press('Escape');
    await page.getByText('Deliveries began to fail').waitFor();
    await open(`${path}?state=pending`);
    await button('Pending').and(page.locator('[aria-pressed="true"]')).waitFor();
    const rows = page.getByRole('table', { name: 'Deliveries' }).locator('[data-row]');
    await expect.poll(() => rows.allTextContents()).toEqual(['task.overdue']);
    receiver.answer(204);
    await rows.first().click();
    await drawer.getByRole('button', { name: 'Resend' }).click();
    await drawer.getByText('delivered', { exact: true }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByText('No match.').waitFor();
    await button('Clear the filter').click();
    await expect.poll(() => rows.count()).toBe(2);
  });

  test('recovering tells how many deliveries are sent again', async () => {
    await button('Recover failed…').click();
    await dialog().getByLabel('Failed in').selectOption('at');
    await dialog().getByRole('button', { name: 'Send again' }).click();
    await dialog().getByText('Choose a day and a time that are over.').waitFor();
    await dialog().getByLabel('Failed in').selectOption('24');
    await dialog().getByRole('button', { name: 'Send again' }).click();
    await dialog().getByText('Nothing failed in that time.').waitFor();
    await dialog().getByRole('button', { name: 'Done' }).click();
  });

  test('during a rotation both secrets sign, and the page says until when', async () => {
    await page.getByRole('tab', { name: 'Secret' }).click();
    await button('Rotate secret').click();
    await dialog().getByLabel('For 7 days').check();
    await dialog().getByRole('button', { name: 'Rotate secret' }).click();
    await dialog().getByText('The old secret signs too until').waitFor();
    expect(await takeSecret()).not.toBe(secret);
    await page.getByText('The secret before signs too').waitFor();
    const before = receiver.received.length;
    await button('Send test event').click();
    await dialog().getByRole('button', { name: 'Send', exact: true }).click();
    await expect.poll(() => receiver.received.length).toBe(before + 1);
    expect(String(receiver.received.at(-1)?.headers['webhook-signature']).split(' ')).toHaveLength(2);
    await page.keyboard.press('Escape');
  });

  test('settings are changed, and a disabled webhook says so until it is enabled again', async () => {
    await open(`${path}?tab=settings`);
    await page.getByLabel('Description').fill('The chat room');
    await page.getByLabel('task.created').uncheck();
    await button('Save').click();
    await page.getByText('Saved.').waitFor();
    expect(await page.getByLabel('task.*').isChecked()).toBe(false);
    await button('Disable').click();
    const banner = page.getByRole('region', { name: 'Disabled' });
    await banner.getByText('This endpoint is disabled').waitFor();
    await banner.getByRole('button', { name: 'Enable again' }).click();
    await banner.waitFor({ state: 'detached' });
  });

  test('a receiver that is gone for good disables the webhook, and the banner says why', async () => {
    receiver.answer(410);
    await button('Send test event').click();
    await dialog().getByRole('button', { name: 'Send', exact: true }).click();
    await dialog().getByText('Answered 410').waitFor();
    await page.keyboard.press('Escape');
    const banner = page.getByRole('region', { name: 'Disabled' });
    await banner.getByText('The receiver answered 410 Gone.').waitFor();
    receiver.answer(204);
    await banner.getByRole('button', { name: 'Enable again' }).click();
    await banner.waitFor({ state: 'detached' });
  });

  test('list, tabs, dialogs and drawer pass the accessibility rules in both themes', async () => {
    const { page: look, open: go, context } = await pages.look({ bypassCSP: true });
    const found: string[] = [];
    const check = async (name: string) => found.push(...(await violations(look)).map((rule) => `${name}: ${rule}`));
    await go('/settings/webhooks');
    await look.locator('[data-row]').first().waitFor();
    await check('list');
    await look.getByRole('button', { name: 'Add webhook' }).click();
    await look.getByRole('switch', { name: 'All events' }).click();
    await look.getByLabel('task.*').waitFor();
    await look.getByRole('dialog').getByRole('button', { name: 'Add webhook' }).click();
    await check('add');
    for (const tab of ['settings', 'secret', 'deliveries']) {
      await go(`${path}?tab=${tab}`);
      await check(tab);
    }
    await look.locator('[data-row]').first().click();
    await look.getByRole('region', { name: 'signature base' }).waitFor();
    await check('delivery');
    await go('/settings/webhooks/nobody');
    await look.getByText('Webhook: could not be loaded').waitFor();
    await check('unknown');
    await context.close();
    expect(found).toEqual([]);
  });

  test('on a phone webhooks and deliveries are cards, and nothing scrolls sideways', async () => {
    const { page: look, open: go, context } = await pages.look(phone);
    for (const to of ['/settings/webhooks', path, `${path}?tab=settings`, `${path}?tab=secret`]) {
      await go(to);
      expect(await look.getByRole('table').count(), to).toBe(0);
      expect(await look.evaluate('document.documentElement.scrollWidth - innerWidth'), to).toBeLessThanOrEqual(0);
    }
    await context.close();
  });

  test('a webhook goes after its host was typed', async () => {
    await open(`${path}?tab=settings`);
    await button('Delete webhook').click();
    await dialog().getByRole('button', { name: 'Delete webhook' }).click();
    await dialog().getByText('This is not the name.').waitFor();
    await dialog()
      .getByLabel(/^Type “/)
      .fill(new URL(receiver.url).host);
    await dialog().getByRole('button', { name: 'Delete webhook' }).click();
    await page.waitForURL(/\/settings\/webhooks$/);
    await page.getByText('A webhook tells another system').waitFor();
  });
});
