import { FilterChoice, FilterRow, FilterText } from '../ui/filter-choice.tsx';
import type { AgentFilter } from './agent-filter.ts';
import { statuses } from './agent-words.ts';

interface AgentFiltersProps {
  readonly filter: AgentFilter;
  readonly capabilities: readonly string[];
  readonly onChange: (part: AgentFilter) => void;
}

/** The filters of the list of agents. */
export function AgentFilters({ filter, capabilities, onChange }: AgentFiltersProps) {
  const { q = '', status = '', capability = '', available = '' } = filter;
  const offered = capabilities.includes(capability) || capability === '' ? capabilities : [capability, ...capabilities];
  return (
    <FilterRow>
      <FilterText
        label="Filter agents"
        placeholder="Filter by name, model, tool or owner"
        value={q}
        onText={(text) => onChange({ q: text })}
      />
      <FilterChoice
        label="Status"
        value={status}
        choices={[['', 'Any status'], ...statuses]}
        onChange={(next) => onChange({ status: next })}
      />
      <FilterChoice
        label="Room for work"
        value={available}
        choices={[
          ['', 'Busy or not'],
          ['yes', 'Available now'],
        ]}
        onChange={(next) => onChange({ available: next })}
      />
      {offered.length > 0 && (
        <FilterChoice
          label="Capability"
          isWide
          value={capability}
          choices={[['', 'Any capability'], ...offered]}
          onChange={(next) => onChange({ capability: next })}
        />
      )}
    </FilterRow>
  );
}
