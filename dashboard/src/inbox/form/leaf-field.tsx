import type { JsonValue } from '@forgeyard/sdk';
import { Choice, Field, TextArea, TextInput, type ControlProps } from '../../ui/field.tsx';
import { withText, withValue } from './draft.ts';
import type { AnyFieldProps } from './schema-form.tsx';

const notSet = '\u0000';

/** One value of a form: a text, a number, a choice, or JSON. */
export function LeafField(props: AnyFieldProps) {
  const { label, hint, isRequired, faults, pointer } = props;
  return (
    <Field label={isRequired ? label : `${label} (optional)`} hint={hint} error={faults[pointer]}>
      {(control) => <Control {...props} control={control} />}
    </Field>
  );
}

type LeafProps = AnyFieldProps & { readonly control: ControlProps };

function Control(props: LeafProps) {
  switch (props.shape.kind) {
    case 'text':
      return <Text {...props} isLong={props.shape.isLong} isNullable={props.shape.isNullable} />;
    case 'number':
      return <Typed {...props} isNumber />;
    case 'boolean':
      return <OneOf {...props} choices={[true, false]} />;
    case 'choice':
      return <OneOf {...props} choices={props.shape.choices} />;
    default:
      return <Typed {...props} isNumber={false} />;
  }
}

function Text({
  control,
  value,
  pointer,
  draft,
  onDraft,
  isRequired,
  isLong,
  isNullable,
}: LeafProps & { isLong: boolean; isNullable: boolean }) {
  const wasThere = isRequired || typeof value === 'string';
  const onText = (text: string) =>
    onDraft(withValue(draft, pointer, text === '' && isNullable ? null : text === '' && !wasThere ? undefined : text));
  const shown = typeof value === 'string' ? value : '';
  if (isLong) return <TextArea {...control} rows={4} value={shown} onChange={(event) => onText(event.target.value)} />;
  return <TextInput {...control} value={shown} onChange={(event) => onText(event.target.value)} />;
}

/** A number or JSON: the text is read when the form is sent. */
function Typed({ control, value, pointer, draft, onDraft, isNumber, shape }: LeafProps & { readonly isNumber: boolean }) {
  const text = draft.texts[pointer] ?? (value === undefined ? '' : JSON.stringify(value, null, 2));
  const onText = (next: string) => onDraft(withText(draft, pointer, next, shape));
  if (isNumber) return <TextInput {...control} inputMode="decimal" value={text} onChange={(event) => onText(event.target.value)} />;
  const rows = Math.min(14, Math.max(3, text.split('\n').length + 1));
  return (
    <TextArea
      {...control}
      rows={rows}
      className="font-mono sm:text-xs"
      spellCheck={false}
      value={text}
      onChange={(event) => onText(event.target.value)}
    />
  );
}

function OneOf({ control, value, pointer, draft, onDraft, isRequired, choices }: LeafProps & { readonly choices: readonly JsonValue[] }) {
  const place = choices.findIndex((choice) => choice === value);
  const chosen = place === -1 ? notSet : String(place);
  return (
    <Choice
      {...control}
      value={chosen}
      onChange={(event) =>
        onDraft(withValue(draft, pointer, event.target.value === notSet ? undefined : choices[Number(event.target.value)]))
      }
    >
      {(!isRequired || place === -1) && <option value={notSet}>not set</option>}
      {choices.map((choice, index) => (
        <option key={String(choice)} value={String(index)}>
          {wordOf(choice)}
        </option>
      ))}
    </Choice>
  );
}

function wordOf(choice: JsonValue): string {
  if (choice === true) return 'Yes';
  if (choice === false) return 'No';
  return choice === null ? 'nothing (null)' : String(choice);
}
