import type { ComponentProps } from 'react';
import { cx } from './cx.ts';

export type ButtonLook = 'primary' | 'plain' | 'quiet' | 'danger';

const looks: Readonly<Record<ButtonLook, string>> = {
  primary: 'bg-primary text-primary-foreground hover:opacity-90',
  plain: 'border border-input bg-card text-foreground hover:bg-accent',
  quiet: 'text-foreground hover:bg-accent',
  danger: 'bg-destructive text-destructive-foreground hover:opacity-90',
};

/** The classes of a button, for links that look like one. */
export function buttonClass(look: ButtonLook = 'plain', extra?: string): string {
  const base =
    'inline-flex h-9 shrink-0 items-center justify-center gap-2 rounded-md px-3 text-sm font-medium whitespace-nowrap transition-opacity';
  return cx(base, 'disabled:cursor-not-allowed disabled:opacity-60 aria-disabled:opacity-60', looks[look], extra);
}

type ButtonProps = ComponentProps<'button'> & { readonly look?: ButtonLook };

/** A push button, 36 px high; it submits a form only when `type="submit"`. */
export function Button({ look = 'plain', type = 'button', className, ...rest }: ButtonProps) {
  return <button type={type} className={buttonClass(look, className)} {...rest} />;
}

type IconButtonProps = Omit<ComponentProps<'button'>, 'aria-label'> & { readonly label: string; readonly look?: ButtonLook };

/** A square button that shows only an icon; `label` is its name and its tip. */
export function IconButton({ label, look = 'quiet', type = 'button', className, ...rest }: IconButtonProps) {
  return <button type={type} aria-label={label} title={label} className={cx(buttonClass(look), 'w-9 px-0!', className)} {...rest} />;
}
