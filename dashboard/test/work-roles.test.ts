import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { asOwner, handIn, makeProject, makeTask } from './owner-calls.ts';
import { describeOwnerPages } from './owner-pages.ts';
import type { Visitor } from './visitors.ts';

const offered = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).count();
const barred = async (page: Page, name: string) =>
  (await page.getByRole('menuitem', { name }).getAttribute('aria-disabled')) === 'true'
    ? ((await page.getByRole('menuitem', { name }).textContent()) ?? '')
    : 'offered';

describeOwnerPages('the pages of work offer only what a role may do', (pages) => {
  beforeAll(async () => {
    const { page } = pages;
    const project = await makeProject(page, { name: 'Website' });
    await asOwner(page, 'POST', `/v1/projects/${project}/knowledge`, { title: 'Tone', kind: 'guideline', content: 'Dry.' });
    const rule = { name: 'Reports', priority: 1, conditions: { tags_any: ['report'] }, assign_to: 'data-cleanup' };
    await asOwner(page, 'PUT', `/v1/projects/${project}/routing-rules`, { rules: [rule] });
    await makeTask(page, { title: 'Call the printer' });
    const task = await makeTask(page, { title: 'Product page', assignee: 'data-cleanup' });
    await asOwner(page, 'PATCH', `/v1/tasks/${task}`, { status: 'in_progress' });
    await handIn(page, { task: String(task), title: 'Kettle copy', content: 'It boils.' });
  });

  describe('a viewer', () => {
    let viewer: Visitor;
    let page: Page;
    beforeAll(async () => {
      viewer = await pages.newcomer('viewer');
      page = viewer.page;
    });

    test('reads tasks, makes and moves none, and is told why', async () => {
      await viewer.open('/tasks?view=board');
      expect(await offered(page, 'New task')).toBe(0);
      const card = page.getByRole('article').filter({ hasText: 'Call the printer' });
      expect(await card.getAttribute('draggable')).toBe('false');
      await page.getByRole('button', { name: 'Actions for Call the printer' }).click();
      await page.getByRole('menu').waitFor();
      expect(await barred(page, 'Delete…')).toContain('Only owners and admins');
      expect(await barred(page, 'Assign…')).toContain('Only owners and admins');
      expect(await page.getByRole('menuitemradio', { name: '1 Critical' }).getAttribute('aria-disabled')).toBe('true');
      expect(await page.getByRole('menuitem', { name: 'Take it myself' }).count()).toBe(0);
      await viewer.open('/tasks/1');
      expect(await offered(page, 'Comment')).toBe(0);
      await page.keyboard.press('1');
      await page.getByText('keeps its priority').waitFor();
    });

    test('reads what was handed in, and cannot judge it, by letters neither', async () => {
      await viewer.open('/deliverables/1?view=source');
      await page.getByText('Viewers do not judge.').waitFor();
      expect([await offered(page, 'Approve'), await offered(page, 'Comment'), await offered(page, 'Comment on line 1')]).toEqual([0, 0, 0]);
      await page.keyboard.press('a');
      expect(await page.getByRole('dialog').count()).toBe(0);
    });

    test('reads projects, their knowledge and rules, and changes nothing of them', async () => {
      await viewer.open('/projects');
      expect(await offered(page, 'New project')).toBe(0);
      await viewer.open('/projects/1');
      await page.getByText('Tone').waitFor();
      expect([await offered(page, 'Add knowledge'), await offered(page, 'Edit Tone')]).toEqual([0, 0]);
      await viewer.open('/projects/1?tab=routing');
      await page.getByText('A task with the tag report goes to').waitFor();
      expect([await offered(page, 'Add rule'), await offered(page, 'Edit Reports'), await offered(page, 'Save rules')]).toEqual([0, 0, 0]);
      expect(await offered(page, 'Test')).toBe(1);
      await viewer.open('/projects/1?tab=settings');
      await page.getByText('Only owners and admins may do this.').waitFor();
    });

    test('is not offered webhooks', async () => {
      await viewer.open('/settings/webhooks');
      await page.getByText('Webhooks are for owners and admins').waitFor();
      expect(await offered(page, 'Add webhook')).toBe(0);
      await viewer.open('/agents/data-cleanup?tab=webhook');
      await page.getByText('Only owners and admins may do this.').waitFor();
    });
  });

  describe('a reviewer', () => {
    let reviewer: Visitor;
    let page: Page;
    beforeAll(async () => {
      reviewer = await pages.newcomer('reviewer');
      page = reviewer.page;
    });

    test('makes a task, takes one and begins it; the work of others stays as it is', async () => {
      await reviewer.open('/tasks?view=board');
      expect(await offered(page, 'New task')).toBe(1);
      await page.getByRole('button', { name: 'Actions for Call the printer' }).click();
      await page.getByRole('menuitem', { name: 'Take it myself' }).click();
      await page.getByText('“Call the printer” is yours.').waitFor();
      await page.getByRole('region', { name: 'Assigned' }).getByRole('button', { name: 'Actions for Call the printer' }).click();
      expect(await barred(page, 'Delete…')).toContain('Only owners and admins');
      await page.getByRole('menuitem', { name: 'In progress' }).click();
      await page.getByText('“Call the printer” is now in In progress.').waitFor();
      await page.getByRole('button', { name: 'Actions for Product page' }).click();
      expect(await barred(page, 'In progress')).toContain('Only who works on it');
      await page.keyboard.press('Escape');
    });

    test('judges what was handed in', async () => {
      await reviewer.open('/deliverables/1');
      await page.getByRole('button', { name: 'Approve' }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Approve' }).click();
      await page.getByRole('group', { name: 'Review' }).getByText('Approved.').last().waitFor();
    });
  });
});
