import type { Page } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import { asOwner, makeTask } from './owner-calls.ts';
import { describeOwnerPages } from './owner-pages.ts';

describeOwnerPages('the pages of projects', (pages) => {
  let page: Page;
  const { open } = pages;
  beforeAll(() => {
    page = pages.page;
  });

  test('a project is made from the empty list, with its default agent', async () => {
    await open('/projects');
    await page.getByText('A project holds tasks that belong together').waitFor();
    await page.getByRole('button', { name: 'New project' }).first().click();
    const dialog = page.getByRole('dialog', { name: 'New project' });
    await dialog.getByRole('button', { name: 'Create project' }).click();
    await dialog.getByText('Give the project a name.').waitFor();
    await dialog.getByLabel('Name').fill('Website');
    await dialog.getByLabel('Default agent').selectOption({ label: 'Data cleanup' });
    await dialog.getByRole('button', { name: 'Create project' }).click();
    await page.getByRole('heading', { level: 1, name: 'Website' }).waitFor();
  });

  test('knowledge is added, changed and removed', async () => {
    await page.getByRole('button', { name: 'Add knowledge' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Title').fill('Tone of voice');
    await dialog.getByLabel('Kind').selectOption('guideline');
    await dialog.getByLabel('Content').fill('Short **sentences**.');
    await dialog.getByRole('button', { name: 'Add', exact: true }).click();
    await page.getByText('Tone of voice').click();
    await page.locator('strong', { hasText: 'sentences' }).waitFor();
    await page.getByRole('button', { name: 'Edit Tone of voice' }).click();
    await dialog.getByLabel('Title').fill('Our voice');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('button', { name: 'Remove Our voice' }).click();
    await dialog.getByLabel(/^Type/).fill('Our voice');
    await dialog.getByRole('button', { name: 'Remove' }).click();
    await page.getByText('Nothing yet.').waitFor();
  });

  test('rules are tried before they are saved: each says why it fits or not', async () => {
    await page.getByRole('tab', { name: 'Routing' }).click();
    await addRule('Reports', async (dialog) => {
      await dialog.getByLabel('Any of these tags').fill('report');
      await dialog.getByLabel('Assign to').selectOption({ label: 'Owner (person)' });
    });
    await addRule('Critical', async (dialog) => {
      await dialog.getByLabel('Priority to').selectOption('1');
      await dialog.getByLabel('Assign to').selectOption({ label: 'Data cleanup' });
    });
    await page.getByText('A task with the tag report goes to Owner.').waitFor();
    await page.getByText('Not saved yet.').waitFor();
    const test = page.getByRole('region', { name: 'Test the rules' });
    await test.getByLabel('Tags').fill('report');
    await test.getByRole('button', { name: 'Test' }).click();
    const steps = test.getByRole('list', { name: 'Rules, step by step' });
    await steps.getByText('Reports').waitFor();
    expect(await test.getByRole('status').textContent()).toContain('Owner');
    await test.getByLabel('Tags').fill('other');
    await test.getByRole('button', { name: 'Test' }).click();
    await steps.getByText(/none of the tags/).waitFor();
  });

  test('the order is changed by buttons, and saved rules come back after a reload', async () => {
    await page.getByRole('button', { name: 'Move Critical up' }).click();
    await page.getByText('“Critical” is now number 1.').waitFor();
    await page.getByRole('button', { name: 'Save rules' }).click();
    await page.getByText('Saved.').waitFor();
    await page.reload();
    const rules = page.getByRole('list', { name: 'Rules', exact: true }).getByRole('listitem');
    await rules.first().waitFor();
    expect((await rules.allTextContents()).map((text) => /Critical|Reports/.exec(text)?.[0])).toEqual(['Critical', 'Reports']);
    const { body } = await asOwner(page, 'GET', '/v1/projects/1/routing-rules');
    expect(body).toMatchObject({ rules: [{ name: 'Critical', conditions: { priority: { lte: 1 } } }, { name: 'Reports' }] });
  });

  test('a project with open tasks is not deleted, and says why', async () => {
    await makeTask(page, { title: 'Draft', project: '1' });
    await open('/projects/1?tab=settings');
    await page.getByText('It has 1 open task').waitFor();
    await page.getByRole('button', { name: 'Delete…' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel(/^Type/).fill('Website');
    await dialog.getByRole('button', { name: 'Delete' }).click();
    await dialog.getByText('The project was not deleted').waitFor();
    await page.keyboard.press('Escape');
    await page.getByLabel('Status').selectOption('archived');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Saved.').waitFor();
    await page.getByRole('link', { name: 'Tasks of this project' }).click();
    await page.waitForURL(/\/tasks\?project=1/);
    await page.getByRole('link', { name: 'Draft' }).waitFor();
  });

  async function addRule(name: string, fill: (dialog: ReturnType<Page['getByRole']>) => Promise<void>): Promise<void> {
    await page.getByRole('button', { name: 'Add rule' }).click();
    const dialog = page.getByRole('dialog', { name: 'New rule' });
    await dialog.getByLabel('Name').fill(name);
    await fill(dialog);
    await dialog.getByRole('button', { name: 'Keep' }).click();
    await dialog.waitFor({ state: 'detached' });
  }
});
