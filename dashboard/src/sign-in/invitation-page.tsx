import type { InvitationFacts, User } from '@forgeyard/sdk';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useForge } from '../api/forge.ts';
import { roleWords } from '../members/role-words.ts';
import { Button, buttonClass } from '../ui/button.tsx';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { SkeletonRows } from '../ui/skeleton.tsx';
import { Door } from './door.tsx';
import { invitationQuery, visitorQuery } from './sign-in-queries.ts';
import { SignUpForm } from './sign-up-form.tsx';
import { Trouble } from './trouble.tsx';
import { useEntered } from './use-entered.ts';

/** Where an invitation leads: which organization, as what, and the way in for this very person. */
export function InvitationPage() {
  const { token } = useParams({ from: '/invitations/$token' });
  const forge = useForge();
  const invitation = useQuery(invitationQuery(forge, token));
  const visitor = useQuery(visitorQuery(forge));
  if (invitation.isError || visitor.isError) {
    return (
      <Door title="Invitation">
        <ErrorPanel title="This invitation does not work" error={invitation.error ?? visitor.error} />
        <p className="text-muted-foreground">It may be used, revoked or too old. Ask for a new one, or sign in if you joined already.</p>
        <Link to="/login" search={{}} className={buttonClass('primary')}>
          Go to sign-in
        </Link>
      </Door>
    );
  }
  if (invitation.data === undefined || visitor.data === undefined) {
    return (
      <Door title="Invitation">
        <SkeletonRows label="the invitation" rows={3} />
      </Door>
    );
  }
  const facts = invitation.data;
  return (
    <Door title={`Join ${facts.org.name}`}>
      <Offer facts={facts} />
      {facts.kind === 'member' && <WayIn facts={facts} token={token} visitor={visitor.data} />}
    </Door>
  );
}

function Offer({ facts }: { readonly facts: InvitationFacts }) {
  if (facts.kind === 'agent') {
    return (
      <p>
        This invitation lets an agent register an account of its own. Hand its token, the last part of this address, to the program that
        registers; a person cannot accept it.
      </p>
    );
  }
  if (facts.role === null) return null;
  const { label, may } = roleWords[facts.role];
  return (
    <p>
      You are invited as <strong className="font-semibold">{label}</strong>: you may {may}
    </p>
  );
}

interface WayInProps {
  readonly facts: InvitationFacts;
  readonly token: string;
  readonly visitor: User | null;
}

function WayIn({ facts, token, visitor }: WayInProps) {
  const onEntered = useEntered(undefined);
  if (visitor !== null) {
    const isOther = facts.email !== null && facts.email.toLowerCase() !== visitor.email.toLowerCase();
    return isOther ? <OtherAccount wanted={facts.email ?? ''} present={visitor.email} /> : <Accept token={token} visitor={visitor} />;
  }
  if (facts.has_account) {
    return (
      <>
        <p>{facts.email} has an account here. Sign in to accept.</p>
        <Link to="/login" search={{ next: `/invitations/${token}` }} className={buttonClass('primary')}>
          Sign in and accept
        </Link>
      </>
    );
  }
  return (
    <>
      <SignUpForm email={facts.email} invitation={token} does="Create account and join" onEntered={onEntered} />
      {facts.email === null && (
        <Link to="/login" search={{ next: `/invitations/${token}` }} className={buttonClass('plain')}>
          I have an account
        </Link>
      )}
    </>
  );
}

function Accept({ token, visitor }: { readonly token: string; readonly visitor: User }) {
  const forge = useForge();
  const onEntered = useEntered(undefined);
  const accept = useMutation({
    mutationFn: async () => forge.orgs.switch((await forge.invitations.accept(token)).org.id),
    onSuccess: onEntered,
  });
  return (
    <>
      <Trouble title="The invitation was not accepted" error={accept.error} />
      <p>
        You are signed in as <span className="wrap-anywhere">{visitor.email}</span>.
      </p>
      <Button look="primary" aria-disabled={accept.isPending} onClick={() => !accept.isPending && accept.mutate()}>
        {accept.isPending ? 'Joining…' : 'Accept and join'}
      </Button>
    </>
  );
}

function OtherAccount({ wanted, present }: { readonly wanted: string; readonly present: string }) {
  const forge = useForge();
  const queries = useQueryClient();
  const signOut = useMutation({
    mutationFn: () => forge.auth.logout(),
    onSuccess: () => queries.resetQueries(),
  });
  return (
    <>
      <Trouble title="Signing out failed" error={signOut.error} />
      <p className="wrap-anywhere">
        The invitation is for {wanted}, and you are signed in as {present}. Sign out to accept it with the other account.
      </p>
      <Button look="primary" aria-disabled={signOut.isPending} onClick={() => !signOut.isPending && signOut.mutate()}>
        Sign out and go on
      </Button>
    </>
  );
}
