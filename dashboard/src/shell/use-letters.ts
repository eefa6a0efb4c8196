import { useEffect, useRef } from 'react';
import { chordMs, isTyping, readSetting } from './shortcuts.ts';

/**
 * Single letters of one page, such as `a` for approve. They obey the reader's switch (WCAG 2.1.4), never act inside fields, dialogs and
 * menus, and leave the letter after `g` to the way to another page. A letter that answers false did nothing and keeps its own meaning.
 */
export function useLetters(letters: Readonly<Record<string, () => boolean | void>>): void {
  const latest = useRef(letters);
  latest.current = letters;
  useEffect(() => {
    let chordUntil = 0;
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || !readSetting()) return;
      const isChord = event.timeStamp < chordUntil;
      chordUntil = event.key === 'g' ? event.timeStamp + chordMs : 0;
      const act = Object.hasOwn(latest.current, event.key) ? latest.current[event.key] : undefined;
      if (isChord || act === undefined || event.defaultPrevented) return;
      if (act() !== false) event.preventDefault();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);
}
