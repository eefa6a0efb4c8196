import { toRfc3339 } from '../../kernel/clock.ts';
import type { Mail } from '../../kernel/mailer.ts';
import type { Role } from '../../kernel/caller.ts';

export interface InvitationMail {
  readonly to: string;
  readonly orgName: string;
  readonly inviter: string;
  readonly role: Role;
  readonly link: string;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
}

export interface PasswordResetMail {
  readonly to: string;
  readonly link: string;
  /** Whether somebody has shown before that mail to this address reaches them. */
  readonly isVerified: boolean;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
}

/** Minutes are enough to plan with. */
function shownTime(ms: number): string {
  return `${toRfc3339(ms).slice(0, 16).replace('T', ' ')} UTC`;
}

/**
 * Names are chosen by strangers to the reader, so they stand between quotes that they cannot end, on one line, and hold nothing that a mail program
 * makes a link or an address of.
 */
function quoted(name: string): string {
  const line = name
    .replace(/[\s\p{C}]+/gu, ' ')
    .slice(0, 100)
    .toWellFormed();
  const isNested = !/[“”]/.test(line.replace(/“[^“”]*”/g, ''));
  const plain = isNested ? line : line.replace(/[“”]/g, "'");
  return `“${plain.replace(/[.:/@\\](?=\S)/g, '$& ')}”`;
}

export function invitationMail({ to, orgName, inviter, role, link, expiresAt }: InvitationMail): Mail {
  const text = `${quoted(inviter)} invites you to the organization ${quoted(orgName)} on Forgeyard, as ${role}.

Accept the invitation here:

${link}

The link works once, until ${shownTime(expiresAt)}, and only for this e-mail address.
If you do not expect this invitation, ignore this message: nothing happens without you.
`;
  return { to, subject: `Invitation to ${quoted(orgName)} on Forgeyard`, text };
}

/** Who lets whom see something, and where it is. */
export interface SharingMail {
  readonly to: string;
  readonly sender: string;
  readonly link: string;
}

const forThisAddress = (
  to: string,
): string => `Sign in as ${to}. What is yours to see depends on that address: where nobody has confirmed it
yet, set a new password with a link that the sign-in page mails to it.
If you do not expect this message, ignore it.
`;

/** Says that a session may be read, or also written into; nothing of what is in it. */
export function sharedSessionMail({ to, sender, link, canWrite }: SharingMail & { readonly canWrite: boolean }): Mail {
  const text = `${quoted(sender)} shares a session of an agent with you on Forgeyard. You may read it${canWrite ? ' and write into it' : ''}.

${link}

${forThisAddress(to)}`;
  return { to, subject: `${quoted(sender)} shares a session with you on Forgeyard`, text };
}

export function teamMail({ to, sender, link, teamName }: SharingMail & { readonly teamName: string }): Mail {
  const text = `${quoted(sender)} added you to the team ${quoted(teamName)} on Forgeyard. You see the sessions that are shared with it.

${link}

${forThisAddress(to)}`;
  return { to, subject: `You are in the team ${quoted(teamName)} on Forgeyard`, text };
}

const dropsOtherWays = `
Nobody has confirmed this address yet. So that no stranger keeps a way into your account, the new password also removes its passkeys, accounts at
other providers, authenticator app and personal keys.
`;

export function passwordResetMail({ to, link, expiresAt, isVerified }: PasswordResetMail): Mail {
  const text = `Somebody asked for a new password for your Forgeyard account.

Set it here:

${link}

The link works once, until ${shownTime(expiresAt)}.
If it was not you, ignore this message: your password stays as it is.
${isVerified ? '' : dropsOtherWays}`;
  return { to, subject: 'Set a new Forgeyard password', text };
}
