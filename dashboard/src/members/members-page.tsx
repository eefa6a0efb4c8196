import type { User } from '@forgeyard/sdk';
import { useQuery } from '@tanstack/react-query';
import { UserPlus } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { useForge } from '../api/forge.ts';
import { meQuery } from '../api/queries.ts';
import { Section } from '../account/section.tsx';
import { Button } from '../ui/button.tsx';
import { Page } from '../ui/page.tsx';
import { InvitationsSection } from './invitations-section.tsx';
import { LeaveSection } from './leave-section.tsx';
import { MembersList } from './members-list.tsx';
import { OrgName } from './org-name.tsx';
import { isManager, rolesInOrder, roleWords } from './role-words.ts';

const Invite = lazy(async () => ({ default: (await import('./invite.tsx')).Invite }));

/** The people of the organization and their roles, who is invited, and the organization's own name. */
export function MembersPage() {
  const me = useQuery(meQuery(useForge())).data;
  const [isInviting, setInviting] = useState(false);
  if (me === undefined || me.user === null) return null;
  const isManaging = isManager(me.user.role);
  const invite = isManaging && (
    <Button look="primary" onClick={() => setInviting(true)}>
      <UserPlus size={16} aria-hidden />
      Invite
    </Button>
  );
  return (
    <Page title="Members" lead={`Who belongs to ${me.org.name}, and what they may do.`} actions={invite}>
      <MembersList viewer={me.user} />
      {isManaging && <InvitationsSection />}
      <Roles viewer={me.user} />
      <Section title="Organization">
        <OrgName key={me.org.id} org={me.org} isManaging={isManaging} />
      </Section>
      <LeaveSection viewer={me.user} orgName={me.org.name} />
      <Suspense>{isInviting && <Invite viewer={me.user} onClose={() => setInviting(false)} />}</Suspense>
    </Page>
  );
}

function Roles({ viewer }: { readonly viewer: User }) {
  return (
    <Section title="What each role may do">
      <dl className="grid gap-x-6 gap-y-3 sm:grid-cols-[7rem_1fr] sm:gap-y-2">
        {rolesInOrder.map((role) => (
          <div key={role} className="sm:contents">
            <dt className="font-medium">
              {roleWords[role].label}
              {role === viewer.role && <span className="text-xs font-normal text-muted-foreground"> (you)</span>}
            </dt>
            <dd className="text-muted-foreground">May {roleWords[role].may}</dd>
          </div>
        ))}
      </dl>
    </Section>
  );
}
