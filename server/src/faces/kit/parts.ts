import type { Passwords } from '../../domain/people/index.ts';

/** What faces need of the composition. Handlers read it when they are called, never while the table of routes is built. */
export interface FaceParts {
  readonly passwords: Passwords;
  readonly version: string;
  readonly publicUrl: string | null;
  /** Name of the session cookie; `__Host-` and Secure are used when the public URL is https. */
  readonly cookie: { readonly name: string; readonly isSecure: boolean };
}
