import type { JsonObject, JsonValue } from '@forgeyard/sdk';
import { Plus, X } from 'lucide-react';
import { useMemo } from 'react';
import { Button, IconButton } from '../../ui/button.tsx';
import { FieldError } from '../../ui/field.tsx';
import { below, shapesOf, withValue, type Faults, type FormDraft } from './draft.ts';
import { LeafField } from './leaf-field.tsx';
import { blankOf, isObject, shapeOf, type Member, type Shape } from './shape.ts';

interface SchemaFormProps {
  readonly shape: Shape;
  readonly draft: FormDraft;
  readonly faults: Faults;
  readonly onDraft: (draft: FormDraft) => void;
}

/** The shape of a proposed input, and how its texts are to be read. It follows the proposal, so that no field disappears while it is emptied. */
export function useShape(schema: JsonObject | null, proposed: JsonValue, draft: FormDraft) {
  const shape = useMemo(() => shapeOf(schema ?? undefined, proposed), [schema, proposed]);
  const shapes = useMemo(() => shapesOf(shape, draft.value), [shape, draft.value]);
  return { shape, shapes };
}

/** A form made from a JSON Schema; what it cannot show is written as JSON. */
export function SchemaForm({ shape, draft, faults, onDraft }: SchemaFormProps) {
  const fault = faults[''];
  return (
    <div className="flex flex-col gap-4">
      <AnyField label="Input" pointer="" shape={shape} value={draft.value} isRequired {...{ draft, faults, onDraft }} />
      {fault !== undefined && shape.kind === 'group' && <FieldError>{fault}</FieldError>}
    </div>
  );
}

export interface AnyFieldProps extends Omit<SchemaFormProps, 'shape'> {
  readonly label: string;
  readonly hint?: string | null;
  readonly pointer: string;
  readonly shape: Shape;
  readonly value: JsonValue | undefined;
  readonly isRequired: boolean;
}

function AnyField(props: AnyFieldProps) {
  const { shape } = props;
  if (shape.kind === 'group') return <Group {...props} members={shape.members} />;
  if (shape.kind === 'list') return <List {...props} item={shape.item} />;
  return <LeafField {...props} />;
}

function Group({ members, value, pointer, label, hint, ...rest }: AnyFieldProps & { readonly members: readonly Member[] }) {
  const fields = members.map((member) => (
    <AnyField
      key={member.name}
      {...rest}
      label={member.label}
      hint={member.hint}
      pointer={below(pointer, member.name)}
      shape={member.shape}
      isRequired={member.isRequired}
      value={isObject(value) ? value[member.name] : undefined}
    />
  ));
  if (pointer === '') return fields;
  return (
    <fieldset className="flex min-w-0 flex-col gap-3 rounded-md border border-border p-3">
      <legend className="px-1 font-medium">{label}</legend>
      {hint !== null && hint !== undefined && <p className="text-xs text-muted-foreground">{hint}</p>}
      {fields}
    </fieldset>
  );
}

function List({ item, value, pointer, label, hint, draft, onDraft, ...rest }: AnyFieldProps & { readonly item: Shape }) {
  const entries = Array.isArray(value) ? value : [];
  const setEntries = (next: readonly JsonValue[]) => onDraft(withValue(draft, pointer, next));
  return (
    <fieldset className="flex min-w-0 flex-col gap-3 rounded-md border border-border p-3">
      <legend className="px-1 font-medium">{label}</legend>
      {hint !== null && hint !== undefined && <p className="text-xs text-muted-foreground">{hint}</p>}
      {rest.faults[pointer] !== undefined && <FieldError>{rest.faults[pointer]}</FieldError>}
      {entries.map((entry, place) => (
        <div key={place} className="flex items-start gap-2">
          <div className="min-w-0 flex-1">
            <AnyField
              {...rest}
              {...{ draft, onDraft }}
              label={`${label} ${place + 1}`}
              pointer={below(pointer, place)}
              shape={item}
              value={entry}
              isRequired
            />
          </div>
          <IconButton
            label={`Remove ${label} ${place + 1}`}
            className="mt-6.5"
            onClick={() => setEntries(entries.filter((_, other) => other !== place))}
          >
            <X size={16} aria-hidden />
          </IconButton>
        </div>
      ))}
      <Button className="self-start" onClick={() => setEntries([...entries, blankOf(item)])}>
        <Plus size={16} aria-hidden />
        Add an entry
      </Button>
    </fieldset>
  );
}
