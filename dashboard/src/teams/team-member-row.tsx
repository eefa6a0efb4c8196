import type { TeamDetail, TeamMember } from '@forgeyard/sdk';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useForge } from '../api/forge.ts';
import { Button } from '../ui/button.tsx';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { Choice } from '../ui/field.tsx';
import { rolesInOrder, roleWords } from './team-words.ts';

interface TeamMemberRowProps {
  readonly team: TeamDetail;
  readonly member: TeamMember;
  readonly isSelf: boolean;
  readonly onTakeOut: () => void;
}

/** Somebody of a team, with what the reader may change about them. The last owner stays one: that is said before, not after. */
export function TeamMemberRow({ team, member, isSelf, onTakeOut }: TeamMemberRowProps) {
  const forge = useForge();
  const queries = useQueryClient();
  const setRole = useMutation({
    mutationFn: (role: TeamMember['role']) => forge.teams.setRole(team.id, member.id, role),
    onSettled: () => queries.invalidateQueries({ queryKey: ['teams'] }),
  });
  const name = member.user?.name ?? member.email;
  const isLastOwner = member.role === 'OWNER' && team.members.filter(({ role }) => role === 'OWNER').length === 1;
  const mayChange = team.can_manage && !isLastOwner && (team.can_delete || member.role !== 'OWNER');
  const given = rolesInOrder.filter((role) => role !== 'OWNER' || team.can_delete);
  return (
    <li className="flex flex-col gap-2 px-4 py-3">
      <div className="flex flex-wrap items-center gap-3">
        <div className="min-w-0 flex-1 basis-56">
          <p className="truncate font-medium">
            <bdi>{name}</bdi>
            {isSelf && <span className="text-xs font-normal text-muted-foreground"> (you)</span>}
          </p>
          <p className="truncate text-xs text-muted-foreground">
            {name !== member.email && `${member.email} · `}
            {member.invited ? 'not here yet: counts as soon as they confirm this address' : isLastOwner ? 'the only owner' : 'in the team'}
          </p>
        </div>
        {mayChange ? (
          <Choice
            aria-label={`Role of ${name}`}
            className="w-auto! max-sm:h-11"
            value={setRole.isPending ? setRole.variables : member.role}
            onChange={(event) => setRole.mutate(rolesInOrder.find((role) => role === event.target.value) ?? 'MEMBER')}
          >
            {given.map((role) => (
              <option key={role} value={role}>
                {roleWords[role]}
              </option>
            ))}
          </Choice>
        ) : (
          <span className="text-muted-foreground">{roleWords[member.role]}</span>
        )}
        {(mayChange || (isSelf && !isLastOwner)) && (
          <Button
            look="quiet"
            className="text-destructive! max-sm:h-11"
            aria-label={isSelf ? 'Leave the team' : `Take out ${name}`}
            onClick={onTakeOut}
          >
            {isSelf ? 'Leave' : 'Take out'}
          </Button>
        )}
      </div>
      {setRole.isError && <ErrorPanel title="The role was not changed" error={setRole.error} />}
    </li>
  );
}
