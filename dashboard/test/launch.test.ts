import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { foreignAgent } from './foreign-agent.ts';
import { asOwner } from './owner-calls.ts';
import { describeOwnerPages, phone } from './owner-pages.ts';
import { openReceiver, type Receiver } from './receiver.ts';
import { verifyAddress } from './verified-address.ts';
import { whenLoaded, type Visitor } from './visitors.ts';

const secret = 'not-to-be-seen-again';

describeOwnerPages('agents that run elsewhere', (pages) => {
  let page: Page;
  let receiver: Receiver;
  let viewer: Visitor;
  const { open, dialog, button } = pages;
  const launchTab = () => page.getByRole('form', { name: 'Launch configuration' });
  const saved = (form: string) => page.getByRole('form', { name: form }).getByText('Saved.').waitFor();

  beforeAll(async () => {
    page = pages.page;
    receiver = await openReceiver();
  });
  afterAll(() => receiver.close());

  test('a user agent is made by its name and its webhook type, and its page asks for what that type needs', async () => {
    await open('/agents');
    await button('New agent').click();
    await dialog()
      .getByRole('radio', { name: /^User agent/ })
      .check();
    await dialog().getByLabel('Webhook type').selectOption({ label: 'n8n' });
    await dialog().getByLabel('Name').fill('Far Away');
    await dialog().getByRole('button', { name: 'Create agent' }).click();
    await page.getByRole('heading', { level: 1, name: 'Far Away' }).waitFor();
    await page.getByRole('tab', { name: 'Launch', selected: true }).waitFor();
    await launchTab().getByLabel('Header name (optional)').waitFor();
    expect(await launchTab().getByLabel('Webhook type').inputValue()).toBe('N8N');
    expect(await page.getByRole('tab', { name: /^(Prompt|Tools|Execution)/ }).count()).toBe(0);
    expect((await asOwner(page, 'GET', '/v1/agents/far-away')).body['kind']).toBe('external');
  });

  test('what is missing is said at its field; the secret is masked once it is saved, and stays when the rest is changed', async () => {
    await launchTab().getByLabel('Webhook type').selectOption({ label: 'Webhook' });
    await button('Save launch').click();
    await launchTab().getByText('Webhook URL is needed.').waitFor();
    await launchTab().getByLabel('Webhook URL').fill(receiver.url);
    await launchTab().getByLabel('Bearer secret (optional)').fill(secret);
    await button('Save launch').click();
    await saved('Launch configuration');
    expect(await launchTab().getByLabel('Bearer secret (optional)').inputValue()).toBe('');
    await launchTab()
      .getByText(/Set, never shown/)
      .waitFor();
    expect(await page.content()).not.toContain(secret);
    await launchTab().getByLabel('Webhook URL').fill(`${receiver.url}/begin`);
    await button('Save launch').click();
    await saved('Launch configuration');
    await launchTab().getByLabel('Webhook URL').fill('http://10.0.0.1/hook');
    await button('Save launch').click();
    await launchTab()
      .getByText(/^Only public addresses/)
      .first()
      .waitFor();
  });

  test('a launch asks for the prompt, tells the webhook, and leads to its session', async () => {
    await open('/agents/far-away?tab=launch');
    await button('Launch').click();
    await dialog().getByRole('button', { name: 'Launch' }).click();
    await dialog().getByText('Prompt is needed.').waitFor();
    await dialog().getByLabel('Prompt').fill('Fix the parser.');
    await dialog().getByLabel('Metadata (optional)').fill('nonsense');
    await dialog().getByRole('button', { name: 'Launch' }).click();
    await dialog().locator('[aria-invalid="true"]').waitFor();
    await dialog().getByLabel('Metadata (optional)').fill('');
    await dialog().getByRole('button', { name: 'Launch' }).click();
    await dialog().getByText('Launched', { exact: true }).waitFor();
    const heard = receiver.received.at(-1);
    expect(heard?.headers.authorization).toBe(`Bearer ${secret}`);
    expect(JSON.parse(heard?.body ?? '{}')).toMatchObject({ prompt: 'Fix the parser.', agent_type: 'far-away' });
    await dialog().getByRole('link', { name: 'Open the session' }).click();
    await page.waitForURL(/\/sessions\/[0-9a-f-]{36}/);
    await page.getByRole('log').getByText('Fix the parser.').waitFor();
  });

  test('a launch that fails says why in the words of the server', async () => {
    receiver.answer(500);
    await open('/agents/far-away?tab=launch');
    await button('Launch').click();
    await dialog().getByLabel('Prompt').fill('Again.');
    await dialog().getByRole('button', { name: 'Launch' }).click();
    await dialog().getByText('The launch has failed').waitFor();
    await dialog().getByText(/500/).waitFor();
    await dialog().getByRole('button', { name: 'Back' }).click();
    expect(await dialog().getByLabel('Prompt').inputValue()).toBe('Again.');
    await page.keyboard.press('Escape');
  });

  test('a launch that is switched off cannot be used, a reviewer launches and does not configure, a viewer does neither', async () => {
    receiver.answer(200);
    const reviewer = await pages.newcomer('reviewer');
    await reviewer.open('/agents/far-away?tab=launch');
    await reviewer.page.getByRole('button', { name: 'Launch', exact: true }).waitFor();
    expect(await reviewer.page.getByRole('form', { name: 'Launch configuration' }).count()).toBe(0);
    await reviewer.context.close();
    viewer = await pages.newcomer('viewer');
    await viewer.open('/agents/far-away?tab=launch');
    await viewer.page.getByText('Only owners and admins may do this.').waitFor();
    expect(await viewer.page.getByRole('button', { name: 'Launch', exact: true }).count()).toBe(0);
    await viewer.open('/agents/far-away?tab=questions');
    await viewer.page.getByText('Everybody who may answer is asked.').waitFor();
    expect(await viewer.page.getByRole('button', { name: 'Save rules' }).count()).toBe(0);
    await launchTab().getByRole('switch', { name: 'Active' }).click();
    await button('Save launch').click();
    await saved('Launch configuration');
    await button('Launch').waitFor({ state: 'detached' });
  });

  test('the rules of questions are set in words: who is asked, by when, what happens then, and who is asked next', async () => {
    await open('/agents/far-away?tab=questions');
    const form = page.getByRole('form', { name: 'Rules' });
    const words = page.getByRole('list', { name: 'The rules as they are' });
    await words.getByText('There is no deadline, unless the agent sets one.').waitFor();
    await form.getByLabel('Who is asked').selectOption({ label: 'Owner' });
    await form.getByLabel('Answer due within', { exact: true }).fill('5');
    await form.getByLabel('Answer due within: unit').selectOption('seconds');
    await form.getByLabel('When nobody has answered in time').selectOption({ label: 'Answer with a text' });
    await button('Save rules').click();
    await form.getByText(/^From a minute to 30 days/).waitFor();
    await form.getByText(/^Write the answer/).waitFor();
    await form.getByLabel('Answer due within: unit').selectOption('hours');
    await form.getByLabel('The answer then').fill('Do not deploy.');
    await form.getByLabel('Pass on after', { exact: true }).fill('30');
    await form.getByLabel('Pass on after: unit').selectOption('minutes');
    await form.getByLabel('Pass on to').selectOption({ label: 'reviewer' });
    await button('Save rules').click();
    await saved('Rules');
    await words.getByText('Owner is asked first; others may answer too.').waitFor();
    await words.getByText('An answer is due within 5 hours.').waitFor();
    await words.getByText('When the time is over, “Do not deploy.” is the answer.').waitFor();
    await words.getByText('After 30 minutes without an answer it is given to reviewer, with a new notification.').waitFor();
    expect((await asOwner(page, 'GET', '/v1/agents/far-away/interaction-rules')).body).toMatchObject({
      deadline_s: 18_000,
      on_timeout: 'respond',
      timeout_answer: 'Do not deploy.',
      escalate_after_s: 1_800,
    });
  });

  test('Access prints how a client of the Model Context Protocol is set up, with a place for the key', async () => {
    await open('/agents/far-away?tab=access');
    const shown = async (name: string) => JSON.parse((await page.getByRole('region', { name, exact: true }).textContent()) ?? '');
    const { origin } = pages.stage;
    expect(await shown('MCP configuration over HTTP')).toEqual({
      mcpServers: { forgeyard: { type: 'http', url: `${origin}/mcp`, headers: { Authorization: 'Bearer YOUR_KEY' } } },
    });
    expect(await shown('MCP configuration as a program')).toEqual({
      mcpServers: {
        forgeyard: { command: 'npx', args: ['forgeyard', 'mcp'], env: { FORGEYARD_URL: origin, FORGEYARD_KEY: 'YOUR_KEY' } },
      },
    });
    await button('Copy MCP configuration over HTTP').waitFor();
  });

  test('somebody who may write by a share alone answers the question in the field for messages', async () => {
    const agent = foreignAgent(pages.stage);
    await agent.say('Which *branch*?', { requires_user_input: true });
    await viewer.open(`/sessions/${agent.session}`);
    await viewer.page.getByText('You may read this session, and not write into it.').waitFor();
    verifyAddress(pages.stage, 'viewer@example.org');
    await asOwner(page, 'POST', `/v1/sessions/${agent.session}/shares`, { email: 'viewer@example.org', access: 'WRITE' });
    await viewer.open(`/sessions/${agent.session}`);
    await viewer.page.getByText(/^The agent asks: “Which \*branch\*\?”/).waitFor();
    await viewer.page.getByLabel('Your answer').fill('main');
    await viewer.page.getByRole('button', { name: 'Send the answer' }).click();
    await viewer.page.getByLabel('Message to the agent').waitFor();
    expect(await agent.pending()).toEqual(['main']);
    await viewer.context.close();
  });

  test('the tabs pass the accessibility rules in both themes', async () => {
    const tabs = ['launch', 'questions', 'access'].map((tab) => `/agents/far-away?tab=${tab}`);
    expect(await pages.violations(tabs)).toEqual([]);
    const narrow = await pages.look(phone);
    for (const path of tabs) {
      await narrow.open(path);
      expect(await narrow.page.evaluate('document.documentElement.scrollWidth - innerWidth'), path).toBeLessThanOrEqual(0);
    }
    await narrow.context.close();
  });

  test('removing forgets the configuration', async () => {
    await open('/agents/far-away?tab=launch');
    await whenLoaded(page);
    await button('Remove launch').click();
    await launchTab().getByText('Removed.').waitFor();
    expect(await launchTab().getByLabel('Webhook URL').inputValue()).toBe('');
  });
});
