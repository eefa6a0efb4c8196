import type { Page } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import { foreignAgent, sendTrace, type ForeignAgent } from './foreign-agent.ts';
import { asOwner } from './owner-calls.ts';
import { describeOwnerPages, phone } from './owner-pages.ts';
import { whenLoaded } from './visitors.ts';

const diff = 'diff --git a/src/a.ts b/src/a.ts\n--- a/src/a.ts\n+++ b/src/a.ts\n@@ -1,2 +1,2 @@\n same\n-const b = 2;\n+const b = 3;\n';

describeOwnerPages('the pages of sessions', (pages) => {
  let page: Page;
  let agent: ForeignAgent;
  let traced: string;
  const { open } = pages;
  beforeAll(async () => {
    page = pages.page;
    agent = foreignAgent(pages.stage);
    await agent.say('I begin with **billing**.', { git_diff: diff });
    const attributes = { 'gen_ai.operation.name': 'execute_tool', 'gen_ai.tool.name': 'search' };
    await sendTrace(pages.stage, 'weather-bot', [
      { id: 'a', name: 'invoke_agent weather', from: 0, to: 5_000 },
      {
        id: 'b',
        parent: 'a',
        name: 'chat gpt-4.1',
        from: 100,
        to: 2_000,
        attributes: { 'gen_ai.operation.name': 'chat', 'gen_ai.request.model': 'gpt-4.1' },
      },
      { id: 'c', parent: 'a', name: 'search', from: 2_000, to: 2_400, error: 'Connection refused', attributes },
      { id: 'd', parent: 'a', name: 'search', from: 2_500, to: 3_000, attributes },
    ]);
    const { body } = await asOwner(page, 'GET', '/v1/sessions?origin=telemetry');
    traced = String(Object(body['data'])[0].id);
    await asOwner(page, 'PATCH', `/v1/sessions/${agent.session}`, { name: 'Refactor billing' });
  });

  const row = (name: string | RegExp) => page.getByRole('row', { name });
  const step = (name: RegExp) => page.getByRole('treeitem', { name });
  const panel = () => page.getByRole('region', { name: 'Selected step' });
  const act = async (name: string) => {
    await page.getByRole('button', { name: 'Actions for the session' }).click();
    await page.getByRole('menuitem', { name }).click();
  };

  test('sessions of agents elsewhere say where they come from and how they are; the filters are in the address', async () => {
    await open('/sessions');
    await row(/Refactor billing.*External · demo.*active/).waitFor();
    await row(/Telemetry · demo/).waitFor();
    await page.getByLabel('Source').selectOption('telemetry');
    await page.waitForURL(/origin=telemetry/);
    await row(/Refactor billing/).waitFor({ state: 'detached' });
    await page.getByLabel('With an error').check();
    await page.waitForURL(/error=true/);
    await page.reload();
    expect(await page.getByLabel('Source').inputValue()).toBe('telemetry');
    await open('/sessions?q=nobody');
    await page.getByText('No match.').waitFor();
  });

  test('news are counted above the list while one points at it; columns, a saved view and an export', async () => {
    await open('/sessions');
    await row(/Refactor billing/).hover();
    await foreignAgent(pages.stage, 'newcomer').say('Hello');
    await foreignAgent(pages.stage, 'newcomer').say('Hello too');
    const news = page.getByRole('button', { name: '2 new' });
    await news.waitFor();
    expect(await row(/newcomer/).count()).toBe(0);
    await news.click();
    await row(/newcomer/)
      .first()
      .waitFor();
    await page.getByLabel('Agent', { exact: true }).selectOption('newcomer');
    await row(/Refactor billing/).waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'View' }).click();
    await pages.dialog().getByLabel('Duration').check();
    await pages.dialog().getByLabel('Name of the filter as it is now').fill('Newcomers');
    await pages.dialog().getByRole('button', { name: 'Save view' }).click();
    const file = await pages.dialog().getByRole('link', { name: 'CSV' }).getAttribute('href');
    await page.keyboard.press('Escape');
    await page.getByRole('columnheader', { name: 'Duration' }).waitFor();
    const sheet = await page.context().request.get(`${pages.stage.origin}${file}`);
    expect([sheet.status(), sheet.headers()['content-type']]).toEqual([200, expect.stringContaining('text/csv')]);
    expect((await sheet.text()).trim().split('\n')).toHaveLength(3);
    await open('/sessions');
    await page.getByRole('link', { name: 'Newcomers' }).click();
    await page.waitForURL(/agent=newcomer/);
  });

  test('two sessions are picked with a key and a box, compared, and ended together; a filter is taken off by its chip', async () => {
    await open('/sessions?agent=newcomer');
    const boxes = page.getByRole('checkbox', { name: /^Pick/ });
    await boxes.nth(1).check();
    await page
      .getByRole('link', { name: /^newcomer|^demo/ })
      .first()
      .focus();
    await page.keyboard.press('x');
    await page.getByText('2 picked').waitFor();
    await page.getByRole('link', { name: 'Compare' }).click();
    await page
      .getByRole('region', { name: 'Facts' })
      .getByRole('row', { name: /Messages 1 1 the same/ })
      .waitFor();
    await page.getByText('1 line added, 1 line removed.').waitFor();
    expect(await pages.violations([new URL(page.url()).pathname + new URL(page.url()).search])).toEqual([]);
    await page.goBack();
    for (const place of [0, 1]) await boxes.nth(place).check();
    await page.getByRole('button', { name: 'End 2…' }).click();
    await pages.dialog().getByRole('button', { name: 'End them' }).click();
    await row(/newcomer.*completed/)
      .nth(1)
      .waitFor();
    await page.getByRole('button', { name: /Take off the filter Agent/ }).click();
    await row(/Refactor billing/).waitFor();
  });

  test('a team is made, somebody is added by mail, and a session is shared with all of them', async () => {
    await open('/settings/teams');
    await page.getByRole('button', { name: 'New team' }).click();
    await pages.dialog().getByLabel('Name').fill('Billing crew');
    await pages.dialog().getByRole('button', { name: 'Create team' }).click();
    await page.getByRole('heading', { name: 'Billing crew' }).waitFor();
    await page.getByRole('button', { name: 'Add somebody' }).click();
    await pages.dialog().getByLabel('E-mail').fill('ana@example.org');
    await pages.dialog().getByRole('button', { name: 'Add', exact: true }).click();
    await pages.dialog().getByText('ana@example.org was added.').waitFor();
    await page.keyboard.press('Escape');
    await page.getByLabel('Role of ana@example.org').waitFor();
    const path = new URL(page.url()).pathname;
    expect(await pages.violations(['/settings/teams', path])).toEqual([]);
    await open(`/sessions/${agent.session}`);
    await page.getByRole('button', { name: 'Share' }).click();
    await pages.dialog().getByLabel('With').selectOption({ label: 'Team Billing crew (2 members)' });
    await pages.dialog().getByRole('button', { name: 'Share', exact: true }).click();
    await pages.dialog().getByText('Shared with the team Billing crew.').waitFor();
    await open(path);
    await page.getByRole('button', { name: 'Delete…' }).click();
    await pages.dialog().getByLabel(/^Type/).fill('Billing crew');
    await pages.dialog().getByRole('button', { name: 'Delete' }).click();
    await page.getByText('A team is a group of people').waitFor();
  });

  test('what a person writes reaches the agent, and its question is answered in the conversation', async () => {
    await open(`/sessions/${agent.session}`);
    await page.locator('strong', { hasText: 'billing' }).waitFor();
    await page.getByLabel('Message to the agent').fill('Look at the tax too.');
    await page.keyboard.press('Enter');
    await page.getByRole('log').getByText('Look at the tax too.').waitFor();
    expect(await agent.pending()).toEqual(['Look at the tax too.']);
    await agent.say('Shall I change the rate?', { requires_user_input: true });
    await page.getByText('asks and waits').waitFor();
    await page.getByLabel('Your answer').fill('No.');
    await page.keyboard.press('Control+Enter');
    await page.getByRole('log').getByText('No.', { exact: true }).waitFor();
    expect(await agent.pending()).toEqual(['No.']);
  });

  test('changes of the working tree, an event by its address, a name, a share', async () => {
    await page.getByRole('tab', { name: 'Changes' }).click();
    await page.getByRole('region', { name: 'Changes of src/a.ts' }).getByText('const b = 3;').waitFor();
    await open(`/sessions/${agent.session}?seq=2`);
    await page.getByRole('tab', { name: 'Events', selected: true }).waitFor();
    await page.getByRole('region', { name: 'event 2' }).waitFor();
    await act('Rename…');
    await pages.dialog().getByLabel('Name').fill('Billing');
    await pages.dialog().getByRole('button', { name: 'Rename' }).click();
    await page.getByRole('heading', { level: 1, name: 'Billing' }).waitFor();
    await page.getByRole('button', { name: 'Share' }).click();
    await pages.dialog().getByLabel('E-mail').fill('bob@example.org');
    await pages.dialog().getByLabel('May').selectOption('WRITE');
    await pages.dialog().getByRole('button', { name: 'Share', exact: true }).click();
    await pages.dialog().getByText('reads and answers').waitFor();
    await pages.dialog().getByRole('button', { name: 'Stop sharing with bob@example.org' }).click();
    await pages.dialog().getByRole('list', { name: 'Shared with' }).waitFor({ state: 'detached' });
    await page.keyboard.press('Escape');
  });

  test('a trace of another program is a waterfall: the failed step is chosen, keys walk, words and letters narrow it', async () => {
    await open(`/sessions/${traced}`);
    await page.getByRole('tab', { name: 'Trace', selected: true }).waitFor();
    await step(/^invoke_agent weather/).waitFor();
    await step(/^search.*failed/).click();
    await panel().getByText('Connection refused').waitFor();
    await page.waitForURL(/span=/);
    const tree = page.getByRole('tree', { name: 'Steps' });
    await tree.focus();
    await page.keyboard.press('Home');
    await panel().getByRole('heading', { name: 'invoke_agent weather' }).waitFor();
    await page.keyboard.press('ArrowLeft');
    await page.getByText('+3').waitFor();
    expect(await page.getByRole('treeitem').count()).toBe(1);
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('End');
    await panel().getByText('search', { exact: true }).first().waitFor();
    await page.keyboard.press('f');
    await page.waitForURL(/failed=true/);
    await page.getByText('2 of 4 steps').waitFor();
    await page.keyboard.press('f');
    await page.getByLabel('Search in the steps').fill('gpt');
    await page.getByText('2 of 4 steps').waitFor();
    const { status, text } = await otlp(traced);
    expect([status, text.includes('resourceSpans')]).toEqual([200, true]);
  });

  test('a run of ours has a trace too, live, and a new message goes on with it', async () => {
    const data = { csv: 'name,amount,region\nAna,1,West' };
    const { body } = await asOwner(page, 'POST', '/v1/agents/data-cleanup/runs', { input: 'Clean up', data, wait: true });
    await open(`/sessions/${String(body['session_id'])}?tab=trace`);
    await step(/^invoke_agent data-cleanup.*ok/).waitFor();
    await step(/data-transform/)
      .first()
      .click();
    await panel().getByText('Tool', { exact: true }).waitFor();
    await page.getByRole('tab', { name: 'Messages' }).click();
    await page.locator('article[data-status="completed"]').waitFor();
    await page.getByLabel('Next message to the agent').fill('Once more');
    await page.keyboard.press('Enter');
    await page.locator('article', { hasText: 'Once more' }).waitFor();
    await page.getByRole('tab', { name: 'Input/Output' }).click();
    await page.getByText('Clean up', { exact: true }).waitFor();
  });

  test('a session is ended, and deleted after its name was typed; a viewer can do neither', async () => {
    const viewer = await pages.newcomer('viewer');
    await viewer.open(`/sessions/${agent.session}`);
    await viewer.page.getByText('You may read this session').waitFor();
    expect(await viewer.page.getByRole('button', { name: 'Share' }).count()).toBe(0);
    await viewer.page.getByRole('button', { name: 'Actions for the session' }).click();
    await viewer.page.getByRole('menuitem', { name: 'Copy the link' }).waitFor();
    expect(await viewer.page.getByRole('menuitem', { name: /^(Rename|End|Delete)/ }).count()).toBe(0);
    await viewer.context.close();
    await open(`/sessions/${agent.session}`);
    await whenLoaded(page);
    await act('End…');
    await pages.dialog().getByRole('button', { name: 'End' }).click();
    await page.getByText('completed', { exact: true }).waitFor();
    await act('Delete…');
    await pages.dialog().getByLabel(/^Type/).fill('Billing');
    await pages.dialog().getByRole('button', { name: 'Delete' }).click();
    await page.waitForURL(/\/sessions$/);
    await row(/Billing/).waitFor({ state: 'detached' });
  });

  test('the pages of sessions pass the accessibility rules in both themes', async () => {
    const session = foreignAgent(pages.stage);
    await session.say('Is this *right*?', { requires_user_input: true, git_diff: diff });
    const one = `/sessions/${session.session}`;
    expect(await pages.violations(['/sessions', one, `${one}?tab=diff`, `${one}?tab=events&seq=2`, `/sessions/${traced}`])).toEqual([]);
    const narrow = await pages.look(phone);
    for (const path of ['/sessions', one, `${one}?tab=diff`, `/sessions/${traced}`]) {
      await narrow.open(path);
      expect(await narrow.page.evaluate('document.documentElement.scrollWidth - innerWidth'), path).toBeLessThanOrEqual(0);
    }
    await narrow.context.close();
  });

  async function otlp(id: string): Promise<{ readonly status: number; readonly text: string }> {
    const response = await page.context().request.get(`${pages.stage.origin}/v1/sessions/${id}/otlp`);
    return { status: response.status(), text: await response.text() };
  }
});
