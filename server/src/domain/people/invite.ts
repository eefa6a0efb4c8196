import type { At } from '../home.ts';
import { findOrg } from '../orgs/index.ts';
import { createInvitation } from './create-invitation.ts';
import type { NewInvitation } from './create-invitation.ts';
import { invitationMail } from './mails.ts';
import { withInviters } from './read-invitations.ts';
import type { ListedInvitation } from './read-invitations.ts';

export interface SentInvitation {
  readonly invitation: ListedInvitation;
  /** Shown once, as is the link that carries it. */
  readonly token: string;
  readonly link: string;
  /** Whether a mail server took the link; without it the link is handed over by hand. */
  readonly isSent: boolean;
}

/** Makes an invitation and, once it is committed, mails its link to the person. */
export async function invite(at: At, input: NewInvitation): Promise<SentInvitation> {
  const { home, caller } = at;
  const created = await createInvitation(at, input);
  const token = created.token.reveal();
  const link = `${home.publicUrl()}/invitations/${token}`;
  const [org, [invitation]] = await home.read(
    async (tx) => [await findOrg(tx, caller.orgId), await withInviters(tx, [created.invitation])] as const,
  );
  if (invitation === undefined || org === undefined) throw new Error('an invitation without an organisation');
  const { email: to, role, expiresAt, inviter } = invitation;
  const isSent =
    to !== null &&
    role !== null &&
    (await home.mailer.send(invitationMail({ to, orgName: org.name, inviter: inviter?.name ?? 'Somebody', role, link, expiresAt })));
  return { invitation, token, link, isSent };
}
