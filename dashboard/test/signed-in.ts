import type { BrowserContext, Page } from 'playwright-core';
import { openStage, type Stage } from './stage.ts';

/** A stage whose owner is signed in, with what the browser complained about. */
export interface SignedIn {
  readonly stage: Stage;
  readonly context: BrowserContext;
  readonly page: Page;
  /** Breaches of the content security policy, script errors and React's warnings of every page of the context. */
  readonly complaints: string[];
}

/** Starts server and browser, and signs in by the owner link. */
export async function openSignedIn(): Promise<SignedIn> {
  const stage = await openStage();
  try {
    const context = await stage.browser.newContext({ viewport: { width: 1440, height: 900 } });
    const complaints: string[] = [];
    context.on('console', (message) => {
      const text = message.text();
      if (message.type() === 'error' && !text.startsWith('Failed to load resource')) complaints.push(`${message.page()?.url()} ${text}`);
    });
    context.on('weberror', (error) => complaints.push(`${error.page()?.url()} ${error.error().message}`));
    const page = await context.newPage();
    await page.goto(stage.ownerLink);
    await page.getByRole('heading', { name: 'You are signed in' }).waitFor();
    return { stage, context, page, complaints };
  } catch (cause) {
    await stage.close();
    throw new Error('The owner could not sign in.', { cause });
  }
}

/** The status that the server answers to a request with this key. */
export async function statusWith(stage: Stage, key: string, path: string, method = 'GET'): Promise<number> {
  return (await fetch(`${stage.origin}${path}`, { method, headers: { 'X-Forge-Api-Key': key } })).status;
}
