import type { Role } from '@forgeyard/sdk';
import type { BrowserContextOptions, Locator, Page, Response } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { asOwner } from './owner-calls.ts';
import { openSignedIn, type SignedIn } from './signed-in.ts';
import { chromiumPath, isBuilt, type Stage } from './stage.ts';
import { joinBy, violationsOf, visitor, type Visitor } from './visitors.ts';

/** The screen of a phone. */
export const phone = { viewport: { width: 390, height: 844 } };

const actionMsMax = 60_000;
const startMsMax = 180_000;

/** The pages of a server of its own, as its owner sees them. Nothing of it can be had before the first test. */
export interface OwnerPages {
  readonly signedIn: SignedIn;
  readonly page: Page;
  readonly stage: Stage;
  open(path: string): Promise<Response | null>;
  dialog(): Locator;
  button(name: string | RegExp): Locator;
  /** Reads a secret that is shown once, and closes its dialog. */
  takeSecret(): Promise<string>;
  /** Opens another browser for the owner. */
  look(options: BrowserContextOptions): Promise<Visitor>;
  /** Somebody new with this role, in a browser of their own. */
  newcomer(role: Role): Promise<Visitor>;
  /** The broken accessibility rules of several pages in both themes. */
  violations(paths: readonly string[]): Promise<readonly string[]>;
}

/**
 * Tests of pages that share a server, a browser and one signed-in page; at the end the browser must have found nothing to complain about. Left
 * out where there is no Chromium or no build.
 */
export function describeOwnerPages(title: string, body: (pages: OwnerPages) => void, timeout = startMsMax): void {
  describe.runIf(chromiumPath !== undefined && isBuilt)(`${title}`, { timeout }, () => {
    let opened: SignedIn | undefined;
    const pages = pagesOf(() => {
      if (opened === undefined) throw new Error('The stage is not open yet.');
      return opened;
    });
    beforeAll(async () => {
      opened = await openSignedIn();
      opened.page.setDefaultTimeout(actionMsMax);
    }, startMsMax);
    afterAll(() => opened?.stage.close());
    body(pages);
    test('the browser found nothing to complain about', () => expect(pages.signedIn.complaints).toEqual([]));
  });
}

function pagesOf(now: () => SignedIn): OwnerPages {
  const dialog = (): Locator => now().page.getByRole('dialog');
  return {
    get signedIn() {
      return now();
    },
    get page() {
      return now().page;
    },
    get stage() {
      return now().stage;
    },
    open: (path) => now().page.goto(`${now().stage.origin}${path}`),
    dialog,
    button: (name) => now().page.getByRole('button', { name, exact: true }),
    takeSecret: async () => {
      const shown = await now().page.locator('[data-secret]').inputValue();
      await dialog().getByRole('button', { name: 'Done' }).click();
      await dialog().getByRole('button', { name: 'Yes, close' }).click();
      await dialog().waitFor({ state: 'detached' });
      return shown;
    },
    look: async (options) => {
      const storageState = await now().context.storageState();
      return visitor(now().stage, now().complaints, { storageState, ...options });
    },
    newcomer: async (role) => {
      const { body } = await asOwner(now().page, 'POST', '/v1/invitations', { email: `${role}@example.org`, role });
      return joinBy(now().stage, String(body['link']), role, now().complaints);
    },
    violations: (paths) => violationsOf(now().stage, now(), paths),
  };
}
