import type { Role } from '@forgeyard/sdk';
import { useId } from 'react';
import { roleWords } from './role-words.ts';

interface RolePickerProps {
  readonly roles: readonly Role[];
  readonly chosen: Role;
  readonly onChange: (role: Role) => void;
}

/** One role out of several, each with what it may do. */
export function RolePicker({ roles, chosen, onChange }: RolePickerProps) {
  const id = useId();
  return (
    <fieldset className="flex flex-col gap-1.5">
      <legend className="mb-1.5 font-medium">Role</legend>
      {roles.map((role) => (
        <label
          key={role}
          className="flex cursor-pointer gap-3 rounded-md border border-border px-3 py-2 has-checked:border-primary has-checked:bg-accent/60"
        >
          <input
            type="radio"
            name={`${id}-role`}
            value={role}
            checked={role === chosen}
            onChange={() => onChange(role)}
            className="mt-0.5 size-4.5 shrink-0 accent-primary"
          />
          <span>
            <span className="block font-medium">{roleWords[role].label}</span>
            <span className="block text-xs text-muted-foreground">May {roleWords[role].may}</span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}
