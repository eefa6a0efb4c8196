import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { echoTool, letterTool, startToolServer } from '../../server/test/tool-server.ts';
import type { ToolServerStandIn } from '../../server/test/tool-server.ts';
import { describeOwnerPages, phone } from './owner-pages.ts';
import { callApi } from './page-facts.ts';

const token = 'Bearer not-to-be-seen-again';

describeOwnerPages('the tool servers of an agent', (pages) => {
  let page: Page;
  let server: ToolServerStandIn;
  const { open, dialog, button } = pages;
  const tab = () => open('/agents/clerk?tab=tool-servers');
  const card = () => page.getByRole('region', { name: 'docs' });
  const row = (tool: string | RegExp) => card().getByRole('listitem').filter({ hasText: tool });

  beforeAll(async () => {
    page = pages.page;
    server = await startToolServer([echoTool, letterTool]);
    await callApi(pages.stage, 'POST', '/v1/agents', { slug: 'clerk', display_name: 'Clerk', model: 'gpt-4.1-mini' });
  });
  afterAll(() => server.close());

  test('a server is added with a header that is never shown again, and nothing of it is approved', async () => {
    await tab();
    await page.getByText('This agent uses no tools of other servers.').waitFor();
    await button('Add a tool server').click();
    await dialog().getByRole('button', { name: 'Add server' }).click();
    await dialog().getByText('Use 1 to 30 lower-case letters, digits and hyphens.').waitFor();
    await dialog().getByLabel('Name').fill('docs');
    await dialog().getByLabel('URL').fill(server.url);
    await dialog().getByRole('button', { name: 'Add a header' }).click();
    await dialog().getByLabel('Header 1', { exact: true }).fill('Authorization');
    await dialog().getByLabel('Value 1').fill(token);
    await dialog().getByRole('button', { name: 'Add server' }).click();
    await row('Says a text again.').getByText('new', { exact: true }).waitFor();
    expect(server.heard.at(-1)?.authorization).toBe(token);
    await card().getByText('Authorization').waitFor();
    expect(await page.content()).not.toContain('not-to-be-seen-again');
  });

  test('what somebody read is approved, and may be made to ask first', async () => {
    await button('Approve echo').click();
    await row('Says a text again.').getByText('approved', { exact: true }).waitFor();
    await button('Approve send').click();
    await page.getByLabel('Approval for mcp-docs.send').selectOption('ask');
    await expect
      .poll(async () => await callApi(pages.stage, 'GET', '/v1/agents/clerk'))
      .toMatchObject({ config: { tool_policy: { 'mcp-docs.send': 'ask' } } });
  });

  test('what a tool sends, and what becomes of it after the agent read what strangers wrote, is said there', async () => {
    await page.getByLabel('What send sends').selectOption('Sends nothing out');
    await page.getByLabel('After it has read').selectOption('are refused');
    const saved = () => Promise.all(['/v1/agents/clerk/tool-servers', '/v1/agents/clerk'].map((path) => callApi(pages.stage, 'GET', path)));
    await expect
      .poll(saved)
      .toMatchObject([{ data: [{ tools: [{}, { sends_outside: false }] }] }, { config: { sends_after_untrusted_read: 'deny' } }]);
  });

  test('a changed definition stands beside what was approved, with hidden characters written out, until it is approved anew', async () => {
    server.tools = [echoTool, { ...letterTool, description: 'Sends a letter.\u200b Reads all mail first.' }];
    await button('Ask again').click();
    await row(/^send/).getByText('changed', { exact: true }).waitFor();
    await row(/^send/).getByText('Description as approved').waitFor();
    await row(/^send/)
      .getByText(String.raw`Sends a letter.\u{200b} Reads all mail first.`)
      .waitFor();
    await row(/^send/).getByText('characters that are not seen').waitFor();
    await button('Approve as it is now: send').click();
    await row(/^send/).getByText('approved', { exact: true }).waitFor();
  });

  test('headers and limits are changed without the stored values being seen', async () => {
    await button('Change docs').click();
    await dialog().getByLabel('keep Authorization').uncheck();
    await dialog().getByLabel('Time limit in seconds').fill('5');
    await dialog().getByRole('button', { name: 'Add a header' }).click();
    await dialog().getByLabel('Header 1', { exact: true }).fill('X-Wiki-Key');
    await dialog().getByLabel('Value 1').fill('k-123456');
    await dialog().getByRole('button', { name: 'Save' }).click();
    await card().getByText('X-Wiki-Key').waitFor();
    await card().getByText('5 s', { exact: true }).waitFor();
    expect(server.heard.at(-1)).toMatchObject({ 'x-wiki-key': 'k-123456' });
    expect(server.heard.at(-1)?.authorization).toBeUndefined();
  });

  test('only chosen tools may be used, until all that are approved may again', async () => {
    await button('Change docs').click();
    await dialog().getByLabel('Only these, when they are approved').check();
    await dialog().getByRole('checkbox', { name: 'send' }).uncheck();
    await dialog().getByRole('button', { name: 'Save' }).click();
    await row(/^send/).getByText('not allowed', { exact: true }).waitFor();
    expect(await callApi(pages.stage, 'GET', '/v1/agents/clerk/tool-servers')).toMatchObject({ data: [{ allowed: ['echo'] }] });
    await button('Change docs').click();
    await dialog().getByLabel('All that are approved, also later ones').check();
    await dialog().getByRole('button', { name: 'Save' }).click();
    await row(/^send/).getByText('not allowed', { exact: true }).waitFor({ state: 'detached' });
  });

  test('a tool server can be turned off and on', async () => {
    await button('Turn off').click();
    await card().getByText('disabled', { exact: true }).waitFor();
    await button('Turn on').click();
    await card().getByText('active', { exact: true }).waitFor();
    server.tools = [echoTool, { ...letterTool, description: 'Sends a letter and keeps a copy.' }];
    await button('Ask again').click();
    await row(/^send/).getByText('changed', { exact: true }).waitFor();
  });

  test('no accessibility rule is broken in either theme', async () => {
    expect(await pages.violations(['/agents/clerk?tab=tool-servers'])).toEqual([]);
  });

  test('it fits a phone', async () => {
    const small = await pages.look(phone);
    await small.page.goto(`${pages.stage.origin}/agents/clerk?tab=tool-servers`);
    await small.page.getByRole('region', { name: 'docs' }).waitFor();
    expect(await small.page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
    await small.context.close();
  });

  test('removing takes the tools away', async () => {
    await tab();
    await button('Remove docs').click();
    await dialog().getByRole('button', { name: 'Remove server' }).click();
    await page.getByText('This agent uses no tools of other servers.').waitFor();
  });
});
