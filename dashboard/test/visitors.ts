import type { BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { violations } from './page-facts.ts';
import type { Stage } from './stage.ts';

export const ownerPassword = 'correct horse battery';
const actionMsMax = 60_000;
export const guestPassword = 'quiet river stone wall';

/** A browser of its own, with one page whose complaints are written down. */
export interface Visitor {
  readonly context: BrowserContext;
  readonly page: Page;
  /** Opens a path of the server and waits until nothing loads any more. */
  open(path: string): Promise<void>;
}

/** What browsers complained about; a breach of the content security policy is printed there. */
export type Complaints = string[];

export async function visitor(stage: Stage, complaints: Complaints, options: BrowserContextOptions = {}): Promise<Visitor> {
  const context = await stage.browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(actionMsMax);
  page.on('console', (message) => {
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
      complaints.push(`${page.url()} ${message.text()}`);
  });
  page.on('pageerror', (error) => complaints.push(`${page.url()} ${error.message}`));
  const open = async (path: string) => {
    await page.goto(path.startsWith('http') ? path : `${stage.origin}${path}`);
    await whenLoaded(page);
  };
  return { context, page, open };
}

/** Waits until the page has its heading and no part of it loads any more. */
export async function whenLoaded(page: Page): Promise<void> {
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.locator('[aria-busy="true"]').first().waitFor({ state: 'detached' });
}

/** The owner of a fresh server, with a password. */
export async function openAsOwner(stage: Stage, complaints: Complaints): Promise<Visitor> {
  const owner = await visitor(stage, complaints);
  await owner.page.goto(stage.ownerLink);
  await owner.page.getByLabel('New password').fill(ownerPassword);
  await owner.page.getByRole('button', { name: 'Set password' }).click();
  await owner.page.getByRole('link', { name: 'Data cleanup' }).waitFor();
  return owner;
}

/** Signs in with e-mail and password, up to whatever comes next. */
export async function signIn({ page, open }: Visitor, email: string, password: string): Promise<void> {
  await open('/login');
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

/** Invites an address through the dialog and gives back the link. */
export async function inviteBy(owner: Visitor, email: string, role: string): Promise<string> {
  const { page } = owner;
  await owner.open('/settings/members');
  await page.getByRole('button', { name: 'Invite', exact: true }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('E-mail').fill(email);
  await dialog.getByRole('radio', { name: new RegExp(`^${role}`) }).check();
  await dialog.getByRole('button', { name: 'Create invitation' }).click();
  const link = await dialog.locator('[data-link]').inputValue();
  await dialog.getByRole('button', { name: 'Done' }).click();
  return link;
}

interface Newcomer {
  readonly name: string;
  readonly email: string;
  readonly role: string;
}

/** Invites an address and joins by the link as a new person, in a browser of their own. */
export async function joinAs(stage: Stage, owner: Visitor, who: Newcomer, complaints: Complaints): Promise<Visitor> {
  return joinBy(stage, await inviteBy(owner, who.email, who.role), who.name, complaints);
}

/** Joins by the link of an invitation as a new person, in a browser of their own. */
export async function joinBy(stage: Stage, link: string, name: string, complaints: Complaints): Promise<Visitor> {
  const guest = await visitor(stage, complaints);
  await guest.open(link);
  await guest.page.getByLabel('Name').fill(name);
  await guest.page.getByLabel('Password').fill(guestPassword);
  await guest.page.getByRole('button', { name: 'Create account and join' }).click();
  await guest.page.waitForURL(/\/agents$/);
  return guest;
}

/** The broken accessibility rules of several pages in both themes, as the same person sees them. */
export async function violationsOf(stage: Stage, from: Pick<Visitor, 'context'>, paths: readonly string[]): Promise<readonly string[]> {
  const context = await stage.browser.newContext({ storageState: await from.context.storageState(), bypassCSP: true });
  const page = await context.newPage();
  const found: string[] = [];
  for (const path of paths) {
    await page.goto(`${stage.origin}${path}`);
    await whenLoaded(page);
    found.push(...(await violations(page)).map((rule) => `${path} ${rule}`));
  }
  await context.close();
  return found;
}
