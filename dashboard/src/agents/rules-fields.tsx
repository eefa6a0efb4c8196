import type { Member } from '@forgeyard/sdk';
import { personName } from '../members/who.ts';
import { Choice, Field, TextInput } from '../ui/field.tsx';
import { oneOf } from './agent-words.ts';
import { unitWords, type Span } from './rules-draft.ts';

interface PersonFieldProps {
  readonly label: string;
  /** What choosing nobody means. */
  readonly nobody: string;
  readonly value: string;
  readonly people: readonly Member[];
  readonly error: string | null;
  readonly onChange: (userId: string) => void;
}

/** One of the people, or nobody in particular; somebody who left stays in the list until another is chosen. */
export function PersonField({ label, nobody, value, people, error, onChange }: PersonFieldProps) {
  const isGone = value !== '' && !people.some(({ user }) => user.id === value);
  return (
    <Field label={label} error={error}>
      {(control) => (
        <Choice {...control} value={value} onChange={(event) => onChange(event.target.value)}>
          <option value="">{nobody}</option>
          {isGone && <option value={value}>Somebody who may not answer any more</option>}
          {people.map(({ user }) => (
            <option key={user.id} value={user.id}>
              {personName(user)}
            </option>
          ))}
        </Choice>
      )}
    </Field>
  );
}

interface SpanFieldProps {
  readonly label: string;
  readonly hint: string;
  readonly span: Span;
  readonly error: string | null;
  readonly onChange: (span: Span) => void;
}

/** An amount of time with its unit. */
export function SpanField({ label, hint, span, error, onChange }: SpanFieldProps) {
  return (
    <Field label={label} hint={hint} error={error}>
      {(control) => (
        <div className="flex gap-2">
          <TextInput
            {...control}
            inputMode="numeric"
            autoComplete="off"
            className="max-w-28"
            value={span.amount}
            onChange={(event) => onChange({ ...span, amount: event.target.value })}
          />
          <Choice
            aria-label={`${label}: unit`}
            className="w-auto!"
            value={span.unit}
            onChange={(event) => onChange({ ...span, unit: oneOf(unitWords, event.target.value, 'hours') })}
          >
            {unitWords.map((unit) => (
              <option key={unit}>{unit}</option>
            ))}
          </Choice>
        </div>
      )}
    </Field>
  );
}
