import type { CredentialKind } from '@forgeyard/sdk';
import { Choice, TextInput } from '../ui/field.tsx';
import { kindNames, unusedDays, type KeyFilter } from './key-facts.ts';

interface KeyFiltersProps {
  readonly filter: KeyFilter;
  readonly onChange: (part: Partial<KeyFilter>) => void;
}

const kinds: readonly CredentialKind[] = ['api_key', 'agent_key', 'user_key', 'identity_key'];

/** The filters of the list of keys. */
export function KeyFilters({ filter, onChange }: KeyFiltersProps) {
  return (
    <div role="search" className="grid grid-cols-2 gap-2 sm:flex sm:flex-wrap">
      <TextInput
        type="search"
        aria-label="Filter keys"
        data-shortcut="filter"
        placeholder="Filter by name or agent"
        className="col-span-2 sm:max-w-xs"
        value={filter.q}
        onChange={(event) => onChange({ q: event.target.value })}
      />
      <Choice aria-label="Kind" className="sm:w-auto!" value={filter.kind} onChange={(event) => onChange({ kind: event.target.value })}>
        <option value="">Any kind</option>
        {kinds.map((kind) => (
          <option key={kind} value={kind}>
            {kindNames[kind]}
          </option>
        ))}
      </Choice>
      <Choice
        aria-label="Status"
        className="sm:w-auto!"
        value={filter.status}
        onChange={(event) => onChange({ status: event.target.value })}
      >
        <option value="">Any status</option>
        {['active', 'grace', 'expired', 'revoked'].map((status) => (
          <option key={status}>{status}</option>
        ))}
      </Choice>
      <Choice
        aria-label="Attention"
        className="col-span-2 sm:w-auto!"
        value={filter.attention}
        onChange={(event) => onChange({ attention: event.target.value })}
      >
        <option value="">Used or not</option>
        <option value="unused">Unused for {unusedDays} days</option>
        <option value="expiring">Ending within 14 days</option>
      </Choice>
    </div>
  );
}
