const storageKey = 'forgeyard.shortcuts';
/** How long after `g` a letter still belongs to it. */
export const chordMs = 1_000;

/** Remembers in this browser whether single letters act. */
export function keepSetting(isOn: boolean): void {
  try {
    localStorage.setItem(storageKey, isOn ? 'on' : 'off');
  } catch {
    // Without storage they go on as usual.
  }
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
