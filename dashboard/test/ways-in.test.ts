import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { violations } from './page-facts.ts';
import { chromiumPath, isBuilt, openStage, type Stage } from './stage.ts';
import { guestPassword, inviteBy, openAsOwner, signIn, visitor, whenLoaded, type Visitor } from './visitors.ts';

const canRun = chromiumPath !== undefined && isBuilt;
if (!canRun) process.stderr.write('page tests left out: no Chromium, or the dashboard is not built\n');

describe.runIf(canRun)('the ways in', () => {
  let stage: Stage;
  let owner: Visitor;
  const complaints: string[] = [];

  beforeAll(async () => {
    stage = await openStage();
    owner = await openAsOwner(stage, complaints);
  });

  afterAll(() => stage.close());

  /** The page of a person who just made an account with an organization of their own. */
  async function signedUp(name: string, email: string, origin = stage.origin): Promise<Visitor> {
    const guest = await visitor(stage, complaints);
    await guest.open(`${origin}/sign-up`);
    await guest.page.getByLabel('Name').fill(name);
    await guest.page.getByLabel('E-mail').fill(email);
    await guest.page.getByLabel('Password').fill(guestPassword);
    await guest.page.getByRole('button', { name: 'Create account' }).click();
    await guest.page.waitForURL(/\/agents$/);
    return guest;
  }

  test('an open server lets anybody make an account with an organization of their own; a taken address is said at the field', async () => {
    const sam = await signedUp('Sam', 'sam@example.org');
    await sam.page.getByRole('button', { name: "Organization: Sam's organization" }).waitFor();
    const again = await visitor(stage, complaints);
    await again.open('/sign-up');
    await again.page.getByLabel('Name').fill('Sam');
    await again.page.getByLabel('E-mail').fill('sam@example.org');
    await again.page.getByLabel('Password').fill(guestPassword);
    await again.page.getByRole('button', { name: 'Create account' }).click();
    await again.page.getByText('This address has an account already').waitFor();
    expect(await again.page.getByLabel('E-mail').getAttribute('aria-invalid')).toBe('true');
    await again.context.close();
    await sam.context.close();
  });

  test('an invitation leads a person with an account through the sign-in and into the other organization', async () => {
    const link = await inviteBy(owner, 'sam@example.org', 'Reviewer');
    const sam = await visitor(stage, complaints);
    await sam.open(link);
    await sam.page.getByRole('link', { name: 'Sign in and accept' }).click();
    await sam.page.getByLabel('E-mail').fill('sam@example.org');
    await sam.page.getByLabel('Password').fill(guestPassword);
    await sam.page.getByRole('button', { name: 'Sign in' }).click();
    await sam.page.getByText('You are signed in as sam@example.org.').waitFor();
    await sam.page.getByRole('button', { name: 'Accept and join' }).click();
    await sam.page.getByRole('link', { name: 'Data cleanup' }).waitFor();
    await sam.open('/settings/members');
    await sam.page.getByRole('button', { name: 'Leave' }).click();
    const dialog = sam.page.getByRole('dialog');
    const name = ((await dialog.getByRole('heading').textContent()) ?? '').replace('Leave ', '');
    await dialog.getByRole('textbox').fill(name);
    await dialog.getByRole('button', { name: 'Leave' }).click();
    await sam.page.getByRole('button', { name: "Organization: Sam's organization" }).waitFor();
    await sam.context.close();
  });

  test('a passkey is made, signs in by its button and from under the e-mail field, and is gone once removed', async () => {
    // Passkeys belong to a host name; the stage's own address is a number.
    const origin = stage.origin.replace('127.0.0.1', 'localhost');
    const kim = await signedUp('Kim', 'kim@example.org', origin);
    const { page } = kim;
    const devices = await kim.context.newCDPSession(page);
    await devices.send('WebAuthn.enable');
    const options = {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
    } as const;
    await devices.send('WebAuthn.addVirtualAuthenticator', { options: { ...options, automaticPresenceSimulation: true } });
    await kim.open(`${origin}/settings/profile`);
    await page.getByRole('button', { name: 'Add a passkey' }).click();
    await page.getByRole('dialog').getByLabel('Name').fill('Test device');
    await page.getByRole('dialog').getByRole('button', { name: 'Add passkey' }).click();
    await page.getByRole('button', { name: 'Remove Test device' }).waitFor();

    // This device confirms at once, also under the e-mail field: that offer is held back here.
    const offer = '**/v1/auth/passkeys/sign-in/options';
    await page.route(offer, (route) => route.abort());
    await page.getByRole('button', { name: 'Your account' }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.waitForURL(/\/login/);
    const heldBack = page.waitForEvent('requestfailed', (request) => request.url().endsWith('/passkeys/sign-in/options'));
    await page.goto(`${origin}/login?next=/settings/profile`);
    await heldBack;
    await page.unroute(offer);
    await page.getByRole('button', { name: 'Use a passkey' }).click();
    await page.waitForURL(`${origin}/settings/profile`);
    await page.getByText('signed in by passkey').first().waitFor();

    await kim.context.clearCookies();
    await page.goto(`${origin}/login?next=/runs`);
    await page.waitForURL(`${origin}/runs`);
    await kim.open(`${origin}/settings/profile`);
    await page.getByRole('button', { name: 'Remove Test device' }).click();
    await page.getByRole('button', { name: 'Remove passkey' }).click();
    await page.getByText('None yet.').waitFor();
    await kim.context.close();
  });

  test('S22: a wanted page of another server is never gone to', async () => {
    const guest = await visitor(stage, complaints);
    await guest.open('/login?next=https://evil.example/agents');
    await guest.page.getByLabel('E-mail').fill('sam@example.org');
    await guest.page.getByLabel('Password').fill(guestPassword);
    await guest.page.getByRole('button', { name: 'Sign in' }).click();
    await guest.page.waitForURL(`${stage.origin}/agents`);
    await guest.context.close();
  });

  test('S22: dots before two slashes lead to the agents, not to the host that comes after them', async () => {
    const guest = await visitor(stage, complaints);
    await guest.open(`/login?next=${encodeURIComponent('/.//evil.example')}`);
    await guest.page.getByLabel('E-mail').fill('sam@example.org');
    await guest.page.getByLabel('Password').fill(guestPassword);
    await guest.page.getByRole('button', { name: 'Sign in' }).click();
    await guest.page.waitForURL(`${stage.origin}/agents`);
    await guest.context.close();
  });

  test('S16: no storage, address or script of a signed-in page holds the session', async () => {
    const guest = await signedUp('Robin', 'robin@example.org');
    const [cookie] = (await guest.context.cookies()).filter((one) => one.name.endsWith('forgeyard_session'));
    expect([cookie?.httpOnly, cookie?.sameSite, cookie?.path]).toEqual([true, 'Lax', '/']);
    const token = cookie?.value ?? '';
    expect(token).toMatch(/^[\w-]{43}$/);
    for (const path of ['/agents', '/settings/profile', '/settings/keys']) {
      await guest.open(path);
      const seen = await guest.page.evaluate(() =>
        JSON.stringify([
          Object.entries(localStorage),
          Object.entries(sessionStorage),
          document.cookie,
          location.href,
          document.documentElement.outerHTML,
        ]),
      );
      expect(seen.includes(token), path).toBe(false);
    }
    await guest.context.close();
  });

  test('a refusal of an outside provider is said in words, and no text of the address is shown', async () => {
    const guest = await visitor(stage, complaints);
    await guest.open('/login?error=access_denied');
    await guest.page.getByText('The provider did not sign you in.').waitFor();
    await guest.page.getByText('access_denied').waitFor();
    await guest.open('/login?error=Call%20this%20number%20now');
    expect(await guest.page.getByText('Call this number').count()).toBe(0);
    await guest.context.close();
  });

  test('password managers and one-time codes find their fields', async () => {
    const guest = await visitor(stage, complaints);
    await guest.open('/login');
    expect(await guest.page.getByLabel('E-mail').getAttribute('autocomplete')).toBe('username webauthn');
    expect(await guest.page.getByLabel('Password').getAttribute('autocomplete')).toBe('current-password');
    await guest.open('/reset');
    await guest.page.getByText('Ask an owner or admin of your organization').waitFor();
    await guest.context.close();
  });

  test('every dialog passes the accessibility rules in both themes', async () => {
    await inviteBy(owner, 'pending@example.org', 'Viewer');
    const look = await visitor(stage, complaints, {
      storageState: await owner.context.storageState(),
      bypassCSP: true,
    });
    const dialogs = [
      ['/settings/members', 'Invite'],
      ['/settings/profile', 'Set up two-factor'],
    ] as const;
    const found: string[] = [];
    for (const [path, name] of dialogs) {
      await look.open(path);
      await look.page.getByRole('button', { name, exact: true }).click();
      await look.page.getByRole('dialog').waitFor();
      found.push(...(await violations(look.page)).map((rule) => `${name}: ${rule}`));
    }
    await look.open('/agents');
    await look.page.getByRole('button', { name: /^Organization:/ }).click();
    await look.page.getByRole('menu').waitFor();
    found.push(...(await violations(look.page)).map((rule) => `organizations: ${rule}`));
    await look.context.close();
    expect(found).toEqual([]);
  });

  test('a server that cannot answer is said with its code and a way to try again', async () => {
    const guest = await visitor(stage, complaints);
    await signIn(guest, 'sam@example.org', guestPassword);
    await guest.page.waitForURL(/\/agents$/);
    await guest.page.route('**/v1/members*', (route) => route.abort());
    await guest.page.goto(`${stage.origin}/settings/members`);
    await guest.page.getByText('The members could not be loaded').waitFor();
    await guest.page.getByText('CONNECTION_FAILED').waitFor();
    await guest.page.unroute('**/v1/members*');
    await guest.page.getByRole('button', { name: 'Retry' }).click();
    await guest.page.getByText('Sam (you)').waitFor();
    await whenLoaded(guest.page);
    await guest.context.close();
  });

  test('nothing on any page broke the content security policy', () => {
    expect(complaints).toEqual([]);
  });
});
