import { useNavigate } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { places } from './places.ts';

const storageKey = 'forgeyard.shortcuts';
/** How long after `g` a letter still belongs to it. */
export const chordMs = 1_000;
const targets: ReadonlyMap<string, string> = new Map([
  ['/', 'filter'],
  ['.', 'developer'],
  ['c', 'create'],
]);

export interface Shortcuts {
  readonly isOn: boolean;
  readonly setOn: (isOn: boolean) => void;
}

/** Listens for single-letter shortcuts, which the reader can switch off (WCAG 2.1.4); never fires inside inputs. */
export function useShortcuts(onSheet: () => void): Shortcuts {
  const navigate = useNavigate();
  const [isOn, setOn] = useState(readSetting);

  useEffect(() => {
    if (!isOn) return;
    let chordUntil = 0;
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      const place = event.timeStamp < chordUntil ? places.find(({ letter }) => letter === event.key) : undefined;
      chordUntil = event.key === 'g' ? event.timeStamp + chordMs : 0;
      if (place !== undefined) return void navigate({ to: place.to });
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
  }, [isOn, navigate, onSheet]);

  const change = (next: boolean) => {
    setOn(next);
    try {
      localStorage.setItem(storageKey, next ? 'on' : 'off');
    } catch {
      // Without storage the setting lasts until the page is closed.
    }
  };
  return { isOn, setOn: change };
}

/** Moves the focus to the next or the previous row of the page's list; Enter then opens it. */
function focusRow(step: 1 | -1): void {
  const rows = [...document.querySelectorAll<HTMLElement>('[data-row]')];
  const at = rows.findIndex((row) => row === document.activeElement);
  const next = at === -1 ? rows[0] : rows[at + step];
  next?.focus();
  next?.scrollIntoView({ block: 'nearest' });
}

/** Whether the reader lets single letters act. */
export function readSetting(): boolean {
  try {
    return localStorage.getItem(storageKey) !== 'off';
  } catch {
    return true;
  }
}

/** Whether a key that was pressed there belongs to a field, a dialog or a menu. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return (
    target.isContentEditable ||
    target.closest('input:not([type="checkbox"]), textarea, select, [role="dialog"], [role="menu"], [role="listbox"]') !== null
  );
}
