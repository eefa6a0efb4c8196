import { Choice } from './field.tsx';

interface FilterChoiceProps {
  readonly label: string;
  readonly value: string;
  /** Values with their words; the empty value, which comes first, filters nothing. */
  readonly choices: readonly (readonly [value: string, word: string])[];
  readonly isFirst?: boolean;
  readonly onChange: (value: string) => void;
}

/** One choice in the filter row of a page. */
export function FilterChoice({ label, value, choices, isFirst = false, onChange }: FilterChoiceProps) {
  return (
    <Choice
      aria-label={label}
      data-shortcut={isFirst ? 'filter' : undefined}
      className="sm:w-auto!"
      value={value}
      onChange={(event) => onChange(event.target.value)}
    >
      {choices.map(([each, word]) => (
        <option key={each} value={each}>
          {word}
        </option>
      ))}
    </Choice>
  );
}

interface FilterCheckProps {
  readonly label: string;
  readonly isOn: boolean;
  readonly onChange: (isOn: boolean) => void;
}

/** One yes or no in the filter row of a page. */
export function FilterCheck({ label, isOn, onChange }: FilterCheckProps) {
  return (
    <label className="flex h-9 items-center gap-2 px-1">
      <input type="checkbox" className="size-4 accent-primary" checked={isOn} onChange={(event) => onChange(event.target.checked)} />
      {label}
    </label>
  );
}
