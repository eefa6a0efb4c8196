import { Type } from 'typebox';
import { Refusal } from '../../kernel/refusal.ts';
import type { At } from '../../domain/home.ts';
import { confirmOwnPassword } from '../../domain/people/index.ts';
import { browserOf, customRoute } from '../kit/index.ts';
import type { FaceParts, RouteDraft } from '../kit/index.ts';
import { signedIn, strict } from './account.wire.ts';
import { answerSignedIn } from './signed-in.ts';
import { refusals } from './wire.ts';

const shared = { tag: 'Two-factor sign-in' } as const;
const code = Type.String({ pattern: '^[0-9]{6}$', description: 'Six digits of the authenticator app' });
const ownPassword = Type.Object({ password: Type.String({ maxLength: 500, description: 'Empty for a person without one' }) }, strict);

/** Codes of an authenticator app as the second factor (RFC 6238), and backup codes for when it is lost. */
export function twoFactorRoutes(parts: FaceParts): readonly RouteDraft[] {
  return [verify(parts), begin(parts), confirm(parts), disable(parts)];
}

async function checkOwnPassword(at: At, parts: FaceParts, password: string): Promise<void> {
  const who = { ip: at.request.ip, account: at.caller.kind === 'person' ? `password of ${at.caller.userId}` : null };
  await parts.signInLimits.attempt(who, () => confirmOwnPassword(at, parts.passwords, password));
}

function verify(parts: FaceParts): RouteDraft {
  return customRoute({
    ...shared,
    method: 'POST',
    path: '/v1/auth/two-factor/verify',
    operationId: 'verifyTwoFactor',
    summary: 'Finish a sign-in with a code of the app, or with a backup code; either counts once',
    body: Type.Object({ code: Type.Optional(code), backup_code: Type.Optional(Type.String({ minLength: 1, maxLength: 40 })) }, strict),
    bodyExample: { code: '123456' },
    answers: { 200: { description: 'Signed in; sets the session cookie', schema: signedIn }, ...refusals(400, 401, 403, 404, 409, 429) },
    respond: async (at, wire, reply) => {
      const { code: totp, backup_code: backup } = wire.body;
      const given = totp ?? backup;
      if (given === undefined || (totp !== undefined && backup !== undefined)) {
        throw new Refusal('invalid', 'two_factor.one_code', 'Send either `code` or `backup_code`.');
      }
      const kind = totp === undefined ? 'backup' : 'totp';
      const done = await parts.signIn.checkSecondFactor(at, browserOf(wire), given, kind);
      return answerSignedIn(at, parts, reply, done);
    },
  });
}

function begin(parts: FaceParts): RouteDraft {
  const schema = Type.Object({ totp_uri: Type.String(), backup_codes: Type.Array(Type.String()) });
  return customRoute({
    ...shared,
    method: 'POST',
    path: '/v1/auth/two-factor',
    operationId: 'enableTwoFactor',
    summary: 'Begin two-factor sign-in: a secret for the app, and backup codes; both are shown once',
    body: ownPassword,
    answers: { 200: { description: 'It takes effect when a code confirms it', schema }, ...refusals(400, 401, 403, 409, 429) },
    respond: async (at, wire) => {
      await checkOwnPassword(at, parts, wire.body.password);
      const { totpUri, backupCodes } = await parts.signIn.beginTwoFactor(at, browserOf(wire));
      return { status: 200, body: { totp_uri: totpUri, backup_codes: backupCodes } };
    },
  });
}

function confirm(parts: FaceParts): RouteDraft {
  return customRoute({
    ...shared,
    method: 'POST',
    path: '/v1/auth/two-factor/confirm',
    operationId: 'confirmTwoFactor',
    summary: 'Turn two-factor sign-in on with a first code',
    body: Type.Object({ code }, strict),
    answers: { 204: { description: 'On' }, ...refusals(400, 401, 403, 409, 422) },
    respond: async (at, wire) => {
      await parts.signIn.confirmTwoFactor(at, browserOf(wire), wire.body.code);
      return { status: 204 };
    },
  });
}

function disable(parts: FaceParts): RouteDraft {
  return customRoute({
    ...shared,
    method: 'POST',
    path: '/v1/auth/two-factor/disable',
    operationId: 'disableTwoFactor',
    summary: 'Turn two-factor sign-in off',
    body: ownPassword,
    answers: { 204: { description: 'Off' }, ...refusals(400, 401, 403, 429) },
    respond: async (at, wire) => {
      await checkOwnPassword(at, parts, wire.body.password);
      await parts.signIn.disableTwoFactor(at, browserOf(wire));
      return { status: 204 };
    },
  });
}
