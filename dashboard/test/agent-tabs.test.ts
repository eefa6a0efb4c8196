import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeOwnerPages, phone } from './owner-pages.ts';
import { callApi } from './page-facts.ts';
import { openReceiver, type Receiver } from './receiver.ts';

const tabs = ['general', 'prompt', 'execution', 'access', 'webhook', 'metrics'];

describeOwnerPages('the tabs of an agent', (pages) => {
  let page: Page;
  let receiver: Receiver;
  const { open, dialog, button, takeSecret } = pages;

  beforeAll(async () => {
    page = pages.page;
    receiver = await openReceiver();
    const agent = { slug: 'scribe', display_name: 'Scribe', model: 'gpt-4.1-mini', system_prompt: 'Write.', capabilities: ['writing'] };
    await callApi(pages.stage, 'POST', '/v1/agents', agent);
    await callApi(pages.stage, 'POST', '/v1/tasks', { title: 'Write the report', assignee: 'scribe' });
  });
  afterAll(() => receiver.close());

  const tab = (name: string) => open(`/agents/scribe?tab=${name}`);

  test('General: what the agent may be given is saved as a new version, and each status says what it means', async () => {
    await tab('general');
    await page.getByLabel('Capabilities').fill('writing, research');
    await page.getByLabel(/^Tasks and runs at the same time/).fill('2');
    await page.getByLabel('Autonomy').selectOption('autonomous');
    await page.getByText('It is trusted to work alone.').waitFor();
    await page.getByLabel('Status').selectOption('paused');
    await page.getByText('Takes no new work; what runs goes on.').waitFor();
    await page.getByLabel('Status').selectOption('active');
    await page.keyboard.press('Control+s');
    await page.getByText(/^Saved: version/).waitFor();
    expect(await callApi(pages.stage, 'GET', '/v1/agents/scribe')).toMatchObject({
      capabilities: expect.arrayContaining(['research', 'writing']),
      max_concurrent_tasks: 2,
      autonomy: 'autonomous',
    });
  });

  test('General: a refused number lands on its field', async () => {
    await page.getByLabel(/^Tasks and runs at the same time/).fill('many');
    await button('Save').click();
    await page.getByText('Type a number.').waitFor();
    await page.getByLabel(/^Tasks and runs at the same time/).fill('2');
  });

  test('General: a person becomes the owner, and the list shows the owner, the limit and the open tasks', async () => {
    await page.getByLabel('Person').selectOption({ index: 1 });
    await button('Save owner').click();
    await page.getByRole('region', { name: 'Owner' }).getByText('Saved.').waitFor();
    await open('/agents?capability=research');
    const row = page.getByRole('row', { name: /Scribe/ });
    await row.getByText('0 of 2').waitFor();
    expect(await row.textContent()).not.toContain('nobody');
    expect(await page.locator('[data-row]').count()).toBe(1);
    await page.getByLabel('Room for work').selectOption('yes');
    await page.waitForURL(/available=yes/);
    await row.waitFor();
    await page.getByLabel('Status', { exact: true }).selectOption('paused');
    await page.getByText('No match.').waitFor();
  });

  test('Access: a key of its own acts as the agent, and revoking it refuses the next call', async () => {
    await tab('access');
    expect(await page.getByRole('region', { name: 'Who am I?' }).textContent()).toContain('/api/agents/me -H "X-Agent-Key: $AGENT_KEY"');
    await button('Create agent key').click();
    await dialog().getByRole('button', { name: 'Create key' }).click();
    const headers = { 'X-Agent-Key': await takeSecret() };
    const me = () => fetch(`${pages.stage.origin}/api/agents/me`, { headers });
    expect(await (await me()).json()).toMatchObject({ data: { name: 'Scribe' } });
    await button('Revoke scribe key').click();
    await dialog().getByLabel('Type “scribe key” to confirm').fill('scribe key');
    await dialog().getByRole('button', { name: 'Revoke key' }).click();
    await dialog().waitFor({ state: 'detached' });
    expect((await me()).status).toBe(401);
  });

  test('Execution: a connection is tested before it is saved, and the stored key is never shown', async () => {
    await tab('execution');
    await page.getByLabel('Provider', { exact: true }).selectOption('openai');
    await page.getByLabel('Key of its own').fill('sk-test-0000004f2c');
    await page.getByLabel('Base URL').fill(pages.stage.model.url);
    await page.getByText('With what is typed, before it is saved.').waitFor();
    await button('Test connection').click();
    await page.getByText(/Connected in \d/).waitFor();
    await page.getByLabel('Automatic').check();
    await button('Save execution').click();
    await page.getByText('Set, ends …4f2c.').waitFor();
    expect(await page.getByLabel('Key of its own').inputValue()).toBe('');
    expect(await page.content()).not.toContain('sk-test-0000004f2c');
  });

  test('Execution: another address warns that the stored key goes', async () => {
    await page.getByLabel('Base URL').fill('https://models.example.org/v1');
    await page.getByText('saving this drops it').waitFor();
    await page.getByLabel('Base URL').fill(pages.stage.model.url);
    await page.getByText('saving this drops it').waitFor({ state: 'detached' });
  });

  test('Execution: an assigned task is run by hand, and the run opens', async () => {
    await page.getByLabel('Manual').check();
    await button('Save execution').click();
    await page.getByText('Saved.').waitFor();
    await callApi(pages.stage, 'POST', '/v1/tasks', { title: 'Write the minutes', assignee: 'scribe' });
    await tab('execution');
    await page.getByLabel('Task', { exact: true }).selectOption({ label: '#2 Write the minutes' });
    await button('Run now').click();
    await page.getByRole('link', { name: 'Open the run' }).click();
    await page.waitForURL(/\/runs\/[0-9a-f-]{36}/);
    await page.locator('h1 + span', { hasText: 'completed' }).waitFor();
  });

  test('Webhook: an address of its own hears of the agent, and leads to its deliveries', async () => {
    await tab('webhook');
    await page.getByLabel('URL').fill(receiver.url);
    await button('Add webhook').click();
    expect(await takeSecret()).toMatch(/^whsec_/);
    await page.getByText(/^Set, ends …/).waitFor();
    await page.getByRole('switch', { name: 'All events' }).click();
    await button('Save webhook').click();
    await page.getByText('Choose at least one event, or all.').waitFor();
    await page.getByLabel('agent.*').check();
    await button('Save webhook').click();
    await page.getByText('Saved.').waitFor();
    await callApi(pages.stage, 'PATCH', '/v1/agents/scribe', { status: 'paused' });
    await expect.poll(() => receiver.received.length).toBe(1);
    await page.getByRole('link', { name: 'Last deliveries' }).click();
    await page.getByRole('button', { name: 'agent.status_changed' }).waitFor();
    await page.getByRole('link', { name: 'Scribe' }).click();
    await page.getByRole('tab', { name: 'Webhook', selected: true }).waitFor();
    await button('Remove webhook').click();
    await page.getByText('Removed.').waitFor();
  });

  test('Metrics: the period is in the address, and the chart is a table too', async () => {
    await callApi(pages.stage, 'PATCH', '/v1/agents/scribe', { status: 'active' });
    await tab('metrics');
    await page.getByRole('img', { name: /submitted in the last 30 days/ }).waitFor();
    await button('7 days').click();
    await page.waitForURL(/period=7d/);
    await page.reload();
    await page.getByText(/in the last 7 days; most on/).waitFor();
    await button('Show as table').click();
    await expect.poll(() => page.getByRole('region', { name: 'Work by day' }).getByRole('row').count()).toBe(8);
    expect(await page.locator('dl > div').count()).toBe(10);
  });

  test('every tab passes the accessibility rules in both themes', async () => {
    expect(await pages.violations(['/agents', ...tabs.map((name) => `/agents/scribe?tab=${name}`)])).toEqual([]);
  });

  test('on a phone a link to a tab shows that tab, in sight, and nothing scrolls sideways', async () => {
    const { page: look, open: show, context } = await pages.look(phone);
    for (const name of tabs) {
      await show(`/agents/scribe?tab=${name}`);
      await look.getByRole('tab', { selected: true }).waitFor();
      const box = await look.getByRole('tab', { selected: true }).boundingBox();
      expect((box?.x ?? 999) + (box?.width ?? 0), name).toBeLessThanOrEqual(391);
      expect(await look.evaluate('document.documentElement.scrollWidth - innerWidth'), name).toBeLessThanOrEqual(0);
    }
    await context.close();
  });

  test('an agent goes after its name was typed', async () => {
    await tab('general');
    await button('Delete agent').click();
    await dialog().getByLabel('Type “Scribe” to confirm').fill('Scribe');
    await dialog().getByRole('button', { name: 'Delete agent' }).click();
    await page.waitForURL(/\/agents$/);
    await page.getByRole('link', { name: 'Data cleanup' }).waitFor();
    expect(await page.getByRole('link', { name: 'Scribe' }).count()).toBe(0);
  });
});
