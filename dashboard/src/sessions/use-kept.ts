import { useCallback, useState } from 'react';
import type { SessionSearch } from './session-search.ts';

/** A filter that was given a name. */
export interface SavedView {
  readonly name: string;
  readonly search: SessionSearch;
}

const viewsKey = 'forgeyard.session-views';
const columnsKey = 'forgeyard.session-columns';
const listKey = 'forgeyard.session-list';
const viewsMax = 20;

/** The saved views of this browser. */
export function useSavedViews(): readonly [readonly SavedView[], (views: readonly SavedView[]) => void] {
  const [views, setViews] = useState<readonly SavedView[]>(() => readViews());
  const save = useCallback((next: readonly SavedView[]) => {
    setViews(next.slice(0, viewsMax));
    keep(viewsKey, next.slice(0, viewsMax));
  }, []);
  return [views, save];
}

/** Which columns this browser shows. */
export function useColumns(fallback: readonly string[]): readonly [readonly string[], (ids: readonly string[]) => void] {
  const [ids, setIds] = useState<readonly string[]>(() => readWords(columnsKey) ?? fallback);
  const save = useCallback((next: readonly string[]) => {
    setIds(next);
    keep(columnsKey, next);
  }, []);
  return [ids, save];
}

/** Remembers which list was looked at, so that the page of a session knows the next one. */
export function keepList(search: SessionSearch): void {
  keep(listKey, search);
}

export function keptList(): SessionSearch {
  return searchIn(read(listKey));
}

function readViews(): readonly SavedView[] {
  const stored = read(viewsKey);
  if (!Array.isArray(stored)) return [];
  return stored.flatMap((view: unknown) => {
    const isView = typeof view === 'object' && view !== null && 'name' in view && typeof view.name === 'string' && 'search' in view;
    return isView ? [{ name: String(view.name), search: searchIn(view.search) }] : [];
  });
}

function readWords(key: string): readonly string[] | null {
  const stored = read(key);
  return Array.isArray(stored) ? stored.filter((each) => typeof each === 'string') : null;
}

function searchIn(value: unknown): SessionSearch {
  if (typeof value !== 'object' || value === null) return {};
  return Object.fromEntries(Object.entries(value).filter(([, each]) => typeof each === 'string' && each !== ''));
}

function read(key: string): unknown {
  try {
    return JSON.parse(localStorage.getItem(key) ?? 'null');
  } catch {
    return null;
  }
}

function keep(key: string, value: unknown): void {
  try {
    localStorage.setItem(key, JSON.stringify(value));
  } catch {
    // Without storage it lasts until the page is closed.
  }
}
