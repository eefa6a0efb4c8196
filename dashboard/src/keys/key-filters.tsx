import type { CredentialKind } from '@forgeyard/sdk';
import { FilterChoice, FilterRow, FilterText, type Choices } from '../ui/filter-choice.tsx';
import { kindNames, unusedDays, type KeyFilter } from './key-facts.ts';

interface KeyFiltersProps {
  readonly filter: KeyFilter;
  readonly onChange: (part: Partial<KeyFilter>) => void;
}

const kinds: readonly CredentialKind[] = ['api_key', 'agent_key', 'user_key', 'identity_key'];
const kindChoices: Choices = [['', 'Any kind'], ...kinds.map((kind) => [kind, kindNames[kind]] as const)];
const statusChoices: Choices = [['', 'Any status'], 'active', 'grace', 'expired', 'revoked'];
const attentionChoices: Choices = [
  ['', 'Used or not'],
  ['unused', `Unused for ${unusedDays} days`],
  ['expiring', 'Ending within 14 days'],
];

/** The filters of the list of keys. */
export function KeyFilters({ filter: { q, kind, status, attention }, onChange }: KeyFiltersProps) {
  return (
    <FilterRow>
      <FilterText label="Filter keys" placeholder="Filter by name or agent" value={q} onText={(text) => onChange({ q: text })} />
      <FilterChoice label="Kind" value={kind} choices={kindChoices} onChange={(next) => onChange({ kind: next })} />
      <FilterChoice label="Status" value={status} choices={statusChoices} onChange={(next) => onChange({ status: next })} />
      <FilterChoice
        label="Attention"
        isWide
        value={attention}
        choices={attentionChoices}
        onChange={(next) => onChange({ attention: next })}
      />
    </FilterRow>
  );
}
