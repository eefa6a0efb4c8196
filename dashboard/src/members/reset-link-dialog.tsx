import type { Member } from '@forgeyard/sdk';
import { useMutation } from '@tanstack/react-query';
import { useForge } from '../api/forge.ts';
import { Button } from '../ui/button.tsx';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { Modal } from '../ui/modal.tsx';
import { Moment } from '../ui/moment.tsx';
import { LinkOnce } from './link-once.tsx';
import { personName } from './who.ts';

/** Makes a one-time link by which a member who cannot sign in sets a new password. */
export function ResetLinkDialog({ member, onClose }: { readonly member: Member; readonly onClose: () => void }) {
  const forge = useForge();
  const make = useMutation({ mutationFn: () => forge.members.resetLink(member.user.id) });
  const name = personName(member.user);
  return (
    <Modal title={`Password reset link for ${name}`} isOpen onClose={onClose}>
      <div className="flex flex-col gap-4">
        {make.data === undefined ? (
          <>
            <p>
              Whoever opens the link sets a new password for {name} and signs every browser of {name} out. Hand it over where nobody else
              reads along.
            </p>
            {make.isError && <ErrorPanel title="The link was not made" error={make.error} />}
            <div className="flex justify-end gap-2">
              <Button onClick={onClose}>Cancel</Button>
              <Button look="primary" aria-disabled={make.isPending} onClick={() => !make.isPending && make.mutate()}>
                {make.isPending ? 'Making…' : 'Make the link'}
              </Button>
            </div>
          </>
        ) : (
          <>
            <LinkOnce label="Reset link" text={make.data.link} />
            <p>
              It is shown only now, works once, and ends <Moment at={make.data.expires_at} />.
            </p>
            <Button look="primary" className="self-end" onClick={onClose}>
              Done
            </Button>
          </>
        )}
      </div>
    </Modal>
  );
}
