import type { Page } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import { asOwner, makeProject, makeTask } from './owner-calls.ts';
import { describeOwnerPages } from './owner-pages.ts';

describeOwnerPages('the pages of tasks', (pages) => {
  let page: Page;
  const { open } = pages;
  beforeAll(() => {
    page = pages.page;
  });

  const column = (name: string) => page.getByRole('region', { name, exact: true });
  const cardIn = (name: string, title: string) => column(name).getByRole('link', { name: title });
  const menuOf = async (title: string) => {
    await page.getByRole('button', { name: `Actions for ${title}` }).click();
    return page.getByRole('menu');
  };
  const away = () => page.mouse.move(700, 20);

  test('an empty board says what a task is, with the call that asks for the next one', async () => {
    await open('/tasks');
    await page.getByText('A task is a piece of work').waitFor();
    expect(await page.getByRole('region', { name: 'command' }).textContent()).toContain('/api/agents/me/tasks/next');
  });

  test('a new task is asked for its title, and then waits in the first column', async () => {
    await page.keyboard.press('c');
    const dialog = page.getByRole('dialog', { name: 'New task' });
    await dialog.getByRole('button', { name: 'Create task' }).click();
    await dialog.getByText('Say in a few words what is to be done.').waitFor();
    await dialog.getByLabel('Title').fill('Compare suppliers');
    await dialog.getByLabel('Tags').fill('research, suppliers');
    await dialog.getByLabel('Priority').selectOption('3');
    await dialog.getByRole('button', { name: 'Create task' }).click();
    await cardIn('Pending', 'Compare suppliers').waitFor();
  });

  test('the menu of a card says beforehand which moves cannot be, and giving it to an agent moves it', async () => {
    const menu = await menuOf('Compare suppliers');
    const done = menu.getByRole('menuitem', { name: /^Done/ });
    expect(await done.getAttribute('aria-disabled')).toBe('true');
    expect(await done.textContent()).toContain('Work is done when its review approves it.');
    await menu.getByRole('menuitem', { name: 'Assigned: choose somebody…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Assign the task' });
    await dialog.getByLabel('Assignee').selectOption({ label: 'Data cleanup (0 of 5)' });
    await dialog.getByRole('button', { name: 'Assign', exact: true }).click();
    await dialog.waitFor({ state: 'detached' });
    await away();
    await cardIn('Assigned', 'Compare suppliers').waitFor();
  });

  test('the board works by keys: j and l move the focus, 1 sets the priority, m opens the menu and gives the focus back', async () => {
    await makeTask(page, { title: 'Write alt texts' });
    await open('/tasks?view=board');
    await cardIn('Pending', 'Write alt texts').waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('1');
    await page.getByText('“Write alt texts” is now Critical.').waitFor();
    await page.keyboard.press('l');
    await page.keyboard.press('m');
    await page.getByRole('menu', { name: 'Actions for Compare suppliers' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('menu').waitFor({ state: 'detached' });
    expect(await page.evaluate('document.activeElement.getAttribute("aria-label")')).toBe('Actions for Compare suppliers');
    const { body } = await asOwner(page, 'GET', '/v1/tasks?priority=1');
    expect(body).toMatchObject({ data: [{ title: 'Write alt texts' }] });
  });

  test('a move that the server refuses is undone, with its reason', async () => {
    const number = await makeTask(page, { title: 'Check the terms', assignee: 'me' });
    await open('/tasks?view=board');
    const menu = await menuOf('Check the terms');
    await asOwner(page, 'PATCH', `/v1/tasks/${number}`, { status: 'cancelled' });
    await menu.getByRole('menuitem', { name: 'In progress' }).click();
    await page.getByRole('alert').getByText('“Check the terms” could not be moved').waitFor();
    await page.getByText('TASK_ILLEGAL_MOVE').waitFor();
    await cardIn('Failed', 'Check the terms').waitFor();
  });

  test('a card can be dragged to a column, and dropped where it may not go it stays', async () => {
    await open('/tasks?view=board');
    await cardIn('Assigned', 'Compare suppliers').dragTo(column('In progress'));
    await page.getByText('“Compare suppliers” is now in In progress.').waitFor();
    await away();
    await cardIn('In progress', 'Compare suppliers').waitFor();
    await page.reload();
    await cardIn('In progress', 'Compare suppliers').dragTo(column('Done'));
    await away();
    await cardIn('In progress', 'Compare suppliers').waitFor();
    const { body } = await asOwner(page, 'GET', '/v1/tasks?text=Compare');
    expect(body).toMatchObject({ data: [{ status: 'in_progress' }] });
  });

  test('a person takes a task out of the pool, and finds it under Mine', async () => {
    await makeTask(page, { title: 'Call the printer' });
    await open('/tasks?view=board');
    await (await menuOf('Call the printer')).getByRole('menuitem', { name: 'Take it myself' }).click();
    await page.getByText('“Call the printer” is yours.').waitFor();
    await cardIn('Assigned', 'Call the printer').waitFor();
    await page.getByLabel('Mine').check();
    await page.waitForURL(/mine=true/);
    await page.getByRole('link', { name: 'Compare suppliers' }).waitFor({ state: 'detached' });
    await cardIn('Assigned', 'Call the printer').waitFor();
  });

  test('what is under the pointer does not move: news are offered instead', async () => {
    await open('/tasks?view=board');
    await cardIn('Pending', 'Write alt texts').hover();
    await makeTask(page, { title: 'Answer the press', priority: 1 });
    await makeTask(page, { title: 'Sort pictures', priority: 4 });
    const news = column('Pending').getByRole('button', { name: '2 changed' });
    await news.waitFor();
    expect(await column('Pending').locator('[data-row]').allTextContents()).toEqual(['Write alt texts']);
    await news.click();
    await cardIn('Pending', 'Answer the press').waitFor();
    expect(await column('Pending').locator('[data-row]').allTextContents()).toEqual([
      'Write alt texts',
      'Answer the press',
      'Sort pictures',
    ]);
  });

  test('filters are in the address and survive a reload; a filter without hits can be cleared', async () => {
    await makeProject(page, { name: 'Website' });
    await open('/tasks?view=list');
    await page.getByLabel('Filter tasks').fill('press');
    await page.waitForURL(/text=press/);
    await page.getByRole('link', { name: 'Sort pictures' }).waitFor({ state: 'detached' });
    await page.getByLabel('Priority').selectOption('1');
    await page.reload();
    await page.getByRole('row', { name: /Answer the press/ }).waitFor();
    expect(await page.locator('[data-row]').count()).toBe(1);
    await page.getByLabel('Project', { exact: true }).selectOption({ label: 'Website' });
    await page.getByText('No match.').waitFor();
    await page.getByRole('button', { name: 'Clear the filter' }).click();
    await page.getByRole('row', { name: /Sort pictures/ }).waitFor();
  });

  test('a task has a page of its own: what is to be done, why nobody does it, what happened, what was said', async () => {
    const number = await makeTask(page, {
      title: 'Weekly report',
      description: 'Read the **five sources**.',
      required_capabilities: ['astronomy'],
      context: { week: 47 },
    });
    await open(`/tasks/${number}`);
    await page.locator('strong', { hasText: 'five sources' }).waitFor();
    await page.getByRole('region', { name: 'context' }).getByText('47').waitFor();
    await page.getByRole('region', { name: 'Why is it not picked?' }).getByText('missing_capability').waitFor();
    await page.getByRole('list', { name: 'History' }).getByText('Owner made the task').waitFor();
    await page.getByRole('button', { name: 'Comment' }).click();
    await page.getByText('Write something first.').waitFor();
    await page.getByLabel('Comment on the task').fill('Only *public* sources.');
    await page.getByRole('button', { name: 'Comment' }).click();
    await page.locator('em', { hasText: 'public' }).waitFor();
    expect(await page.getByLabel('Comment on the task').inputValue()).toBe('');
  });

  test('a task is deleted only after its title was typed', async () => {
    await page.getByRole('button', { name: 'Actions' }).click();
    await page.getByRole('menuitem', { name: 'Delete…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Delete the task' });
    await dialog.getByLabel(/^Type/).fill('weekly');
    await dialog.getByRole('button', { name: 'Delete' }).click();
    await dialog.getByText('This is not the name.').waitFor();
    await dialog.getByLabel(/^Type/).fill('Weekly report');
    await dialog.getByRole('button', { name: 'Delete' }).click();
    await page.waitForURL(/\/tasks$/);
    await page.getByRole('link', { name: 'Weekly report' }).waitFor({ state: 'detached' });
  });

  test('a run that fails lies with the failed ones, with its reason and the time of the next try, and can be retried', async () => {
    const number = await makeTask(page, { title: 'Clean the list', assignee: 'data-cleanup' });
    await open('/tasks?view=board');
    await (await menuOf('Clean the list')).getByRole('menuitem', { name: 'Execute now' }).click();
    await page.getByText('“Clean the list” runs.').waitFor();
    const card = column('Failed').getByRole('article').filter({ hasText: 'Clean the list' });
    await card.getByText(/Next try in/).waitFor();
    expect(await card.textContent()).toContain('data-transform');
    await card.hover();
    await (await menuOf('Clean the list')).getByRole('menuitem', { name: 'Retry', exact: true }).click();
    await page.getByText('“Clean the list” is tried again.').waitFor();
    await open(`/tasks/${number}`);
    const failure = page.getByRole('list', { name: 'History' }).getByRole('listitem').filter({ hasText: 'failed' });
    await failure.getByRole('link', { name: 'Open the run' }).click();
    await page.locator('h1 + span', { hasText: 'failed' }).waitFor();
  });

  test('a task is run at once by its agent: the way to the run is shown, and what it delivers waits for a review', async () => {
    const { url } = pages.stage.model;
    await asOwner(page, 'POST', '/v1/providers', { provider: 'openai', api_key: 'sk-test-1234567890', base_url: url });
    await asOwner(page, 'POST', '/v1/agents', { slug: 'counter', model: 'gpt-4.1-mini', system_prompt: 'Count.' });
    await makeTask(page, { title: 'Count to forty', assignee: 'counter' });
    await open('/tasks?view=board');
    await (await menuOf('Count to forty')).getByRole('menuitem', { name: 'Execute now' }).click();
    await cardIn('Review', 'Count to forty').waitFor();
    await column('Review').getByText('v1 pending').waitFor();
    await page.getByRole('link', { name: 'Open the run' }).click();
    await page.waitForURL(/\/runs\//);
  });

  test('g t and g d lead to the tasks and the deliverables', async () => {
    await open('/agents');
    await page.getByRole('link', { name: 'Data cleanup', exact: true }).waitFor();
    await page.keyboard.type('gt');
    await page.getByRole('heading', { level: 1, name: 'Tasks' }).waitFor();
    await page.keyboard.type('gd');
    await page.getByRole('heading', { level: 1, name: 'Deliverables' }).waitFor();
  });
});
