import type { NotificationSettings } from '@forgeyard/sdk';
import { useState, type FormEvent } from 'react';
import { Button } from '../ui/button.tsx';
import { Choice, Field } from '../ui/field.tsx';
import { TextField } from '../ui/text-field.tsx';
import { Toggle } from '../ui/toggle.tsx';

type Hours = NonNullable<NotificationSettings['quiet_hours']>;

interface QuietHoursProps {
  readonly hours: Hours | null;
  readonly isBusy: boolean;
  readonly onSave: (hours: Hours | null) => void;
}

/** The hours of the day in which nothing is sent. */
export function QuietHours({ hours, isBusy, onSave }: QuietHoursProps) {
  const [draft, setDraft] = useState(hours ?? ownHours());
  const change = (part: Partial<Hours>) => setDraft({ ...draft, ...part });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!isBusy) onSave(draft);
  };
  return (
    <>
      <Toggle
        label="Nothing at night"
        hint="What comes meanwhile waits in the inbox and is told afterwards."
        isOn={hours !== null}
        onChange={(isOn) => onSave(isOn ? draft : null)}
      />
      {hours !== null && (
        <form onSubmit={submit} noValidate className="flex flex-wrap items-end gap-3">
          <TextField label="From" type="time" value={draft.from} onText={(from) => change({ from })} />
          <TextField label="To" type="time" value={draft.to} onText={(to) => change({ to })} />
          <Field label="Time zone">
            {(control) => (
              <Choice {...control} value={draft.time_zone} onChange={(event) => change({ time_zone: event.target.value })}>
                {zonesWith(draft.time_zone).map((zone) => (
                  <option key={zone} value={zone}>
                    {zone}
                  </option>
                ))}
              </Choice>
            )}
          </Field>
          <Button type="submit" aria-disabled={isBusy}>
            Save hours
          </Button>
        </form>
      )}
    </>
  );
}

function ownHours(): Hours {
  return { from: '22:00', to: '07:00', time_zone: Intl.DateTimeFormat().resolvedOptions().timeZone };
}

function zonesWith(chosen: string): readonly string[] {
  return [...new Set([chosen, 'UTC', ...Intl.supportedValuesOf('timeZone')])];
}
