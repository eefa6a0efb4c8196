export type Theme = 'light' | 'dark' | 'system';

const storageKey = 'forgeyard.theme';
const darkQuery = '(prefers-color-scheme: dark)';

/** The theme that the reader chose; `system` when nothing is chosen or storage is off. */
export function readTheme(): Theme {
  try {
    const stored = localStorage.getItem(storageKey);
    return stored === 'light' || stored === 'dark' ? stored : 'system';
  } catch {
    return 'system';
  }
}

/** Shows a theme at once and remembers it where storage allows. */
export function chooseTheme(theme: Theme): void {
  try {
    localStorage.setItem(storageKey, theme);
  } catch {
    // Without storage the choice lasts until the page is closed.
  }
  showTheme(theme);
}

/** Follows the system's theme while the reader has chosen none, on every page, as long as the page is open. */
export function followSystemTheme(): void {
  matchMedia(darkQuery).addEventListener('change', () => showTheme(readTheme()));
}

function showTheme(theme: Theme): void {
  const isDark = theme === 'dark' || (theme === 'system' && matchMedia(darkQuery).matches);
  document.documentElement.classList.toggle('dark', isDark);
}
