import { useQuery } from '@tanstack/react-query';
import { useForge } from '../api/forge.ts';
import { interactionsQuery } from '../api/queries.ts';
import { EmptyState } from '../ui/empty-state.tsx';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { Page } from '../ui/page.tsx';
import { SkeletonRows } from '../ui/skeleton.tsx';
import { Question } from './question.tsx';

/** The questions that agents wait for an answer to. */
export function InboxPage() {
  const interactions = useQuery(interactionsQuery(useForge()));
  const open = interactions.data ?? [];
  return (
    <Page title="Inbox" lead="Agents that wait for a person.">
      {interactions.isError && (
        <ErrorPanel title="The inbox could not be loaded" error={interactions.error} onRetry={() => void interactions.refetch()} />
      )}
      {interactions.isPending && <SkeletonRows label="questions" rows={2} />}
      {interactions.isSuccess && open.length === 0 && (
        <EmptyState
          says="Nothing waits for you. An agent asks here before it uses a tool that is set to “Ask a person first”."
          command={`curl '${location.origin}/v1/interactions?state=open' -H "X-Forge-Api-Key: $FORGEYARD_KEY"`}
        />
      )}
      <ul className="flex max-w-3xl flex-col gap-4">
        {open.map((interaction) => (
          <Question key={interaction.id} interaction={interaction} />
        ))}
      </ul>
    </Page>
  );
}
