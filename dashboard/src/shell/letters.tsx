import { useNavigate } from '@tanstack/react-router';
import { useEffect } from 'react';
import { places } from './places.ts';
import { chordMs, isTyping, readSetting } from './shortcuts.ts';

const targets: ReadonlyMap<string, string> = new Map([
  ['/', 'filter'],
  ['.', 'developer'],
  ['c', 'create'],
]);

/** Listens for the single letters that every page has, which the reader can switch off (WCAG 2.1.4); never acts inside inputs. */
export function Letters({ onSheet }: { readonly onSheet: () => void }) {
  const navigate = useNavigate();
  useEffect(() => {
    let chordUntil = 0;
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || !readSetting()) return;
      const place = event.timeStamp < chordUntil ? places.find(({ letter }) => letter === event.key) : undefined;
      chordUntil = event.key === 'g' ? event.timeStamp + chordMs : 0;
      if (place !== undefined) return void navigate({ to: place.to });
      if (event.defaultPrevented) return;
      if (event.key === '?') return onSheet();
      if (event.key === 'j' || event.key === 'k') return focusRow(event.key === 'j' ? 1 : -1);
      const target = targets.get(event.key);
      const element = target === undefined ? null : document.querySelector<HTMLElement>(`[data-shortcut="${target}"]`);
      if (element === null) return;
      event.preventDefault();
      if (event.key === '/') element.focus();
      else element.click();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [navigate, onSheet]);
  return null;
}

/** Moves the focus to the next or the previous row of the page's list; Enter then opens it. */
function focusRow(step: 1 | -1): void {
  const rows = [...document.querySelectorAll<HTMLElement>('[data-row]')];
  const at = rows.findIndex((row) => row === document.activeElement);
  const next = at === -1 ? rows[0] : rows[at + step];
  next?.focus();
  next?.scrollIntoView({ block: 'nearest' });
}
