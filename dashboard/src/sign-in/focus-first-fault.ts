/** A third of a second: what the server refused is shown a few frames after its answer. */
const framesMax = 20;

/** Moves the focus to the first field that was refused, once the page shows the refusal; gives up when no field is refused. */
export function focusFirstFault(form: HTMLFormElement, framesLeft = framesMax): void {
  requestAnimationFrame(() => {
    const field = form.querySelector<HTMLElement>('[aria-invalid="true"]');
    if (field !== null) field.focus();
    else if (framesLeft > 1) focusFirstFault(form, framesLeft - 1);
  });
}
