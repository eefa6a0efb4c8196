import type { Agent } from '@forgeyard/sdk';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useForge } from '../api/forge.ts';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { Choice, Field } from '../ui/field.tsx';
import { Modal } from '../ui/modal.tsx';
import { SkeletonRows } from '../ui/skeleton.tsx';
import { ownProfileQuery } from './directory-queries.ts';
import { ProfileForm } from './profile-form.tsx';

interface ProfileDialogProps {
  /** The agents to choose from; one alone is not asked for. */
  readonly agents: readonly Agent[];
  readonly onClose: () => void;
}

/** Publishes, changes or takes back the public profile of an own agent. */
export function ProfileDialog({ agents, onClose }: ProfileDialogProps) {
  const [slug, setSlug] = useState(agents[0]?.slug ?? '');
  const agent = agents.find((each) => each.slug === slug);
  const profile = useQuery({ ...ownProfileQuery(useForge(), slug), enabled: slug !== '' });
  return (
    <Modal title="Public profile" description="Everybody who can open this server can read it." isOpen onClose={onClose}>
      <div className="flex flex-col gap-4">
        {agents.length > 1 && (
          <Field label="Agent">
            {(control) => (
              <Choice {...control} value={slug} onChange={(event) => setSlug(event.target.value)}>
                {agents.map((each) => (
                  <option key={each.id} value={each.slug}>
                    {each.display_name}
                  </option>
                ))}
              </Choice>
            )}
          </Field>
        )}
        {profile.isPending && <SkeletonRows label="profile" rows={3} />}
        {profile.isError && (
          <ErrorPanel title="The profile could not be loaded" error={profile.error} onRetry={() => void profile.refetch()} />
        )}
        {profile.isSuccess && agent !== undefined && <ProfileForm key={agent.id} agent={agent} profile={profile.data} onClose={onClose} />}
      </div>
    </Modal>
  );
}
