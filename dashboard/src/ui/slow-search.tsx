import { useEffect, useState } from 'react';
import { TextInput } from './field.tsx';

interface SlowSearchProps {
  readonly label: string;
  readonly placeholder: string;
  readonly value: string;
  readonly className?: string;
  readonly onText: (text: string) => void;
}

const pauseMs = 300;

/** The search field of a page; what is typed counts after a short pause. */
export function SlowSearch({ label, placeholder, value, className = '', onText }: SlowSearchProps) {
  const [typed, setTyped] = useState(value);
  const [known, setKnown] = useState(value);
  if (known !== value) {
    setKnown(value);
    setTyped(value);
  }
  useEffect(() => {
    if (typed === value) return;
    const timer = setTimeout(() => onText(typed), pauseMs);
    return () => clearTimeout(timer);
  }, [typed, value, onText]);
  return (
    <TextInput
      type="search"
      aria-label={label}
      data-shortcut="filter"
      placeholder={placeholder}
      className={className}
      value={typed}
      onChange={(event) => setTyped(event.target.value)}
    />
  );
}
