import type { User } from '@forgeyard/sdk';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { useForge } from '../api/forge.ts';
import { Section } from '../account/section.tsx';
import { Button } from '../ui/button.tsx';
import { membersQuery } from './member-queries.ts';
import { isLastOwner } from './who.ts';

const ConfirmByName = lazy(async () => ({ default: (await import('./confirm-by-name.tsx')).ConfirmByName }));

interface LeaveSectionProps {
  readonly viewer: User;
  readonly orgName: string;
}

/** The way out of the organization; the last owner is told beforehand why there is none. */
export function LeaveSection({ viewer, orgName }: LeaveSectionProps) {
  const forge = useForge();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const members = useQuery(membersQuery(forge)).data;
  const [isLeaving, setLeaving] = useState(false);
  const self = members?.find(({ user }) => user.id === viewer.id);
  if (members === undefined || self === undefined) return null;
  const act = async () => {
    await forge.orgs.leave();
    void queries.resetQueries();
    await navigate({ to: '/agents' });
  };
  if (isLastOwner(members, self)) {
    return <Section title="Leave the organization" lead="You are its only owner. Make another member owner first; then you can leave." />;
  }
  return (
    <Section
      title="Leave the organization"
      lead="You lose access at once; coming back takes a new invitation."
      actions={
        <Button className="text-destructive!" onClick={() => setLeaving(true)}>
          Leave
        </Button>
      }
    >
      <Suspense>
        {isLeaving && (
          <ConfirmByName
            title={`Leave ${orgName}`}
            name={orgName}
            does="Leave"
            failed="You did not leave"
            act={act}
            onClose={() => setLeaving(false)}
          >
            <p>You see nothing of {orgName} any more, and your own keys for it stop working. What you made there stays.</p>
          </ConfirmByName>
        )}
      </Suspense>
    </Section>
  );
}
