import type { Page } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import { asOwner, handIn, makeTask } from './owner-calls.ts';
import { describeOwnerPages } from './owner-pages.ts';

const first = '# Kettle\n\nIt boils water.\n\n- steel\n';
const second = '# Kettle\n\nIt boils a litre in two minutes.\n\n- brushed steel\n- quiet\n';

describeOwnerPages('the pages of deliverables', (pages) => {
  let page: Page;
  let task: number;
  let v1: number;
  const { open } = pages;
  beforeAll(() => {
    page = pages.page;
  });

  const work = async (title: string) => {
    const number = await makeTask(page, { title, assignee: 'data-cleanup' });
    await asOwner(page, 'PATCH', `/v1/tasks/${number}`, { status: 'in_progress' });
    return number;
  };

  test('an empty queue says what a deliverable is and how one arrives', async () => {
    await open('/deliverables');
    await page.getByText('A deliverable is what an agent hands in').waitFor();
    expect(await page.getByRole('region', { name: 'command' }).textContent()).toContain('/api/deliverables');
  });

  test('what waits longest is first in the queue', async () => {
    task = await work('Product page');
    v1 = await handIn(page, { task: String(task), title: 'Kettle copy', content: first });
    await handIn(page, { task: String(await work('Launch post')), title: 'Launch post', content: 'Soon.' });
    await page
      .getByRole('table', { name: 'Waiting for review' })
      .getByRole('row', { name: /Launch post/ })
      .waitFor();
    const rows = page.getByRole('table', { name: 'Waiting for review' }).locator('[data-row]');
    expect(await rows.allTextContents()).toEqual(['Kettle copy', 'Launch post']);
  });

  test('a line of the source can be commented on', async () => {
    await page.getByRole('link', { name: 'Kettle copy' }).click();
    await page.getByRole('heading', { name: 'Kettle', exact: true }).waitFor();
    await page.keyboard.press('v');
    await page.waitForURL(/view=source/);
    await page.getByRole('button', { name: 'Comment on line 3' }).click();
    await page.getByLabel('Comment on line 3').last().fill('How fast?');
    await page.getByRole('region', { name: 'Source' }).getByRole('button', { name: 'Comment', exact: true }).click();
    await page.getByRole('list', { name: 'Comments on line 3' }).getByText('How fast?').waitFor();
    const { body } = await asOwner(page, 'GET', `/v1/deliverables/${v1}/comments`);
    expect(body).toMatchObject({ data: [{ content: 'How fast?', line: 3 }] });
  });

  test('a revision needs words; they reach the agent, and the next one in the queue is offered', async () => {
    await page.keyboard.press('r');
    const dialog = page.getByRole('dialog', { name: 'Request a revision' });
    await dialog.getByRole('button', { name: 'Request revision' }).click();
    await dialog.getByText('Say what has to change').waitFor();
    await dialog.getByLabel('What has to change').fill('Say how fast it boils.');
    await page.keyboard.press('Control+Enter');
    await dialog.waitFor({ state: 'detached' });
    await page.getByRole('list', { name: 'Versions' }).getByText('Say how fast it boils.').waitFor();
    expect((await asOwner(page, 'GET', `/v1/tasks/${task}`)).body).toMatchObject({ status: 'assigned' });
    await page.getByRole('link', { name: 'Next in queue' }).click();
    await page.getByRole('heading', { level: 1, name: 'Launch post' }).waitFor();
  });

  test('a version that arrives is announced and never replaces the one that is read', async () => {
    await open(`/deliverables/${v1}`);
    await page.getByRole('heading', { level: 1, name: 'Kettle copy version 1' }).waitFor();
    await asOwner(page, 'PATCH', `/v1/tasks/${task}`, { status: 'in_progress' });
    await handIn(page, { task: String(task), title: 'Kettle copy', content: second });
    await page.getByText('Version 2 arrived.').waitFor();
    await page.getByText('It boils water.').waitFor();
    await page.getByRole('link', { name: 'Look at version 2' }).click();
    await page.getByRole('heading', { level: 1, name: 'Kettle copy version 2' }).waitFor();
    await page.waitForURL(/view=diff.*from=1|from=1.*view=diff/);
  });

  test('the comparison says in words what came and what went, and ] leads from change to change', async () => {
    await page.getByText('3 lines added, 2 lines removed.').waitFor();
    const changes = page.getByRole('region', { name: 'Changes' });
    expect(await changes.getByRole('row', { name: /removed.*It boils water/ }).count()).toBe(1);
    expect(await changes.getByRole('row', { name: /added.*two minutes/ }).count()).toBe(1);
    await page.keyboard.press(']');
    await page.keyboard.press(']');
    expect(await page.evaluate('document.activeElement.textContent')).toContain('steel');
    await page.keyboard.press('[');
    expect(await page.evaluate('document.activeElement.textContent')).toContain('It boils water.');
    await page.getByRole('button', { name: 'Side by side' }).click();
    await changes.getByRole('row', { name: /It boils water\..*two minutes/ }).waitFor();
  });

  test('a verdict on a version that was replaced meanwhile is refused, and the newer one is offered', async () => {
    const number = await work('Press release');
    const old = await handIn(page, { task: String(number), title: 'Press release', content: 'One.' });
    await open(`/deliverables/${old}`);
    await page.getByRole('heading', { level: 1, name: 'Press release' }).waitFor();
    await page.keyboard.press('a');
    const dialog = page.getByRole('dialog', { name: 'Approve this version' });
    await dialog.waitFor();
    await asOwner(page, 'POST', `/v1/deliverables/${old}/review`, { decision: 'revision_requested', feedback: 'Longer.' });
    await asOwner(page, 'PATCH', `/v1/tasks/${number}`, { status: 'in_progress' });
    await handIn(page, { task: String(number), title: 'Press release', content: 'Two.' });
    await dialog.getByRole('button', { name: 'Approve' }).click();
    await dialog.getByText('The verdict was not taken').waitFor();
    await page.keyboard.press('Escape');
    await page.getByText('Version 2 arrived.').waitFor();
  });

  test('a approves: the task is done, and the page says so', async () => {
    await open('/deliverables');
    await page.getByRole('table', { name: 'Waiting for review' }).getByRole('link', { name: 'Kettle copy' }).click();
    await page.getByRole('heading', { level: 1, name: 'Kettle copy version 2' }).waitFor();
    await page.keyboard.press('a');
    await page.getByRole('dialog').getByRole('button', { name: 'Approve' }).click();
    await page.getByRole('group', { name: 'Review' }).getByText('Approved.').last().waitFor();
    expect((await asOwner(page, 'GET', `/v1/tasks/${task}`)).body).toMatchObject({ status: 'completed' });
  });

  test('files are downloaded under their name, and HTML is shown as text', async () => {
    const files = [{ filename: 'notes.txt', content: Buffer.from('hello').toString('base64'), mime_type: 'text/plain' }];
    const fields = { task: String(await work('Site')), title: 'Site', content: '<h1 id="made">Hi</h1>', content_type: 'html', files };
    await open(`/deliverables/${await handIn(page, fields)}`);
    const download = page.waitForEvent('download');
    await page.getByRole('link', { name: /notes\.txt/ }).click();
    expect((await download).suggestedFilename()).toBe('notes.txt');
    await page.getByText('<h1 id="made">Hi</h1>').waitFor();
    expect(await page.locator('#made').count()).toBe(0);
  });

  test('the letter after g never judges', async () => {
    await page.keyboard.type('ga');
    await page.waitForURL(/\/agents$/);
    expect(await page.getByRole('dialog').count()).toBe(0);
  });
});
