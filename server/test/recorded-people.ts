import { URI } from 'otpauth';
import type { TOTP } from 'otpauth';
import { issueOwnerLink } from '../src/domain/people/index.ts';
import { authenticator } from './authenticator.ts';
import { person } from './requests.ts';
import { json, later, native, password } from './scene.ts';
import type { Recorded, Scene } from './scene.ts';
import { visitor } from './visitor.ts';
import type { Visitor } from './visitor.ts';
import type { Reply, World } from './world.ts';

const invited = async ({ boss }: Scene, email: string): Promise<{ id: string; token: string }> =>
  (await boss.call('POST', '/v1/invitations', { email, role: 'viewer' })).body;
/** Somebody else in the organisation of `boss`, signed in. */
const joined = async (scene: Scene): Promise<{ id: string; browser: Visitor }> => {
  const { token } = await invited(scene, scene.email);
  const browser = visitor(scene.w.url);
  const reply = await browser.call('POST', '/v1/auth/sign-up', { email: scene.email, password, name: 'N', invitation: token });
  return { id: reply.body.user.id, browser };
};
const twoFactor = async (scene: Scene): Promise<TOTP> => {
  await scene.enter();
  return URI.parse((await scene.someone.call('POST', '/v1/auth/two-factor', { password })).body.totp_uri) as TOTP;
};
const passkey = (w: World) => authenticator({ rpId: 'localhost', origin: w.url.replace('127.0.0.1', 'localhost') });
const addKey = async ({ w, someone }: Scene, device = passkey(w)): Promise<Reply> => {
  const { body } = await someone.call('POST', '/v1/auth/passkeys/options');
  return someone.call('POST', '/v1/auth/passkeys', { name: 'Laptop', response: device.create(body) });
};
/** What concerns people, their ways to sign in, and organisations. */
export const recordedPeople: Recorded = {
  workbenchLogin: [
    ['session.opened'],
    async (s) => {
      await person(s.w, 'owner', s.email, password);
      return () => json(s.w, '/api/auth/login', { email: s.email, password });
    },
  ],
  workbenchSignUp: [
    ['org.created', 'session.opened'],
    async (s) => later(() => json(s.w, '/api/auth/signup', { email: s.email, password, name: 'N' })),
  ],
  workbenchLogout: [['session.closed'], native('/api/auth/logout')],
  workbenchChangePassword: [
    ['password.changed'],
    async (s) => {
      await s.enter();
      return () => s.someone.call('POST', '/api/auth/change-password', { currentPassword: password, newPassword: `${password} 2` });
    },
  ],
  signInByOwnerLink: [
    ['session.opened'],
    async (s) => {
      const { home } = s.w.server;
      const link = await home.transact((tx) => issueOwnerLink(tx, s.boss.orgId, s.boss.userId, home.clock.now()));
      return () => json(s.w, '/v1/auth/owner-link', { token: link.reveal() });
    },
  ],
  signIn: [
    ['session.opened'],
    async (s) => {
      await person(s.w, 'owner', s.email, password);
      return () => json(s.w, '/v1/auth/login', { email: s.email, password });
    },
  ],
  signUp: [
    ['org.created', 'session.opened'],
    async (s) => later(() => json(s.w, '/v1/auth/sign-up', { email: s.email, password, name: 'N' })),
  ],
  signOut: [['session.closed'], native('/v1/auth/logout')],
  changePassword: [
    ['password.changed'],
    async (s) => {
      await s.enter();
      return () => s.someone.call('POST', '/v1/auth/password', { current_password: password, password: `${password} 2` });
    },
  ],
  completePasswordReset: [
    ['password.reset'],
    async (s) => {
      const { id } = await joined(s);
      const { link } = (await s.boss.call('POST', `/v1/members/${id}/reset-link`)).body;
      return () => json(s.w, '/v1/auth/password-reset/complete', { token: link.split('/').at(-1), password: `${password} 3` });
    },
  ],
  verifyTwoFactor: [
    ['session.opened'],
    async (s) => {
      const app = await twoFactor(s);
      await s.someone.call('POST', '/v1/auth/two-factor/confirm', { code: app.generate() });
      const next = visitor(s.w.url);
      await next.call('POST', '/v1/auth/login', { email: s.email, password });
      return () => next.call('POST', '/v1/auth/two-factor/verify', { code: app.generate({ timestamp: Date.now() + 30_000 }) });
    },
  ],
  confirmTwoFactor: [
    ['two_factor.enabled'],
    async (s) => {
      const app = await twoFactor(s);
      return () => s.someone.call('POST', '/v1/auth/two-factor/confirm', { code: app.generate() });
    },
  ],
  disableTwoFactor: [
    ['two_factor.disabled'],
    async (s) => {
      const app = await twoFactor(s);
      await s.someone.call('POST', '/v1/auth/two-factor/confirm', { code: app.generate() });
      return () => s.someone.call('POST', '/v1/auth/two-factor/disable', { password });
    },
  ],
  addPasskey: [
    ['passkey.added'],
    async (s) => {
      await s.enter();
      const { body } = await s.someone.call('POST', '/v1/auth/passkeys/options');
      const response = passkey(s.w).create(body);
      return () => s.someone.call('POST', '/v1/auth/passkeys', { name: 'Laptop', response });
    },
  ],
  removePasskey: [
    ['passkey.removed'],
    async (s) => {
      await s.enter();
      const { id } = (await addKey(s)).body;
      return () => s.someone.call('DELETE', `/v1/auth/passkeys/${id}`);
    },
  ],
  signInByPasskey: [
    ['session.opened'],
    async (s) => {
      await s.enter();
      const device = passkey(s.w);
      await addKey(s, device);
      const { body } = await s.someone.call('POST', '/v1/auth/passkeys/sign-in/options');
      return () => s.someone.call('POST', '/v1/auth/passkeys/sign-in', { response: device.get(body) });
    },
  ],
  updateMe: [['person.updated'], native('/v1/me', () => ({ name: 'Renamed' }), 'PATCH')],
  endLoginSession: [
    ['session.closed'],
    async (s) => {
      await s.enter();
      const other = visitor(s.w.url);
      await other.call('POST', '/v1/auth/login', { email: s.email, password });
      const { data } = (await s.someone.call('GET', '/v1/auth/sessions')).body;
      const { id } = data.find((one: any) => !one.is_current);
      return () => s.someone.call('DELETE', `/v1/auth/sessions/${id}`);
    },
  ],
  endOtherLoginSessions: [
    ['session.closed'],
    async (s) => {
      await s.enter();
      const other = visitor(s.w.url);
      await other.call('POST', '/v1/auth/login', { email: s.email, password });
      return () => s.someone.call('POST', '/v1/auth/sessions/end-others');
    },
  ],
  createOrg: [['org.created'], native('/v1/orgs', () => ({ name: 'Second' }))],
  switchOrg: [
    ['session.opened'],
    async (s) => {
      const { id } = (await s.boss.call('POST', '/v1/orgs', { name: 'Second' })).body;
      return () => s.boss.call('POST', `/v1/orgs/${id}/switch`);
    },
  ],
  leaveOrg: [
    ['member.left'],
    async (s) => {
      const { browser } = await joined(s);
      return () => browser.call('POST', '/v1/org/leave');
    },
  ],
  acceptInvitation: [
    ['member.joined'],
    async (s) => {
      await s.enter();
      const { token } = await invited(s, s.email);
      return () => s.someone.call('POST', '/v1/invitations/accept', { token });
    },
  ],
  updateOrg: [['org.updated'], native('/v1/org', () => ({ name: 'Renamed' }), 'PATCH')],
  changeMemberRole: [
    ['member.role_changed'],
    async (s) => {
      const { id } = await joined(s);
      return () => s.boss.call('PATCH', `/v1/members/${id}`, { role: 'reviewer' });
    },
  ],
  removeMember: [
    ['member.removed'],
    async (s) => {
      const { id } = await joined(s);
      return () => s.boss.call('DELETE', `/v1/members/${id}`);
    },
  ],
  createResetLink: [
    ['reset_link.created'],
    async (s) => {
      const { id } = await joined(s);
      return () => s.boss.call('POST', `/v1/members/${id}/reset-link`);
    },
  ],
  createInvitation: [['member.invited'], native('/v1/invitations', (s) => ({ email: s.email, role: 'viewer' }))],
  revokeInvitation: [
    ['invitation.revoked'],
    async (s) => {
      const { id } = await invited(s, s.email);
      return () => s.boss.call('DELETE', `/v1/invitations/${id}`);
    },
  ],
};
