/** Moves the focus to the next or the previous block of changes on the page; false when there is none. */
export function focusChange(step: 1 | -1): boolean {
  const changes = [...document.querySelectorAll<HTMLElement>('[data-change]')];
  const at = changes.findIndex((change) => change === document.activeElement);
  const next = at === -1 ? changes[step === 1 ? 0 : changes.length - 1] : changes[at + step];
  next?.focus({ preventScroll: true });
  next?.scrollIntoView({ block: 'center' });
  return next !== undefined;
}
