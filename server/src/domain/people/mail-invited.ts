import type { Caller } from '../../kernel/caller.ts';
import type { Mail } from '../../kernel/mailer.ts';
import { statement } from '../../store/index.ts';
import type { At } from '../home.ts';
import type { SharingMail } from './mails.ts';

const personOf = statement<{ id: string }, { name: string; email: string }>((db, arg) =>
  db.selectFrom('users').select(['name', 'email']).where('id', '=', arg.id),
);

function userOf(caller: Caller): string | null {
  return caller.kind === 'person' || caller.kind === 'apiKey' ? caller.userId : null;
}

/**
 * Tells an address, after the commit, that somebody lets it see something. Nothing is sent without a mail server, to oneself, or beyond what one
 * sender may send and one address may get: 20 and 5 at once, then one every 3 and every 30 minutes. All keys and organisations of a person are one
 * sender, and all keys of an organisation that stand for nobody. Waits for the mail server, 8 seconds at most.
 */
export async function mailInvited({ caller, home }: At, to: string, path: string, write: (facts: SharingMail) => Mail): Promise<void> {
  const { mailer, mailLimits } = home;
  const id = userOf(caller);
  if (!mailer.isConfigured || !mailLimits.ofSender.admits(id ?? caller.orgId)) return;
  if (!mailLimits.ofAddress.admits(to)) return;
  const person = id === null ? undefined : await home.read((tx) => tx.first(personOf, { id }));
  if (person?.email.toLowerCase() === to) return;
  const sender = person?.name ?? (caller.kind === 'apiKey' ? caller.credentialName : 'Somebody');
  await mailer.send(write({ to, sender, link: `${home.publicUrl()}${path}` }));
}
