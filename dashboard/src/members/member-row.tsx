import type { Member, Role } from '@forgeyard/sdk';
import { OnOff } from '../account/on-off.tsx';
import { Button } from '../ui/button.tsx';
import { Choice } from '../ui/field.tsx';
import { Moment } from '../ui/moment.tsx';
import { rolesInOrder, roleWords } from './role-words.ts';
import { personName, type MayDo } from './who.ts';

interface MemberRowProps {
  readonly member: Member;
  readonly isSelf: boolean;
  readonly may: MayDo;
  readonly onRole: (role: Role) => void;
  readonly onReset: () => void;
  readonly onRemove: () => void;
}

/** One member: who, second factor, last seen, role, and what the viewer may do; a card on a phone. */
export function MemberRow({ member, isSelf, may, onRole, onReset, onRemove }: MemberRowProps) {
  const name = personName(member.user);
  const hasActions = may.mayReset || may.mayRemove;
  return (
    <li className="flex flex-col gap-x-4 gap-y-2 p-3 md:flex-row md:items-center">
      <Who member={member} name={name} isSelf={isSelf} />
      <div className="flex flex-wrap items-center gap-x-4 gap-y-1 md:w-56">
        <OnOff isOn={member.two_factor_enabled} noun="2FA" />
        <span className="text-xs text-muted-foreground">
          {member.last_seen_at === null ? (
            'never seen'
          ) : (
            <>
              seen <Moment at={member.last_seen_at} />
            </>
          )}
        </span>
      </div>
      <div className="flex flex-wrap items-center gap-x-1 gap-y-2 md:contents">
        <RoleOf member={member} name={name} may={may} onRole={onRole} />
        {hasActions && (
          <div className="flex md:w-50 md:justify-end">
            {may.mayReset && (
              <Button look="quiet" onClick={onReset} aria-label={`Reset link for ${name}`}>
                Reset link
              </Button>
            )}
            {may.mayRemove && (
              <Button look="quiet" className="text-destructive!" onClick={onRemove} aria-label={`Remove ${name}`}>
                Remove
              </Button>
            )}
          </div>
        )}
      </div>
      {!hasActions && may.fixedBecause !== null && <p className="text-xs text-muted-foreground md:w-50">{may.fixedBecause}</p>}
      {!hasActions && may.fixedBecause === null && may.roles.length > 0 && <span className="hidden md:block md:w-50" />}
    </li>
  );
}

function RoleOf({ member, name, may, onRole }: Pick<MemberRowProps, 'member' | 'may' | 'onRole'> & { readonly name: string }) {
  if (may.roles.length === 0) return <span className="md:w-32">{roleWords[member.role].label}</span>;
  return (
    <Choice
      aria-label={`Role of ${name}`}
      className="w-32!"
      value={member.role}
      onChange={(event) => {
        const role = rolesInOrder.find((known) => known === event.target.value);
        if (role !== undefined && role !== member.role) onRole(role);
      }}
    >
      {may.roles.map((role) => (
        <option key={role} value={role} title={`May ${roleWords[role].may}`}>
          {roleWords[role].label}
        </option>
      ))}
    </Choice>
  );
}

function Who({ member, name, isSelf }: Pick<MemberRowProps, 'member' | 'isSelf'> & { readonly name: string }) {
  return (
    <div className="flex min-w-0 flex-1 items-center gap-3">
      <span
        aria-hidden
        className="inline-flex size-9 shrink-0 items-center justify-center rounded-full bg-secondary text-sm font-medium text-secondary-foreground uppercase"
      >
        {name.slice(0, 1)}
      </span>
      <div className="min-w-0">
        <p className="font-medium wrap-anywhere md:truncate">
          {name}
          {isSelf && <span className="font-normal text-muted-foreground"> (you)</span>}
        </p>
        <p className="text-xs wrap-anywhere text-muted-foreground md:truncate">{member.user.email}</p>
      </div>
    </div>
  );
}
