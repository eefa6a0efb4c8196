import type { Interaction } from '@forgeyard/sdk';
import { useEffect, useRef, useState } from 'react';
import { plainWords } from './question-words.ts';

const knownMax = 2_000;

/** Reads out each new question once, politely, after those that were there when the page came. */
export function Announcer({ rows, isOfOpen }: { readonly rows: readonly Interaction[]; readonly isOfOpen: boolean }) {
  const known = useRef<Set<string> | null>(null);
  const [said, setSaid] = useState('');
  useEffect(() => {
    if (!isOfOpen) return void (known.current = null);
    if (known.current === null) {
      if (rows.length > 0) known.current = new Set(rows.map(({ id }) => id));
      return;
    }
    const { current } = known;
    const fresh = rows.filter(({ id }) => !current.has(id));
    for (const { id } of fresh) current.add(id);
    if (current.size > knownMax) known.current = new Set(rows.map(({ id }) => id));
    const [first] = fresh;
    if (first !== undefined) setSaid(`${first.agent?.display_name ?? 'An agent'} asks: ${plainWords(first.question).slice(0, 200)}`);
  }, [rows, isOfOpen]);
  return (
    <p role="status" className="sr-only">
      {said}
    </p>
  );
}
