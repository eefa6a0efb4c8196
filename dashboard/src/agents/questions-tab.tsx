import type { Agent, InteractionRules, Member } from '@forgeyard/sdk';
import { queryOptions, useQuery } from '@tanstack/react-query';
import type { Forgeyard } from '@forgeyard/sdk';
import { Link } from '@tanstack/react-router';
import { Section } from '../account/section.tsx';
import { useForge } from '../api/forge.ts';
import { useMay } from '../api/use-may.ts';
import { membersQuery } from '../members/member-queries.ts';
import { personName } from '../members/who.ts';
import { buttonClass } from '../ui/button.tsx';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { SkeletonRows } from '../ui/skeleton.tsx';
import { RulesForm } from './rules-form.tsx';
import { rulesWords } from './rules-words.ts';

const rulesQuery = (forge: Forgeyard, slug: string) =>
  queryOptions({ queryKey: ['agents', 'rules', slug], queryFn: ({ signal }) => forge.interactions.rules(slug, { signal }) });

/** Who is asked when the agent waits for people, and what happens without an answer. */
export function QuestionsTab({ agent }: { readonly agent: Agent }) {
  const forge = useForge();
  const { manage } = useMay();
  const rules = useQuery(rulesQuery(forge, agent.slug));
  const members = useQuery(membersQuery(forge));
  if (rules.isError) return <ErrorPanel title="The rules could not be loaded" error={rules.error} onRetry={() => void rules.refetch()} />;
  if (rules.isPending || members.isPending) return <SkeletonRows label="rules" rows={3} />;
  const people = members.data ?? [];
  return (
    <div className="flex flex-col gap-5 pb-6">
      <Section
        title="Questions"
        lead="Whom this agent waits for when it asks, or is about to use a tool that needs consent. Reviews of its work have no deadline."
        actions={
          <Link to="/inbox" search={{ agent: agent.slug }} className={buttonClass()}>
            Open the inbox
          </Link>
        }
      >
        <RulesInWords rules={rules.data} people={people} />
        {manage && <RulesForm agent={agent} saved={rules.data} people={people.filter(({ role }) => role !== 'viewer')} />}
      </Section>
    </div>
  );
}

function RulesInWords({ rules, people }: { readonly rules: InteractionRules; readonly people: readonly Member[] }) {
  const nameOf = (id: string) => {
    const found = people.find(({ user }) => user.id === id);
    return found === undefined ? 'Somebody' : personName(found.user);
  };
  return (
    <ul aria-label="The rules as they are" className="flex list-disc flex-col gap-1 pl-5">
      {rulesWords(rules, nameOf).map((sentence) => (
        <li key={sentence}>{sentence}</li>
      ))}
    </ul>
  );
}
