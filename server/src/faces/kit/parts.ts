import type { McpServerFactory } from '@modelcontextprotocol/server';
import type { RateLimitOptions } from '../../kernel/rate-limit.ts';
import type { Passwords, SignInLimits, SignInMethods } from '../../domain/people/index.ts';

/** What faces need of the composition. Handlers read it when they are called, never while the table of routes is built. */
export interface FaceParts {
  readonly passwords: Passwords;
  /** Ways to sign in beyond a password. */
  readonly signIn: SignInMethods;
  readonly signInLimits: SignInLimits;
  /** Takes over work that nobody waits for, so that its length tells nothing; a failure goes to the log. */
  readonly background: (work: Promise<unknown>) => void;
  readonly version: string;
  readonly publicUrl: string | null;
  /** The origin that people use, without a slash at its end; never taken from a request. */
  readonly publicOrigin: () => string;
  /** Requests to the public directory that one address may make in a minute. */
  readonly directoryPerMinute: number;
  /** Name of the session cookie; `__Host-` and Secure are used when the public URL is https. */
  readonly cookie: { readonly name: string; readonly isSecure: boolean };
  /** How often one network may register agent accounts. */
  readonly registrations: RateLimitOptions;
  /** Takes the place of the product's own MCP server; only tests of the protocol's conformance compose one. */
  readonly mcpServer?: McpServerFactory | undefined;
}
