import { useEffect, useState } from 'react';
import { Choice, FieldError, TextInput } from '../ui/field.tsx';
import { eventOf, ranges, type AuditSearch } from './audit-filter.ts';

interface AuditFiltersProps {
  readonly search: AuditSearch;
  readonly onChange: (part: AuditSearch) => void;
}

/** The filters of the audit log; what is typed counts after a short pause. */
export function AuditFilters({ search, onChange }: AuditFiltersProps) {
  const { range = '', from = '', to = '' } = search;
  const event = search.event ?? '';
  const isNoEvent = event !== '' && eventOf(event) === undefined;
  return (
    <div role="search" className="grid gap-2 sm:flex sm:flex-wrap">
      <SlowInput
        label="Event"
        placeholder="Event, such as key.*"
        isFirst
        value={event}
        isWrong={isNoEvent}
        onChange={(next) => onChange({ event: next })}
      />
      <SlowInput label="Actor" placeholder="Actor, such as user:…" value={search.actor ?? ''} onChange={(actor) => onChange({ actor })} />
      <SlowInput label="Target" placeholder="Target id" value={search.target ?? ''} onChange={(target) => onChange({ target })} />
      <Choice aria-label="Range" className="sm:w-auto!" value={range} onChange={(event) => onChange({ range: event.target.value })}>
        <option value="">Any time</option>
        {ranges.map(({ id, label }) => (
          <option key={id} value={id}>
            {label}
          </option>
        ))}
        <option value="dates">Between days</option>
      </Choice>
      {range === 'dates' && (
        <div className="flex gap-2">
          <TextInput type="date" aria-label="First day" value={from} onChange={(event) => onChange({ from: event.target.value })} />
          <TextInput type="date" aria-label="Last day" value={to} onChange={(event) => onChange({ to: event.target.value })} />
        </div>
      )}
      {isNoEvent && <FieldError>An event is a name such as key.created, or key.* for all about keys.</FieldError>}
    </div>
  );
}

interface SlowInputProps {
  readonly label: string;
  readonly placeholder: string;
  readonly isFirst?: boolean;
  readonly isWrong?: boolean;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

const pauseMs = 300;

function SlowInput({ label, placeholder, isFirst = false, isWrong = false, value, onChange }: SlowInputProps) {
  const [typed, setTyped] = useState(value);
  useEffect(() => setTyped(value), [value]);
  useEffect(() => {
    if (typed === value) return;
    const timer = setTimeout(() => onChange(typed.trim()), pauseMs);
    return () => clearTimeout(timer);
  }, [typed, value, onChange]);
  return (
    <TextInput
      type="search"
      aria-label={label}
      placeholder={placeholder}
      aria-invalid={isWrong}
      data-shortcut={isFirst ? 'filter' : undefined}
      className="font-mono sm:w-52!"
      value={typed}
      onChange={(event) => setTyped(event.target.value)}
    />
  );
}
