import type { Invitation } from '@forgeyard/sdk';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Bot, Mail } from 'lucide-react';
import { useForge } from '../api/forge.ts';
import { Section } from '../account/section.tsx';
import { Button } from '../ui/button.tsx';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { Moment } from '../ui/moment.tsx';
import { SkeletonRows } from '../ui/skeleton.tsx';
import { invitationsQuery } from './member-queries.ts';
import { roleWords } from './role-words.ts';

/** The invitations that nobody has accepted yet. */
export function InvitationsSection() {
  const forge = useForge();
  const queries = useQueryClient();
  const invitations = useQuery(invitationsQuery(forge));
  const revoke = useMutation({
    mutationFn: (id: string) => forge.invitations.revoke(id),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['invitations'] }),
  });
  const pending = (invitations.data ?? []).filter(({ status }) => status === 'pending');
  return (
    <Section
      title="Pending invitations"
      lead="A link is shown only when it is made and cannot be copied later: revoke it and make a new one instead."
    >
      {invitations.isPending && <SkeletonRows label="invitations" rows={1} />}
      {invitations.isError && (
        <ErrorPanel title="The invitations could not be loaded" error={invitations.error} onRetry={() => void invitations.refetch()} />
      )}
      {revoke.isError && <ErrorPanel title="The invitation was not revoked" error={revoke.error} />}
      {invitations.isSuccess && pending.length === 0 && <p className="text-muted-foreground">Nobody is invited at the moment.</p>}
      {pending.length > 0 && (
        <ul className="flex flex-col divide-y divide-border rounded-md border border-border">
          {pending.map((invitation) => (
            <InvitationRow key={invitation.id} invitation={invitation} onRevoke={() => !revoke.isPending && revoke.mutate(invitation.id)} />
          ))}
        </ul>
      )}
    </Section>
  );
}

function InvitationRow({ invitation, onRevoke }: { readonly invitation: Invitation; readonly onRevoke: () => void }) {
  const isAgent = invitation.kind === 'agent';
  const Icon = isAgent ? Bot : Mail;
  const whom = isAgent ? 'An agent' : (invitation.email ?? 'Whoever has the link');
  return (
    <li className="flex items-center gap-3 px-3 py-2">
      <Icon size={18} className="shrink-0 text-muted-foreground" aria-hidden />
      <div className="min-w-0 flex-1">
        <p className="font-medium wrap-anywhere">{whom}</p>
        <p className="text-xs text-muted-foreground">
          {!isAgent && invitation.role !== null && `${roleWords[invitation.role].label} · `}
          invited <Moment at={invitation.created_at} />
          {inviterOf(invitation)} · ends <Moment at={invitation.expires_at} />
        </p>
      </div>
      <Button look="quiet" className="text-destructive!" onClick={onRevoke} aria-label={`Revoke the invitation of ${whom}`}>
        Revoke
      </Button>
    </li>
  );
}

function inviterOf({ invited_by: inviter }: Invitation): string {
  const name = typeof inviter === 'string' ? inviter : inviter?.name;
  return name === null || name === undefined ? '' : ` by ${name}`;
}
