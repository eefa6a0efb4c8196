import type { ReactNode } from 'react';
import { cx } from './cx.ts';
import { Choice, TextInput } from './field.tsx';

/** The row above a list in which it is narrowed; two columns on a phone. */
export function FilterRow({ children }: { readonly children: ReactNode }) {
  return (
    <div role="search" className="grid grid-cols-2 gap-2 sm:flex sm:flex-wrap">
      {children}
    </div>
  );
}

interface FilterTextProps {
  readonly label: string;
  readonly placeholder: string;
  readonly value: string;
  readonly onText: (text: string) => void;
}

/** Words to look for, in the filter row of a page; `/` leads here. */
export function FilterText({ label, placeholder, value, onText }: FilterTextProps) {
  return (
    <TextInput
      type="search"
      aria-label={label}
      data-shortcut="filter"
      placeholder={placeholder}
      className="col-span-2 sm:max-w-xs"
      value={value}
      onChange={(event) => onText(event.target.value)}
    />
  );
}

/** Values with their words, or words that are values. */
export type Choices = readonly (string | readonly [value: string, word: string])[];

interface FilterChoiceProps {
  readonly label: string;
  readonly value: string;
  /** The empty value, which comes first, filters nothing. */
  readonly choices: Choices;
  readonly isFirst?: boolean;
  /** Takes a row of its own on a phone. */
  readonly isWide?: boolean;
  readonly onChange: (value: string) => void;
}

/** One choice in the filter row of a page. */
export function FilterChoice({ label, value, choices, isFirst = false, isWide = false, onChange }: FilterChoiceProps) {
  return (
    <Choice
      aria-label={label}
      data-shortcut={isFirst ? 'filter' : undefined}
      className={cx('truncate sm:w-auto! sm:max-w-52', isWide && 'col-span-2')}
      value={value}
      onChange={(event) => onChange(event.target.value)}
    >
      {choices.map((each) => {
        const [id, word] = typeof each === 'string' ? [each, each] : each;
        return (
          <option key={id} value={id}>
            {word}
          </option>
        );
      })}
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
