import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { callApi } from './page-facts.ts';
import { chromiumPath, isBuilt, openStage, type Stage } from './stage.ts';
import { totp } from './totp.ts';
import {
  guestPassword,
  inviteBy,
  joinAs,
  openAsOwner,
  ownerPassword,
  signIn,
  violationsOf,
  visitor,
  whenLoaded,
  type Visitor,
} from './visitors.ts';

const canRun = chromiumPath !== undefined && isBuilt;
if (!canRun) process.stderr.write('page tests left out: no Chromium, or the dashboard is not built\n');

describe.runIf(canRun)('people and their accounts', () => {
  let stage: Stage;
  let owner: Visitor;
  let ownerEmail = '';
  const complaints: string[] = [];

  beforeAll(async () => {
    stage = await openStage();
    owner = await openAsOwner(stage, complaints);
  });

  afterAll(() => stage.close());

  test('the first steps tick themselves when the server knows better, and stay closed once closed', async () => {
    const { page, open } = owner;
    const steps = page.getByRole('region', { name: 'First steps' });
    await steps.getByRole('link', { name: 'Set a password (done)' }).waitFor();
    await steps.getByRole('link', { name: 'First run (open)' }).waitFor();
    const data = { csv: 'name,amount,region\nAna,1,West' };
    await callApi(stage, 'POST', '/v1/agents/data-cleanup/runs', { input: 'Clean', data, wait: true });
    await steps.getByRole('link', { name: 'First run (done)' }).waitFor();
    await page.getByRole('button', { name: 'Close the first steps' }).click();
    await open('/agents');
    expect(await steps.count()).toBe(0);
  });

  test('the only owner is told beforehand why neither the role nor the membership can go', async () => {
    await owner.open('/settings/members');
    await owner.page.getByText('The only owner: make somebody else owner first.').waitFor();
    await owner.page.getByText('You are its only owner.').waitFor();
    expect(await owner.page.getByRole('button', { name: 'Leave' }).count()).toBe(0);
  });

  test('an invitation shows its link once, names organization and role, and lets a new person in', async () => {
    const link = await inviteBy(owner, 'vera@example.org', 'Viewer');
    await owner.page.getByText('vera@example.org').waitFor();
    expect(await owner.page.content()).not.toContain(link.split('/').at(-1));
    const vera = await visitor(stage, complaints);
    await vera.open(link);
    await vera.page.getByText('You are invited as Viewer').waitFor();
    await vera.page.getByRole('button', { name: 'Create account and join' }).click();
    await vera.page.getByText('Use at least 12 characters.').waitFor();
    await vera.page.getByLabel('Name').fill('Vera');
    await vera.page.getByLabel('Password').fill(guestPassword);
    await vera.page.getByRole('button', { name: 'Create account and join' }).click();
    await vera.page.waitForURL(/\/agents$/);
    await vera.open(link);
    await vera.page.getByText('This invitation does not work').waitFor();

    await vera.open('/settings/members');
    await vera.page.getByText('Vera (you)').waitFor();
    for (const name of ['Invite', /^Remove/, /^Reset link/, /^Save name/]) {
      expect(await vera.page.getByRole('button', { name }).count(), String(name)).toBe(0);
    }
    expect(await vera.page.getByRole('combobox').count()).toBe(0);
    await vera.context.close();
  });

  test('an invitation for somebody else is explained, and signing out leads on', async () => {
    const link = await inviteBy(owner, 'other@example.org', 'Reviewer');
    const guest = await joinAs(stage, owner, { name: 'Gus', email: 'gus@example.org', role: 'Viewer' }, complaints);
    await guest.open(link);
    await guest.page.getByText('The invitation is for other@example.org, and you are signed in as gus@example.org.').waitFor();
    await guest.page.getByRole('button', { name: 'Sign out and go on' }).click();
    await guest.page.getByRole('button', { name: 'Create account and join' }).waitFor();
    await guest.context.close();
  });

  test('a role changes after a dialog that says what it means', async () => {
    const rolf = await joinAs(stage, owner, { name: 'Rolf', email: 'rolf@example.org', role: 'Viewer' }, complaints);
    await owner.open('/settings/members');
    await owner.page.getByLabel('Role of Rolf').selectOption('admin');
    await owner.page.getByRole('dialog', { name: 'Make Rolf admin' }).getByRole('button', { name: 'Change role' }).click();
    await owner.page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(await owner.page.getByLabel('Role of Rolf').inputValue()).toBe('admin');
    await rolf.open('/settings/members');
    await rolf.page.getByRole('button', { name: 'Invite', exact: true }).waitFor();
    expect(await rolf.page.getByLabel('Role of Vera').locator('option').allTextContents()).toEqual(['Admin', 'Reviewer', 'Viewer']);
    await rolf.context.close();
  });

  test('a reset link lets a member set a new password, and the old one is refused', async () => {
    await owner.open('/settings/members');
    await owner.page.getByRole('button', { name: 'Reset link for Rolf' }).click();
    await owner.page.getByRole('button', { name: 'Make the link' }).click();
    const link = await owner.page.locator('[data-link]').inputValue();
    const rolf = await visitor(stage, complaints);
    await rolf.open(link);
    await rolf.page.getByLabel('New password').fill('another long password');
    await rolf.page.getByRole('button', { name: 'Set password' }).click();
    await rolf.page.getByText('You are signed out everywhere.').waitFor();
    await signIn(rolf, 'rolf@example.org', guestPassword);
    const refusal = rolf.page.getByText('The e-mail address or the password is wrong.');
    await refusal.waitFor();
    expect(await rolf.page.evaluate('document.activeElement.textContent')).toContain('The e-mail address');
    await rolf.page.getByLabel('Password').fill('another long password');
    await rolf.page.getByRole('button', { name: 'Sign in' }).click();
    await rolf.page.waitForURL(/\/agents$/);
    await rolf.context.close();
  });

  test('a member goes after the name was typed', async () => {
    await owner.open('/settings/members');
    await owner.page.getByRole('button', { name: 'Remove Rolf' }).click();
    const dialog = owner.page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Remove member' }).click();
    await dialog.getByText('This is not the name.').waitFor();
    await dialog.getByLabel('Type “Rolf” to confirm').fill('Rolf');
    await dialog.getByRole('button', { name: 'Remove member' }).click();
    await dialog.waitFor({ state: 'detached' });
    expect(await owner.page.getByText('rolf@example.org').count()).toBe(0);
  });

  test('a pending invitation can be revoked but not copied', async () => {
    await inviteBy(owner, 'late@example.org', 'Viewer');
    await owner.page.getByText('cannot be copied later').waitFor();
    await owner.page.getByRole('button', { name: 'Revoke the invitation of late@example.org' }).click();
    await owner.page.getByText('late@example.org').waitFor({ state: 'detached' });
  });

  test('a second organization is made in the rail, and one click leads back to the first', async () => {
    const { page, open } = owner;
    await open('/agents');
    const first = (await page.getByRole('button', { name: /^Organization:/ }).textContent())?.replace('Organization: ', '') ?? '';
    await page.getByRole('button', { name: /^Organization:/ }).click();
    await page.getByRole('menuitem', { name: 'New organization' }).click();
    await page.getByRole('dialog').getByLabel('Name').fill('Second Yard');
    await page.getByRole('button', { name: 'Create organization' }).click();
    await page.getByRole('button', { name: 'Organization: Second Yard' }).waitFor();
    await page.getByText('Agents do the work here').waitFor();
    await page.getByRole('button', { name: /^Organization:/ }).click();
    await page.getByRole('menuitemradio', { name: first }).click();
    await page.getByRole('link', { name: 'Data cleanup' }).waitFor();
    await page.getByRole('button', { name: `Organization: ${first}` }).waitFor();
  });

  test('name and browsers: a change is saved, another browser is seen and signed out', async () => {
    const { page, open } = owner;
    await open('/settings/profile');
    await page.getByLabel('Name').fill('Olga Owner');
    await page.getByRole('button', { name: 'Save name' }).click();
    await page.getByText('Saved.').waitFor();
    ownerEmail = (await page.getByText(/@/).first().textContent()) ?? '';

    const second = await visitor(stage, complaints, { userAgent: 'Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0' });
    await signIn(second, ownerEmail, ownerPassword);
    await second.page.waitForURL(/\/agents$/);
    await open('/settings/profile');
    await page.getByText('this browser').waitFor();
    await page.getByRole('button', { name: 'Sign out Firefox on Windows' }).click();
    await page.getByText('Firefox on Windows').waitFor({ state: 'detached' });
    await second.page.goto(`${stage.origin}/runs`);
    await second.page.waitForURL(/\/login\?next=%2Fruns/);
    await second.context.close();
  });

  test('two-factor: the code of the app turns it on, then signing in asks for one; a backup code works once', async () => {
    const { page, open } = owner;
    await open('/settings/profile');
    await page.getByRole('button', { name: 'Set up two-factor' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Your password').fill(ownerPassword);
    await dialog.getByRole('button', { name: 'Go on' }).click();
    await dialog.getByRole('img', { name: /QR code/ }).waitFor();
    const secret = (await dialog.locator('[data-totp-secret]').textContent()) ?? '';
    await dialog.getByLabel('Code of the app').fill(totp(secret, Date.now()));
    await dialog.getByRole('button', { name: 'Turn on' }).click();
    await dialog.locator('[data-backup-codes]').waitFor();
    const codes = await dialog.locator('[data-backup-codes] li').allTextContents();
    expect(codes.length).toBeGreaterThanOrEqual(8);
    await dialog.getByRole('button', { name: 'I have kept them' }).click();
    await page.getByRole('button', { name: 'Turn off' }).waitFor();

    const second = await visitor(stage, complaints);
    await signIn(second, ownerEmail, ownerPassword);
    await second.page.getByLabel('Code of your authenticator app').fill('000000');
    await second.page.getByRole('button', { name: 'Go on' }).click();
    await second.page.getByText('This code is wrong or was used already.').waitFor();
    await second.page.getByRole('button', { name: 'Use a backup code' }).click();
    await second.page.getByLabel('Backup code').fill(codes[0] ?? '');
    await second.page.getByRole('button', { name: 'Go on' }).click();
    await second.page.waitForURL(/\/agents$/);
    await second.context.close();

    await page.getByRole('button', { name: 'Turn off' }).click();
    await dialog.getByLabel('Your password').fill(ownerPassword);
    await dialog.getByRole('button', { name: 'Turn off' }).click();
    await page.getByRole('button', { name: 'Set up two-factor' }).waitFor();
  });

  test('guessing is answered with the wait in words', async () => {
    const guesser = await visitor(stage, complaints);
    await guesser.open('/login');
    await guesser.page.getByLabel('E-mail').fill('guessed@example.org');
    for (let tries = 0; tries < 40 && (await guesser.page.getByText(/Too many tries/).count()) === 0; tries += 1) {
      await guesser.page.getByLabel('Password').fill(`guess ${tries}`);
      const answered = guesser.page.waitForResponse(/\/v1\/auth\/login$/);
      await guesser.page.getByRole('button', { name: 'Sign in' }).click();
      await answered;
      await guesser.page.getByRole('alert').first().waitFor();
    }
    await guesser.page.getByText(/^Too many tries\. Wait (a|\d+) (second|minute|hour)s?, then try again\.$/).waitFor();
    await guesser.context.close();
  });

  const pages = [
    '/settings/profile',
    '/settings/members',
    '/login',
    '/sign-up',
    '/reset',
    '/reset/some-spent-token-of-no-use',
    '/invitations/none',
  ];

  test('every page passes the accessibility rules in both themes', async () => {
    expect(await violationsOf(stage, owner, pages)).toEqual([]);
  });

  test('no page scrolls sideways on a phone', async () => {
    const phone = await visitor(stage, complaints, {
      viewport: { width: 390, height: 844 },
      storageState: await owner.context.storageState(),
    });
    for (const path of pages) {
      await phone.open(path);
      expect(await phone.page.evaluate('document.documentElement.scrollWidth - innerWidth'), path).toBeLessThanOrEqual(0);
    }
    await phone.context.close();
  });

  test('nothing on any page broke the content security policy', async () => {
    await whenLoaded(owner.page);
    expect(complaints).toEqual([]);
  });
});
