import { Choice, TextInput } from '../ui/field.tsx';
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
  return (
    <div role="search" className="grid grid-cols-2 gap-2 sm:flex sm:flex-wrap">
      <TextInput
        type="search"
        aria-label="Filter agents"
        data-shortcut="filter"
        placeholder="Filter by name, model, tool or owner"
        className="col-span-2 sm:max-w-xs"
        value={q}
        onChange={(event) => onChange({ q: event.target.value })}
      />
      <Choice aria-label="Status" className="sm:w-auto!" value={status} onChange={(event) => onChange({ status: event.target.value })}>
        <option value="">Any status</option>
        {statuses.map((value) => (
          <option key={value}>{value}</option>
        ))}
      </Choice>
      <Choice
        aria-label="Room for work"
        className="sm:w-auto!"
        value={available}
        onChange={(event) => onChange({ available: event.target.value })}
      >
        <option value="">Busy or not</option>
        <option value="yes">Available now</option>
      </Choice>
      {(capabilities.length > 0 || capability !== '') && (
        <Choice
          aria-label="Capability"
          className="col-span-2 sm:w-auto!"
          value={capability}
          onChange={(event) => onChange({ capability: event.target.value })}
        >
          <option value="">Any capability</option>
          {(capabilities.includes(capability) || capability === '' ? capabilities : [capability, ...capabilities]).map((word) => (
            <option key={word}>{word}</option>
          ))}
        </Choice>
      )}
    </div>
  );
}
