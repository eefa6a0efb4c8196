import { Passwords } from '../src/domain/people/index.ts';
import { allFaces } from '../src/faces/index.ts';

/** Every face with its routes, for tests that read the table and call nothing. */
export const { all, native } = allFaces({
  passwords: new Passwords(),
  version: '0',
  publicUrl: null,
  cookie: { name: 'forgeyard_session', isSecure: false },
});
