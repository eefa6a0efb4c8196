import type { Page } from 'playwright-core';
import { callApi, idOf } from './page-facts.ts';
import type { Stage } from './stage.ts';

/** An agent that asks a person before its second tool call, and a run of it that waits there. */
export async function startCarefulRun(stage: Stage, page: Page): Promise<string> {
  await page.goto(`${stage.origin}/agents`);
  await page.getByRole('button', { name: 'New agent' }).click();
  await page.getByLabel('Name', { exact: true }).fill('Careful cleanup');
  await page.getByRole('button', { name: 'Create agent' }).click();
  await page.waitForURL(/\/agents\/careful-cleanup/);
  await page.getByRole('tab', { name: 'Tools' }).click();
  await page.getByLabel('Approval for date-utils').selectOption('ask');
  await page.getByRole('tab', { name: 'Model & limits' }).click();
  await page.getByLabel('Time limit in milliseconds').fill('600000');
  await page.keyboard.press('Control+s');
  await page.getByText('Saved: version 2.').waitFor();
  const data = { csv: 'name,amount,region\nAna,1,West' };
  return idOf(await callApi(stage, 'POST', '/v1/agents/careful-cleanup/runs', { input: 'Clean up', data, wait: false }));
}
