import type { Page } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import { asOwner, handIn, makeProject, makeTask } from './owner-calls.ts';
import { describeOwnerPages, phone } from './owner-pages.ts';
import { violations } from './page-facts.ts';

const allPagesMsMax = 120_000;

describeOwnerPages(
  'the pages of work, for everybody',
  (pages) => {
    let page: Page;
    let paths: readonly string[];

    beforeAll(async () => {
      page = pages.page;
      const project = await makeProject(page, { name: 'Website', description: 'The new site.', default_agent: 'data-cleanup' });
      await asOwner(page, 'POST', `/v1/projects/${project}/knowledge`, { title: 'Tone', kind: 'guideline', content: '# Tone\n\nDry.' });
      const rule = { name: 'Reports', priority: 1, conditions: { tags_any: ['report'] }, assign_to: 'data-cleanup' };
      await asOwner(page, 'PUT', `/v1/projects/${project}/routing-rules`, { rules: [rule] });
      for (const priority of [1, 2, 3, 4]) await makeTask(page, { title: `Waits with priority ${priority}`, priority, tags: ['report'] });
      const task = await makeTask(page, {
        title: 'A'.repeat(120),
        assignee: 'data-cleanup',
        project: String(project),
        context: { week: 47 },
      });
      await asOwner(page, 'PATCH', `/v1/tasks/${task}`, { status: 'in_progress' });
      const v1 = await handIn(page, { task: String(task), title: 'Copy', content: '# Copy\n\nOne.\n', metadata: { words: 2 } });
      await asOwner(page, 'POST', `/v1/deliverables/${v1}/review`, { decision: 'revision_requested', feedback: 'Longer.' });
      await asOwner(page, 'PATCH', `/v1/tasks/${task}`, { status: 'in_progress' });
      const v2 = await handIn(page, { task: String(task), title: 'Copy', content: '# Copy\n\nOne and two.\n\nThree.\n' });
      await asOwner(page, 'POST', `/v1/deliverables/${v2}/comments`, { content: 'Four?', line: 3 });
      const views = ['', '?view=source', '?view=diff'].map((view) => `/deliverables/${v2}${view}`);
      const tabs = ['', '?tab=routing', '?tab=settings'].map((tab) => `/projects/${project}${tab}`);
      const tasks = ['/tasks?view=board', '/tasks?view=list', '/tasks?text=nothing-like-this', `/tasks/${task}`, '/tasks/1'];
      paths = [...tasks, '/deliverables', `/deliverables/${v1}`, ...views, '/projects', ...tabs, '/tasks/999', '/deliverables/999'];
    });

    test('every page passes the accessibility rules in both themes', async () => {
      expect(await pages.violations(paths)).toEqual([]);
    });

    test('every dialog and menu passes the accessibility rules', async () => {
      const { page: look, open, context } = await pages.look({ bypassCSP: true });
      const found: string[] = [];
      const opened = [
        ['/tasks?view=board', 'New task', 'dialog'],
        ['/tasks?view=board', 'Actions for Waits with priority 1', 'menu'],
        ['/deliverables/2', 'Request revision', 'dialog'],
        ['/projects', 'New project', 'dialog'],
        ['/projects/1', 'Edit Tone', 'dialog'],
        ['/projects/1?tab=routing', 'Edit Reports', 'dialog'],
      ] as const;
      for (const [path, name, role] of opened) {
        await open(path);
        await look.getByRole('button', { name }).first().click();
        await look.getByRole(role).waitFor();
        found.push(...(await violations(look)).map((rule) => `${name}: ${rule}`));
      }
      await context.close();
      expect(found).toEqual([]);
    });

    test('on a phone the tasks are a list, the comparison has one column, and no page scrolls sideways', async () => {
      const { page: look, open, context } = await pages.look(phone);
      for (const path of paths) {
        await open(path);
        expect(await look.evaluate('document.documentElement.scrollWidth - innerWidth'), path).toBeLessThanOrEqual(0);
      }
      await open('/tasks');
      await look.getByRole('list', { name: 'Tasks' }).waitFor();
      await open('/deliverables/2?view=diff');
      await look.getByRole('region', { name: 'Changes' }).waitFor();
      expect(await look.getByRole('button', { name: 'Side by side' }).count()).toBe(0);
      await context.close();
    });

    test('a failed request says so with its code and its request id, and what was known stays', async () => {
      await pages.open('/tasks?view=board');
      await page.getByRole('link', { name: 'Waits with priority 1' }).waitFor();
      await page.route('**/v1/tasks?**', (route) =>
        route.fulfill({
          status: 503,
          contentType: 'application/problem+json',
          body: '{"detail":"Busy.","code":"BUSY","request_id":"req_7"}',
        }),
      );
      // A change elsewhere makes the page read the board again.
      await asOwner(page, 'POST', '/v1/tasks', { title: 'Another one' });
      await page.getByText('The board could not be refreshed').waitFor();
      await page.getByText('req_7').waitFor();
      expect(await page.getByRole('link', { name: 'Waits with priority 1' }).count()).toBe(1);
      await page.unroute('**/v1/tasks?**');
      await page.getByRole('button', { name: 'Retry' }).click();
      await page.getByText('The board could not be refreshed').waitFor({ state: 'detached' });
    });
  },
  allPagesMsMax,
);
