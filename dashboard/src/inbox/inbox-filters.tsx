import { useQuery } from '@tanstack/react-query';
import { useForge } from '../api/forge.ts';
import { agentsQuery } from '../api/queries.ts';
import { FilterChoice, FilterRow, type Choices } from '../ui/filter-choice.tsx';
import type { InboxSearch } from './inbox-search.ts';

const whoChoices: Choices = [
  ['', 'For anybody'],
  ['me', 'For me'],
  ['none', 'Unassigned'],
];

const kindChoices: Choices = [
  ['', 'Any kind'],
  ['question', 'Questions'],
  ['approval', 'Approvals'],
  ['review', 'Reviews'],
];

const showChoices: Choices = [
  ['', 'Waiting'],
  ['snoozed', 'Snoozed'],
  ['answered', 'Answered'],
  ['expired', 'Expired'],
];

interface InboxFiltersProps {
  readonly search: InboxSearch;
  readonly onChange: (part: InboxSearch) => void;
}

/** The filters of the inbox; all of them are in the address. */
export function InboxFilters({ search, onChange }: InboxFiltersProps) {
  const agents = useQuery(agentsQuery(useForge())).data ?? [];
  return (
    <FilterRow>
      <FilterChoice label="Show" isFirst value={search.show ?? ''} choices={showChoices} onChange={(show) => onChange({ show })} />
      <FilterChoice label="Whose" value={search.who ?? ''} choices={whoChoices} onChange={(who) => onChange({ who })} />
      <FilterChoice label="Kind" value={search.kind ?? ''} choices={kindChoices} onChange={(kind) => onChange({ kind })} />
      <FilterChoice
        label="Agent"
        value={search.agent ?? ''}
        choices={[['', 'Any agent'], ...agents.map(({ slug, display_name: name }) => [slug, name] as const)]}
        onChange={(agent) => onChange({ agent })}
      />
    </FilterRow>
  );
}
