import { spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { callApi, everyPage, violations } from './page-facts.ts';
import { runProgram } from './run-program.ts';
import { startCarefulRun } from './careful-run.ts';
import { chromiumPath, isBuilt, openStage, type Stage } from './stage.ts';

const canRun = chromiumPath !== undefined && isBuilt;
if (!canRun) process.stderr.write('page tests left out: no Chromium, or the dashboard is not built\n');

describe.runIf(canRun)('the pages', () => {
  let stage: Stage;
  let context: BrowserContext;
  let page: Page;
  /** What the browser complained about on any page; a breach of the content security policy is printed there. */
  const complaints: string[] = [];

  beforeAll(async () => {
    stage = await openStage();
    context = await stage.browser.newContext({ viewport: { width: 1280, height: 800 } });
    page = await context.newPage();
    page.on('console', (message) => {
      if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
        complaints.push(`${page.url()} ${message.text()}`);
    });
    page.on('pageerror', (error) => complaints.push(`${page.url()} ${error.message}`));
  });

  afterAll(async () => {
    await stage.close();
  });
  const open = (path: string) => page.goto(`${stage.origin}${path}`);

  test('a visitor without a session is led to the sign-in page, and the wish is kept', async () => {
    await open('/runs?status=failed');
    await page.waitForURL(/\/login\?next=/);
    expect(new URL(page.url()).searchParams.get('next')).toBe('/runs?status=failed');
  });

  test('a wrong password is refused with the same words as an unknown address', async () => {
    await page.getByLabel('E-mail').fill('nobody@example.org');
    await page.getByLabel('Password').fill('not the password');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText('The e-mail address or the password is wrong.').waitFor();
  });

  test('the owner link signs in once, leaves the address bar and offers to set a password', async () => {
    await page.goto(stage.ownerLink);
    await page.getByRole('heading', { name: 'You are signed in' }).waitFor();
    expect(page.url()).not.toContain('token');
    await page.getByLabel('New password').fill('too short');
    await page.getByRole('button', { name: 'Set password' }).click();
    await page.getByText('Use at least 12 characters.').waitFor();
    await page.getByLabel('New password').fill('correct horse battery');
    await page.getByRole('button', { name: 'Set password' }).click();
    await page.getByRole('link', { name: 'Data cleanup' }).waitFor();
  });

  test('a spent owner link says so and leads to the sign-in page', async () => {
    const other = await stage.browser.newPage();
    await other.goto(stage.ownerLink);
    await other.getByText('This link does not work').waitFor();
    expect(await other.getByRole('link', { name: 'Go to sign-in' }).isVisible()).toBe(true);
    await other.close();
  });

  test('the chat runs the demo agent: tool calls appear, the answer completes, the session survives a reload', async () => {
    await open('/agents/data-cleanup');
    await page.getByRole('button', { name: 'Example' }).click();
    await page.getByRole('button', { name: 'Send' }).click();
    const turn = page.locator('[data-status="completed"]');
    await turn.waitFor();
    expect(await turn.textContent()).toContain('data-transform.csv_to_json');
    expect(await turn.textContent()).toContain('3300');
    await page.waitForURL(/session=/);
    await page.reload();
    await turn.waitFor();
    expect(await turn.textContent()).toContain('3300');
  });

  test('an agent with a model streams word by word, and stop ends it with what it said so far', async () => {
    await open('/settings/providers');
    await page.getByRole('button', { name: 'Add a provider key' }).first().click();
    await page.getByLabel('Key', { exact: true }).fill('sk-test-1234567890');
    await page.getByLabel(/Base URL/).fill(stage.model.url);
    await page.getByRole('button', { name: 'Store key' }).click();
    await page.getByText('7890').waitFor();
    await callApi(stage, 'POST', '/v1/agents', { slug: 'counter', model: 'gpt-4.1-mini', system_prompt: 'Count.' });

    await open('/agents/counter');
    await page.getByLabel('Message to the agent').fill('Count to forty.');
    await page.keyboard.press('Enter');
    await page.getByText('word-3').waitFor();
    expect(await page.locator('article').getAttribute('data-status')).toBe('running');
    expect(await page.getByText('word-40').count()).toBe(0);
    await page.locator('article[data-status="completed"]', { hasText: 'word-40' }).waitFor();

    await page.getByLabel('Message to the agent').fill('Again.');
    await page.keyboard.press('Enter');
    const second = page.locator('article').nth(1);
    await second.getByText('word-2').waitFor();
    await page.getByRole('button', { name: 'Stop' }).click();
    await page.locator('article[data-status="cancelled"]').waitFor();
    expect(await second.textContent()).toContain('word-2');
    expect(await page.locator('article').count()).toBe(2);
  });

  test('a run page follows its run live, and an approval in the inbox lets it go on', async () => {
    const waiting = await startCarefulRun(stage, page);
    await open(`/runs/${waiting}`);
    await page.getByRole('treeitem', { name: /waits for a person/ }).waitFor();
    await page.getByRole('status').filter({ hasText: 'Live' }).waitFor();

    const inbox = await context.newPage();
    await inbox.goto(`${stage.origin}/inbox`);
    await inbox.getByRole('button', { name: 'Approve' }).click();
    await inbox.getByText('Nothing waits for you.').waitFor();
    await inbox.close();

    await page.getByRole('status').filter({ hasText: 'Ended' }).waitFor();
    await page.getByRole('treeitem', { name: /data-transform\.aggregate/ }).waitFor();
    await page.locator('h1 + span', { hasText: 'completed' }).waitFor();
  });

  test('the arrow keys move through the steps, and the panel shows the chosen one', async () => {
    const tree = page.getByRole('tree', { name: 'Steps' });
    await tree.focus();
    await page.keyboard.press('End');
    await page.waitForURL(/step=/);
    await page.keyboard.press('Home');
    await page.getByRole('region', { name: 'Selected step' }).getByText('Careful cleanup').waitFor();
  });

  test('an event has an address of its own', async () => {
    const url = page.url().split('?')[0];
    await page.goto(`${url}?seq=5`);
    await page.getByRole('tab', { name: 'Events', selected: true }).waitFor();
    await page.getByRole('region', { name: 'event 5' }).waitFor();
    await page.getByLabel('Filter events by type').fill('run.*');
    await page.getByText(/of \d+ events/).waitFor();
  });

  test('a new key is asked for its agents, then shows its secret once', async () => {
    await open('/settings/keys');
    await page.getByRole('button', { name: 'Create key' }).first().click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name').fill('Pages');
    await dialog.getByRole('button', { name: 'Create key' }).click();
    await dialog.getByText('Select at least one agent, or make the key organization-wide').waitFor();

    await dialog.getByRole('combobox', { name: 'Agents' }).fill('data');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    expect(await dialog.locator('[data-review]').textContent()).toContain('Data cleanup');
    await dialog.getByRole('button', { name: 'Create key' }).click();
    expect(await page.locator('[data-secret]').inputValue()).toMatch(/^forge_/);
  });

  describe('the samples of the </> window, run as they are pasted', () => {
    test.each([
      ['curl', (text: string) => ['bash', '-c', text] as const],
      ['JavaScript', async (text: string) => [process.execPath, await saved('call.mjs', text)] as const],
      ['Python', async (text: string) => ['python3', await saved('call.py', text)] as const],
    ])('%s, streamed and at once', async (language, commandOf) => {
      if (language === 'Python' && spawnSync('python3', ['-V']).status !== 0)
        return void process.stderr.write('python3 is missing: its sample was left out\n');
      await open('/agents/data-cleanup');
      await page.locator('[data-shortcut="developer"]').click();
      await page.getByRole('tab', { name: language }).click();
      for (const isStream of [true, false]) {
        if (!isStream) await page.getByRole('switch', { name: 'Stream the answer' }).click();
        const text = (await page.locator(`[data-snippet="${language.toLowerCase()}"] pre`).textContent()) ?? '';
        const { code, output } = await runProgram(await commandOf(text), stage.demoKey);
        expect(code, output).toBe(0);
        expect(output).toContain('completed');
        expect(output).toContain('3300');
      }
    });
  });

  test('sessions of a key carry its name and show their messages and events', async () => {
    await open('/sessions');
    await page
      .getByRole('link', { name: /^demo …[0-9a-f]{4}$/ })
      .first()
      .click();
    await page.locator('article[data-status="completed"]').first().waitFor();
    await page.getByRole('tab', { name: 'Events' }).click();
    await page.getByRole('button', { name: /run\.completed/ }).waitFor();
  });

  test('single letters lead to the pages, and never act while one types', async () => {
    await open('/agents');
    await page.getByRole('link', { name: 'Data cleanup' }).waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('gr');
    expect(await page.getByLabel('Filter agents').inputValue()).toBe('gr');
    await page.getByRole('heading', { name: 'Agents' }).click();
    await page.keyboard.type('gr');
    await page.waitForURL(/\/runs$/);
  });

  test('a saved form becomes a new version, and an older save is refused', async () => {
    await open('/agents/careful-cleanup');
    await page.getByLabel('Description').fill('Asks before it dates.');
    await callApi(stage, 'PATCH', '/v1/agents/careful-cleanup', { system_prompt: 'Changed elsewhere.' });
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText('Somebody saved another version.').waitFor();
    await page.getByRole('button', { name: 'Save mine on top of it' }).click();
    await page.getByText(/^Saved: version/).waitFor();
  });

  test('every page passes the accessibility rules in both themes', async () => {
    const state = await context.storageState();
    const visitor = await stage.browser.newContext({
      storageState: state,
      bypassCSP: true,
      viewport: { width: 1280, height: 800 },
    });
    const look = await visitor.newPage();
    const paths = await everyPage(stage);
    const found: string[] = [];
    for (const path of paths) {
      await look.goto(`${stage.origin}${path}`);
      await look.getByRole('heading', { level: 1 }).waitFor();
      await look.locator('[aria-busy="true"]').first().waitFor({ state: 'detached' });
      found.push(...(await violations(look)).map((rule) => `${path} ${rule}`));
    }
    await visitor.close();
    expect(found).toEqual([]);
  });

  test('every dialog passes the accessibility rules', async () => {
    const visitor = await stage.browser.newContext({ storageState: await context.storageState(), bypassCSP: true });
    const look = await visitor.newPage();
    const found: string[] = [];
    const dialogs = [
      ['/', 'Find anything'],
      ['/agents', 'New agent'],
      ['/agents/data-cleanup', 'API: call this agent from code'],
      ['/settings/keys', 'Create key'],
      ['/settings/keys', 'Revoke demo'],
      ['/settings/providers', 'Add a provider key'],
    ] as const;
    for (const [path, name] of dialogs) {
      await look.goto(`${stage.origin}${path}`);
      await look.getByRole('button', { name }).first().click();
      await look.getByRole('dialog').waitFor();
      found.push(...(await violations(look)).map((rule) => `${name}: ${rule}`));
    }
    await visitor.close();
    expect(found).toEqual([]);
  });

  test('no page scrolls sideways on a phone', async () => {
    const phone = await stage.browser.newContext({ viewport: { width: 390, height: 844 }, storageState: await context.storageState() });
    const look = await phone.newPage();
    for (const path of ['/', '/agents', '/agents/data-cleanup', '/runs', '/sessions', '/settings/keys', '/inbox']) {
      await look.goto(`${stage.origin}${path}`);
      await look.getByRole('heading', { level: 1 }).waitFor();
      expect(await look.evaluate('document.documentElement.scrollWidth - innerWidth'), path).toBeLessThanOrEqual(0);
    }
    await look.getByRole('button', { name: 'Menu' }).click();
    await look.getByRole('dialog').getByRole('link', { name: 'Sessions' }).click();
    await look.waitForURL(/\/sessions$/);
    await phone.close();
  });

  test('the overview counts a run as soon as it has ended, and Ctrl+K finds an agent by its name and a run by its id', async () => {
    await open('/?period=1h');
    const total = page.locator('dl > div').first().locator('dd').first();
    const before = Number(await total.textContent());
    await callApi(stage, 'POST', '/v1/agents/data-cleanup/runs', { input: 'tidy up', data: { rows: [] } });
    await page
      .getByText(String(before + 1), { exact: true })
      .first()
      .waitFor();
    const newest = (await everyPage(stage)).find((path) => /^\/runs\/[^?]+$/.test(path)) ?? '';
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: 'Find anything' }).fill('data clean');
    await page.getByRole('option', { name: 'Agent Data cleanup' }).waitFor();
    await page.getByRole('combobox', { name: 'Find anything' }).fill(newest.slice('/runs/'.length));
    await page.getByRole('option', { name: /^Run / }).waitFor();
    await page.keyboard.press('Enter');
    await page.waitForURL(`${stage.origin}${newest}`);
  });

  test('signing out ends the session', async () => {
    await open('/agents');
    await page.getByRole('button', { name: 'Your account' }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.waitForURL(/\/login/);
    await open('/agents');
    await page.waitForURL(/\/login\?next=/);
  });

  test('S19: the page is sent with a strict policy, and nothing on any page broke it', async () => {
    const policy =
      (await fetch(`${stage.origin}/agents`, { headers: { accept: 'text/html' } })).headers.get('content-security-policy') ?? '';
    expect(policy).toContain("script-src 'self'");
    expect(policy).toContain("style-src 'self'");
    expect(policy).toContain("require-trusted-types-for 'script'");
    expect(policy).not.toContain('unsafe');
    expect(complaints).toEqual([]);
  });

  async function saved(name: string, text: string): Promise<string> {
    const path = join(stage.folder, name);
    await writeFile(path, text);
    return path;
  }
});
