import { Choice, Field, FieldError } from '../ui/field.tsx';
import { adminPermissions, permissionsOf, presetOf, presets, workPermissions, type Permission } from './permissions.ts';

interface PermissionFieldsProps {
  readonly scopes: readonly string[];
  readonly onChange: (scopes: readonly string[]) => void;
  readonly fault: string | null;
}

/** A preset first, then every permission of its own; ticking one makes the preset "custom". */
export function PermissionFields({ scopes, onChange, fault }: PermissionFieldsProps) {
  const preset = presetOf(scopes);
  const chosen = permissionsOf(scopes);
  const choose = (id: string) => onChange(presets.find((each) => each.id === id)?.scopes ?? [...chosen]);
  const toggle = (id: string) => onChange(chosen.has(id) ? [...chosen].filter((each) => each !== id) : [...chosen, id]);
  return (
    <div className="flex flex-col gap-2">
      <Field label="Permissions">
        {(control) => (
          <Choice {...control} value={preset} onChange={(event) => choose(event.target.value)}>
            {presets.map(({ id, label }) => (
              <option key={id} value={id}>
                {label}
              </option>
            ))}
            <option value="custom">Custom</option>
          </Choice>
        )}
      </Field>
      <details className="group" open={preset === 'custom' || undefined}>
        <summary className="min-h-6 w-fit text-xs font-medium text-primary underline underline-offset-2">One by one</summary>
        <div className="mt-2 flex flex-col gap-3 rounded-md border border-border p-3">
          <Boxes title="Work" permissions={workPermissions} chosen={chosen} onToggle={toggle} />
          <Boxes title="Administration" permissions={adminPermissions} chosen={chosen} onToggle={toggle} />
        </div>
      </details>
      {fault !== null && <FieldError>{fault}</FieldError>}
    </div>
  );
}

interface BoxesProps {
  readonly title: string;
  readonly permissions: readonly Permission[];
  readonly chosen: ReadonlySet<string>;
  readonly onToggle: (id: string) => void;
}

function Boxes({ title, permissions, chosen, onToggle }: BoxesProps) {
  return (
    <fieldset>
      <legend className="mb-1 text-xs font-medium text-muted-foreground">{title}</legend>
      <div className="grid gap-x-4 sm:grid-cols-2">
        {permissions.map(({ id, does }) => (
          <label key={id} title={id} className="flex min-h-8 items-center gap-2">
            <input type="checkbox" className="size-4.5 shrink-0 accent-primary" checked={chosen.has(id)} onChange={() => onToggle(id)} />
            <span className="leading-tight">{does}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
