import { useId, type ComponentProps, type ReactNode } from 'react';
import { cx } from './cx.ts';

interface FieldProps {
  readonly label: string;
  readonly hint?: ReactNode;
  readonly error?: string | null | undefined;
  readonly children: (control: ControlProps) => ReactNode;
}

/** What ties an input to its label, hint and error. */
export interface ControlProps {
  readonly id: string;
  readonly 'aria-describedby': string | undefined;
  readonly 'aria-invalid': boolean;
}

/** A labelled input with a hint and an inline error that assistive technology reads with it. */
export function Field({ label, hint, error, children }: FieldProps) {
  const id = useId();
  const hasError = error !== null && error !== undefined && error !== '';
  const hasHint = hint !== undefined && hint !== null;
  const describedBy = [hasError ? `${id}-error` : '', hasHint ? `${id}-hint` : ''].filter(Boolean).join(' ');
  return (
    <div className="flex min-w-0 flex-col gap-1.5">
      <label htmlFor={id} className="font-medium">
        {label}
      </label>
      {children({ id, 'aria-describedby': describedBy === '' ? undefined : describedBy, 'aria-invalid': hasError })}
      {hasHint && (
        <p id={`${id}-hint`} className="text-xs text-muted-foreground">
          {hint}
        </p>
      )}
      {hasError && <FieldError id={`${id}-error`}>{error}</FieldError>}
    </div>
  );
}

/** The text under an input that says what is wrong with it. */
export function FieldError({ id, children }: { readonly id?: string; readonly children: ReactNode }) {
  return (
    <p id={id} role="alert" className="text-sm text-destructive">
      {children}
    </p>
  );
}

const box =
  'w-full min-w-0 rounded-md border border-input bg-card px-3 text-base text-foreground sm:text-sm aria-invalid:border-destructive disabled:opacity-60';

/** A one-line input, 36 px high. */
export function TextInput({ className, ...rest }: ComponentProps<'input'>) {
  return <input className={cx(box, 'h-9', className)} {...rest} />;
}

/** An input of several lines. */
export function TextArea({ className, ...rest }: ComponentProps<'textarea'>) {
  return <textarea className={cx(box, 'py-2', className)} {...rest} />;
}

/** A choice from a short list, drawn by the system. */
export function Choice({ className, ...rest }: ComponentProps<'select'>) {
  return <select className={cx(box, 'h-9 pr-8', className)} {...rest} />;
}
