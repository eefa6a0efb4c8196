import { useEffect, useState } from 'react';
import { TextInput } from '../ui/field.tsx';

const pauseMs = 250;

/** The search field of the directory; `/` leads to it, and what is typed counts after a short pause. */
export function SearchBox({ value, onChange }: { readonly value: string; readonly onChange: (text: string) => void }) {
  const [typed, setTyped] = useState(value);
  useEffect(() => setTyped(value), [value]);
  useEffect(() => {
    if (typed === value) return;
    const timer = setTimeout(() => onChange(typed), pauseMs);
    return () => clearTimeout(timer);
  });
  return (
    <TextInput
      type="search"
      aria-label="Search the directory"
      data-shortcut="filter"
      placeholder="What should the agent be able to do?"
      className="h-11! sm:max-w-xl"
      value={typed}
      onChange={(event) => setTyped(event.target.value)}
    />
  );
}
