const storageKey = 'forgeyard.checklist.closed';

/** Whether this browser closed the first steps of an organization. */
export function isChecklistDismissed(orgId: string): boolean {
  try {
    return localStorage.getItem(storageKey)?.split(' ').includes(orgId) === true;
  } catch {
    return false;
  }
}

/** Remembers that they were closed, where storage allows; keeps the last 20 organizations. */
export function dismissChecklist(orgId: string): void {
  try {
    const known = localStorage.getItem(storageKey)?.split(' ') ?? [];
    localStorage.setItem(storageKey, [...known, orgId].slice(-20).join(' '));
  } catch {
    // Without storage they come back with the next page.
  }
}
