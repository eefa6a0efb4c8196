import { useQuery } from '@tanstack/react-query';
import { useForge } from '../api/forge.ts';
import { agentsQuery, credentialsQuery } from '../api/queries.ts';
import { FilterCheck, FilterChoice, FilterRow, type Choices } from '../ui/filter-choice.tsx';
import { SlowSearch } from '../ui/slow-search.tsx';
import type { SessionSearch } from './session-search.ts';
import { originWords } from './source.ts';

const statusChoices: Choices = [
  ['', 'Any state'],
  ['ACTIVE', 'Active'],
  ['AWAITING_INPUT', 'Awaiting input'],
  ['PAUSED', 'Paused'],
  ['STALE,DISCONNECTED', 'Silent'],
  ['COMPLETED', 'Completed'],
  ['FAILED,KILLED', 'Failed or killed'],
];

const timeChoices: Choices = [
  ['', 'Any time'],
  ['1h', 'Last hour'],
  ['24h', 'Last 24 hours'],
  ['7d', 'Last 7 days'],
  ['30d', 'Last 30 days'],
];

const scopeChoices: Choices = [
  ['', 'My organization'],
  ['shared', 'Shared with me'],
  ['all', 'Both'],
];

interface SessionFiltersProps {
  readonly search: SessionSearch;
  readonly onChange: (part: SessionSearch) => void;
}

/** The filters of the sessions; all of them are in the address. */
export function SessionFilters({ search, onChange }: SessionFiltersProps) {
  const forge = useForge();
  const agents = useQuery(agentsQuery(forge)).data ?? [];
  const keys = useQuery(credentialsQuery(forge)).data ?? [];
  const { q = '', status = '', origin = '', agent = '', key = '', time = '', scope = '' } = search;
  return (
    <FilterRow>
      <SlowSearch
        label="Filter sessions"
        placeholder="Filter by name"
        className="col-span-2 sm:max-w-56"
        value={q}
        onText={(next) => onChange({ q: next })}
      />
      <FilterChoice
        label="State"
        value={status}
        choices={withChosen(statusChoices, status)}
        onChange={(next) => onChange({ status: next })}
      />
      <FilterChoice
        label="Source"
        value={origin}
        choices={withChosen([['', 'Any source'], ...Object.entries(originWords)], origin)}
        onChange={(next) => onChange({ origin: next })}
      />
      <FilterChoice
        label="Agent"
        value={agent}
        choices={withChosen([['', 'Any agent'], ...agents.map((each) => [each.slug, each.display_name] as const)], agent)}
        onChange={(next) => onChange({ agent: next })}
      />
      {(keys.length > 0 || key !== '') && (
        <FilterChoice
          label="Key"
          value={key}
          choices={withChosen([['', 'Any key'], ...keys.map((each) => [each.id, each.name] as const)], key)}
          onChange={(next) => onChange({ key: next })}
        />
      )}
      <FilterChoice label="Time" value={time} choices={timeChoices} onChange={(next) => onChange({ time: next })} />
      <FilterChoice label="Scope" value={scope} choices={scopeChoices} onChange={(next) => onChange({ scope: next })} />
      <FilterCheck label="With an error" isOn={search.error === 'true'} onChange={(isOn) => onChange({ error: isOn ? 'true' : '' })} />
    </FilterRow>
  );
}

/** A value of the address that no choice has stays visible. */
function withChosen(choices: Choices, chosen: string): Choices {
  const isThere = choices.some((each) => (typeof each === 'string' ? each : each[0]) === chosen);
  return isThere ? choices : [...choices, chosen];
}
