import type { Member, Role, User } from '@forgeyard/sdk';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { useForge } from '../api/forge.ts';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { SkeletonRows } from '../ui/skeleton.tsx';
import { MemberRow } from './member-row.tsx';
import { membersQuery } from './member-queries.ts';
import { mayDo } from './who.ts';

const ChangeRole = lazy(async () => ({ default: (await import('./change-role.tsx')).ChangeRole }));
const ResetLinkDialog = lazy(async () => ({ default: (await import('./reset-link-dialog.tsx')).ResetLinkDialog }));
const RemoveMember = lazy(async () => ({ default: (await import('./remove-member.tsx')).RemoveMember }));

type Open =
  | { readonly does: 'role'; readonly member: Member; readonly role: Role }
  | { readonly does: 'reset' | 'remove'; readonly member: Member };

/** Everybody who belongs to the organization, with the controls that the viewer's role has. */
export function MembersList({ viewer }: { readonly viewer: User }) {
  const members = useQuery(membersQuery(useForge()));
  const [open, setOpen] = useState<Open | null>(null);
  const close = () => setOpen(null);
  const all = members.data ?? [];
  return (
    <>
      {members.isPending && <SkeletonRows label="members" rows={3} />}
      {members.isError && (
        <ErrorPanel title="The members could not be loaded" error={members.error} onRetry={() => void members.refetch()} />
      )}
      {all.length > 0 && (
        <ul aria-label="Members" className="flex flex-col divide-y divide-border rounded-lg border border-border bg-card">
          {all.map((member) => (
            <MemberRow
              key={member.user.id}
              member={member}
              isSelf={member.user.id === viewer.id}
              may={mayDo(viewer, member, all)}
              onRole={(role) => setOpen({ does: 'role', member, role })}
              onReset={() => setOpen({ does: 'reset', member })}
              onRemove={() => setOpen({ does: 'remove', member })}
            />
          ))}
        </ul>
      )}
      {members.isSuccess && all.length === 1 && <p className="text-muted-foreground">Only you so far.</p>}
      <Suspense>
        {open?.does === 'role' && <ChangeRole member={open.member} role={open.role} onClose={close} />}
        {open?.does === 'reset' && <ResetLinkDialog member={open.member} onClose={close} />}
        {open?.does === 'remove' && <RemoveMember member={open.member} onClose={close} />}
      </Suspense>
    </>
  );
}
