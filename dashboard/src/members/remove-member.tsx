import type { Member } from '@forgeyard/sdk';
import { useQueryClient } from '@tanstack/react-query';
import { useForge } from '../api/forge.ts';
import { ConfirmByName } from './confirm-by-name.tsx';
import { personName } from './who.ts';

/** Removes a member after the name was typed, and says what stops working and what stays. */
export function RemoveMember({ member, onClose }: { readonly member: Member; readonly onClose: () => void }) {
  const forge = useForge();
  const queries = useQueryClient();
  const name = personName(member.user);
  const act = async () => {
    await forge.members.remove(member.user.id);
    await queries.invalidateQueries({ queryKey: ['members'] });
    onClose();
  };
  return (
    <ConfirmByName
      title={`Remove ${name}`}
      name={name}
      does="Remove member"
      failed="The member was not removed"
      act={act}
      onClose={onClose}
    >
      <p>
        {name} sees nothing of this organization any more, within a second, and {name}&apos;s own keys for it stop working. Agents, runs and
        organization keys that {name} made stay as they are.
      </p>
    </ConfirmByName>
  );
}
