import type { InvitationCreated } from '@forgeyard/sdk';
import { Button } from '../ui/button.tsx';
import { Modal } from '../ui/modal.tsx';
import { Moment } from '../ui/moment.tsx';
import { LinkOnce } from './link-once.tsx';

/** The link of a new invitation, for the only time, and whether the server has mailed it. */
export function InvitationLink({ invitation, onClose }: { readonly invitation: InvitationCreated; readonly onClose: () => void }) {
  return (
    <Modal title="Invitation made" isOpen onClose={onClose}>
      <div className="flex flex-col gap-4">
        <p role="status">{sentWords(invitation)}</p>
        {invitation.kind === 'agent' ? (
          <LinkOnce label="Invitation token" text={invitation.token} />
        ) : (
          <LinkOnce label="Invitation link" text={invitation.link} />
        )}
        <p className="text-muted-foreground">
          It is shown only now, works once, and ends <Moment at={invitation.expires_at} />. You can revoke it until it is accepted.
        </p>
        <Button look="primary" className="self-end" onClick={onClose}>
          Done
        </Button>
      </div>
    </Modal>
  );
}

function sentWords({ kind, sent, email }: InvitationCreated): string {
  if (kind === 'agent') return 'Hand this token to the program that registers the agent.';
  if (sent) return `The link was mailed to ${email ?? 'the address'}. Here it is as well:`;
  return email === null ? 'Hand this link over yourself.' : `No mail went out: hand this link to ${email} yourself.`;
}
