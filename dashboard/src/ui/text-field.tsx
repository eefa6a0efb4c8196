import type { ComponentProps, ReactNode } from 'react';
import { Field, TextInput } from './field.tsx';

type InputProps = Omit<ComponentProps<'input'>, 'id' | 'onChange' | 'aria-label'>;

interface TextFieldProps extends InputProps {
  readonly label: string;
  readonly hint?: ReactNode;
  readonly error?: string | null | undefined;
  readonly onText: (text: string) => void;
}

/** A one-line input with its label, hint and error. */
export function TextField({ label, hint, error, onText, ...input }: TextFieldProps) {
  return (
    <Field label={label} hint={hint} error={error}>
      {(control) => <TextInput {...input} {...control} onChange={(event) => onText(event.target.value)} />}
    </Field>
  );
}
