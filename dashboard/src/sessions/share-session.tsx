import type { SessionDetail, Share, Team } from '@forgeyard/sdk';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useForge } from '../api/forge.ts';
import { teamsQuery } from '../teams/team-queries.ts';
import { sizeOf } from '../teams/team-words.ts';
import { Button } from '../ui/button.tsx';
import { CopyButton } from '../ui/copy-button.tsx';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { Choice, Field } from '../ui/field.tsx';
import { Modal } from '../ui/modal.tsx';
import { SkeletonRows } from '../ui/skeleton.tsx';
import { TextField } from '../ui/text-field.tsx';
import { sharesQuery } from './session-queries.ts';

interface ShareSessionProps {
  readonly session: SessionDetail;
  readonly onClose: () => void;
}

/** Who besides the organisation may see this session; each person by their address, and taken back at once. */
export function ShareSession({ session, onClose }: ShareSessionProps) {
  const forge = useForge();
  const queries = useQueryClient();
  const shares = useQuery(sharesQuery(forge, session.id));
  const refresh = () => queries.invalidateQueries({ queryKey: ['sessions', 'shares', session.id] });
  const remove = useMutation({ mutationFn: (id: string) => forge.sessions.unshare(session.id, id), onSettled: refresh });
  return (
    <Modal
      title="Share the session"
      description="With a team, or with the person who has this confirmed e-mail address, also in another organization. Members of yours see it anyway, as far as their role goes."
      isOpen
      onClose={onClose}
    >
      <div className="flex flex-col gap-5">
        <ShareForm session={session} onShared={refresh} />
        {shares.isPending && <SkeletonRows label="shares" rows={1} />}
        {shares.isError && <ErrorPanel title="The shares could not be loaded" error={shares.error} onRetry={() => void shares.refetch()} />}
        {remove.isError && <ErrorPanel title="The share was not removed" error={remove.error} />}
        {shares.data !== undefined && shares.data.length > 0 && (
          <ul aria-label="Shared with" className="flex flex-col divide-y divide-border rounded-md border border-border">
            {shares.data.map((share) => (
              <ShareRow key={share.id} share={share} onRemove={() => !remove.isPending && remove.mutate(share.id)} />
            ))}
          </ul>
        )}
        <div className="self-start">
          <CopyButton text={`${location.origin}/sessions/${session.id}`} label="Copy the link" />
        </div>
      </div>
    </Modal>
  );
}

type With = { readonly team_id: string } | { readonly email: string };

function ShareForm({ session, onShared }: { readonly session: SessionDetail; readonly onShared: () => Promise<void> }) {
  const forge = useForge();
  const teams = useQuery({ ...teamsQuery(forge), enabled: !session.is_shared }).data ?? [];
  const [team, setTeam] = useState('');
  const [email, setEmail] = useState('');
  const [access, setAccess] = useState<Share['access']>('READ');
  const [isMissing, setMissing] = useState(false);
  const share = useMutation({
    mutationFn: (whom: With) => forge.sessions.share(session.id, { ...whom, access }),
    onSuccess: async () => {
      setEmail('');
      setTeam('');
      await onShared();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const isPerson = team === '';
    const lacksAddress = isPerson && !email.includes('@');
    setMissing(lacksAddress);
    if (!lacksAddress && !share.isPending) share.mutate(isPerson ? { email: email.trim() } : { team_id: team });
  };
  return (
    <form onSubmit={submit} noValidate className="flex flex-col gap-3">
      {teams.length > 0 && <TeamChoice teams={teams} value={team} onChange={setTeam} />}
      {team === '' && (
        <TextField
          label="E-mail"
          type="email"
          autoComplete="off"
          value={email}
          error={isMissing ? 'Write an e-mail address.' : null}
          onText={setEmail}
        />
      )}
      <div className="flex items-end gap-3">
        <AccessChoice value={access} onChange={setAccess} />
        <Button type="submit" look="primary" aria-disabled={share.isPending}>
          Share
        </Button>
      </div>
      {share.isError && <ErrorPanel title="The session was not shared" error={share.error} />}
      <p role="status" className="text-success empty:sr-only">
        {share.isSuccess && `Shared with ${nameOfShare(share.data)}.`}
      </p>
    </form>
  );
}

interface TeamChoiceProps {
  readonly teams: readonly Team[];
  readonly value: string;
  readonly onChange: (id: string) => void;
}

function TeamChoice({ teams, value, onChange }: TeamChoiceProps) {
  return (
    <Field label="With">
      {(control) => (
        <Choice {...control} value={value} onChange={(event) => onChange(event.target.value)}>
          <option value="">one person</option>
          {teams.map(({ id, name, members_count: members }) => (
            <option key={id} value={id}>
              Team {name} ({sizeOf(members)})
            </option>
          ))}
        </Choice>
      )}
    </Field>
  );
}

interface AccessChoiceProps {
  readonly value: Share['access'];
  readonly onChange: (access: Share['access']) => void;
}

function AccessChoice({ value, onChange }: AccessChoiceProps) {
  return (
    <div className="min-w-0 flex-1">
      <Field label="May">
        {(control) => (
          <Choice {...control} value={value} onChange={(event) => onChange(event.target.value === 'WRITE' ? 'WRITE' : 'READ')}>
            <option value="READ">read</option>
            <option value="WRITE">read and answer</option>
          </Choice>
        )}
      </Field>
    </div>
  );
}

function nameOfShare({ team, email }: Share): string {
  return team === null ? (email ?? 'somebody') : `the team ${team.name}`;
}

function ShareRow({ share, onRemove }: { readonly share: Share; readonly onRemove: () => void }) {
  return (
    <li className="flex items-center gap-3 px-3 py-2">
      <span className="min-w-0 flex-1">
        <span className="block truncate font-medium">{share.team === null ? share.email : `Team ${share.team.name}`}</span>
        <span className="block text-xs text-muted-foreground">
          {share.team === null ? (share.user === null ? 'has no account yet' : share.user.name) : 'everybody in it'} ·{' '}
          {share.access === 'WRITE' ? 'reads and answers' : 'reads'}
        </span>
      </span>
      <Button look="quiet" className="text-destructive!" aria-label={`Stop sharing with ${nameOfShare(share)}`} onClick={onRemove}>
        Stop sharing
      </Button>
    </li>
  );
}
