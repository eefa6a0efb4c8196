import { useQuery } from '@tanstack/react-query';
import { ListFilter } from 'lucide-react';
import { useState } from 'react';
import { useForge } from '../api/forge.ts';
import { agentsQuery, credentialsQuery } from '../api/queries.ts';
import { Button } from '../ui/button.tsx';
import { cx } from '../ui/cx.ts';
import { FilterChips } from '../ui/filter-chips.tsx';
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
  readonly onClear: () => void;
}

/** A filter that is chosen from a list, with its name in the address. */
interface Chosen {
  readonly name: 'status' | 'origin' | 'agent' | 'key' | 'time' | 'scope';
  readonly label: string;
  readonly choices: Choices;
}

/** The filters of the sessions; all of them are in the address. On a phone they are folded away, those that are set stay visible as chips. */
export function SessionFilters({ search, onChange, onClear }: SessionFiltersProps) {
  const [isUnfolded, setUnfolded] = useState(false);
  const chosen = useChosen(search);
  const chips = [
    ...chosen.flatMap(({ name, label, choices }) => {
      const value = search[name] ?? '';
      return value === '' ? [] : [{ name: label, value: wordFor(choices, value), onRemove: () => onChange({ [name]: '' }) }];
    }),
    ...(search.error === 'true' ? [{ name: 'Only', value: 'with an error', onRemove: () => onChange({ error: '' }) }] : []),
  ];
  return (
    <div className="flex flex-col gap-3">
      <FilterRow>
        <SlowSearch
          label="Filter sessions"
          placeholder="Filter by name"
          className="sm:max-w-56"
          value={search.q ?? ''}
          onText={(next) => onChange({ q: next })}
        />
        <Button className="sm:hidden" aria-expanded={isUnfolded} onClick={() => setUnfolded(!isUnfolded)}>
          <ListFilter size={16} aria-hidden />
          Filters{chips.length > 0 && ` (${chips.length})`}
        </Button>
        <div className={cx('contents', !isUnfolded && 'max-sm:hidden')}>
          {chosen.map(({ name, label, choices }) => (
            <FilterChoice
              key={name}
              label={label}
              value={search[name] ?? ''}
              choices={withChosen(choices, search[name] ?? '')}
              onChange={(next) => onChange({ [name]: next })}
            />
          ))}
          <FilterCheck label="With an error" isOn={search.error === 'true'} onChange={(isOn) => onChange({ error: isOn ? 'true' : '' })} />
        </div>
      </FilterRow>
      <FilterChips chips={chips} onClear={onClear} />
    </div>
  );
}

function useChosen({ key = '' }: SessionSearch): readonly Chosen[] {
  const forge = useForge();
  const agents = useQuery(agentsQuery(forge)).data ?? [];
  const keys = useQuery(credentialsQuery(forge)).data ?? [];
  return [
    { name: 'status', label: 'State', choices: statusChoices },
    { name: 'origin', label: 'Source', choices: [['', 'Any source'], ...Object.entries(originWords)] },
    { name: 'agent', label: 'Agent', choices: [['', 'Any agent'], ...agents.map((each) => [each.slug, each.display_name] as const)] },
    ...(keys.length > 0 || key !== ''
      ? [{ name: 'key', label: 'Key', choices: [['', 'Any key'], ...keys.map((each) => [each.id, each.name] as const)] } as const]
      : []),
    { name: 'time', label: 'Time', choices: timeChoices },
    { name: 'scope', label: 'Scope', choices: scopeChoices },
  ];
}

function wordFor(choices: Choices, value: string): string {
  const found = choices.find((each) => (typeof each === 'string' ? each : each[0]) === value);
  return found === undefined ? value : typeof found === 'string' ? found : found[1];
}

/** A value of the address that no choice has stays visible. */
function withChosen(choices: Choices, chosen: string): Choices {
  const isThere = choices.some((each) => (typeof each === 'string' ? each : each[0]) === chosen);
  return isThere ? choices : [...choices, chosen];
}
