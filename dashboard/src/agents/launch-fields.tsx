import type { LaunchField } from '@forgeyard/sdk';
import { Button } from '../ui/button.tsx';
import { Choice, Field, TextArea } from '../ui/field.tsx';
import { TextField } from '../ui/text-field.tsx';
import { Toggle } from '../ui/toggle.tsx';
import { kept, plainHelp, type LaunchValues } from './launch-values.ts';

interface LaunchFieldsProps {
  readonly fields: readonly LaunchField[];
  readonly values: LaunchValues;
  /** Fields whose secret the server keeps. */
  readonly stored: readonly string[];
  readonly faultOf: (name: string) => string | null;
  readonly onChange: (name: string, value: string | boolean) => void;
}

/** The fields that a launch type asks for; secrets are typed in and never shown again. */
export function LaunchFields({ fields, values, stored, faultOf, onChange }: LaunchFieldsProps) {
  return fields.map((field) => {
    const value = values[field.name] ?? '';
    const change = (next: string | boolean) => onChange(field.name, next);
    const fault = faultOf(field.name);
    if (typeof value === 'boolean')
      return <Toggle key={field.name} label={field.label} hint={plainHelp(field.help)} isOn={value} onChange={change} />;
    const part = { field, value, fault, change };
    return field.secret ? (
      <SecretField key={field.name} {...part} isStored={stored.includes(field.name)} />
    ) : (
      <PlainField key={field.name} {...part} />
    );
  });
}

interface OneFieldProps {
  readonly field: LaunchField;
  readonly value: string;
  readonly fault: string | null;
  readonly change: (value: string) => void;
}

function PlainField({ field, value, fault, change }: OneFieldProps) {
  const label = labelOf(field);
  const hint = plainHelp(field.help);
  if (field.type === 'select' || field.type === 'text') {
    return (
      <Field label={label} hint={hint} error={fault}>
        {(control) => {
          const input = { ...control, value, onChange: (event: { target: { value: string } }) => change(event.target.value) };
          return field.type === 'text' ? <TextArea {...input} rows={4} /> : <Options {...input} field={field} />;
        }}
      </Field>
    );
  }
  return (
    <TextField
      label={label}
      hint={hint}
      error={fault}
      type={field.type === 'url' ? 'url' : 'text'}
      autoComplete="off"
      spellCheck={false}
      className={field.type === 'url' ? 'font-mono' : undefined}
      value={value}
      onText={change}
    />
  );
}

function Options({ field, ...control }: React.ComponentProps<'select'> & { readonly field: LaunchField }) {
  return (
    <Choice {...control}>
      {!field.required && <option value="">None</option>}
      {field.options?.map((option) => (
        <option key={option}>{option}</option>
      ))}
    </Choice>
  );
}

/** Empty keeps what is stored; taking it away is said with a button. */
function SecretField({ field, value, fault, change, isStored }: OneFieldProps & { readonly isStored: boolean }) {
  const isRemoved = isStored && value === '';
  const state = isRemoved ? 'Removed when you save.' : isStored ? 'Set, never shown. What is typed here replaces it.' : '';
  const hint = [plainHelp(field.help), state].filter(Boolean).join(' ');
  const typed = value === kept ? '' : value;
  const onText = (text: string) => change(text === '' && isStored ? kept : text);
  const placeholder = isStored && !isRemoved ? kept : undefined;
  const shared = { disabled: isRemoved, autoComplete: 'off', spellCheck: false, className: 'font-mono', placeholder };
  return (
    <div className="flex flex-col gap-2">
      {field.type === 'text' ? (
        <Field label={labelOf(field)} hint={hint} error={fault}>
          {(control) => <TextArea {...control} {...shared} rows={3} value={typed} onChange={(event) => onText(event.target.value)} />}
        </Field>
      ) : (
        <TextField {...shared} label={labelOf(field)} hint={hint} error={fault} type="password" value={typed} onText={onText} />
      )}
      {isStored && !field.required && (
        <Button className="self-start" onClick={() => change(isRemoved ? kept : '')}>
          {isRemoved ? `Keep: ${field.label}` : `Remove: ${field.label}`}
        </Button>
      )}
    </div>
  );
}

function labelOf({ label, required }: LaunchField): string {
  return required ? label : `${label} (optional)`;
}
