import { Passwords, SignInLimits } from '../src/domain/people/index.ts';
import { allFaces } from '../src/faces/index.ts';

/** Every face with its routes, for tests that read the table and call nothing. */
export const { all, native } = allFaces({
  passwords: new Passwords(),
  signIn: undefined as never,
  signInLimits: new SignInLimits(),
  background: () => undefined,
  version: '0',
  registrations: { max: 1, windowS: 1 },
  publicUrl: null,
  publicOrigin: () => 'http://localhost',
  directoryPerMinute: 300,
  cookie: { name: 'forgeyard_session', isSecure: false },
});
