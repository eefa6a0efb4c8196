import { useQuery } from '@tanstack/react-query';
import { useForge } from '../api/forge.ts';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { FieldError } from '../ui/field.tsx';
import { SkeletonRows } from '../ui/skeleton.tsx';
import { Toggle } from '../ui/toggle.tsx';
import { groupsOf, isChosen, shareOf, toggleEvent, toggleGroup, wildcardOf, type EventGroup } from './event-choice.ts';
import { webhookEventsQuery } from './webhook-queries.ts';

/** Which events an endpoint hears of, as the form holds it. */
export interface EventChoice {
  readonly isAll: boolean;
  readonly events: readonly string[];
}

/** The choice that an endpoint has; no event at all stands for every one. */
export function choiceOf(events: readonly string[]): EventChoice {
  return { isAll: events.length === 0, events };
}

interface EventPickerProps {
  readonly choice: EventChoice;
  readonly onChange: (choice: EventChoice) => void;
  readonly error?: string | null | undefined;
}

/** All events, whole groups (`task.*`) or single ones. */
export function EventPicker({ choice, onChange, error }: EventPickerProps) {
  const catalogue = useQuery({ ...webhookEventsQuery(useForge()), enabled: !choice.isAll });
  return (
    <fieldset className="flex min-w-0 flex-col gap-3">
      <legend className="mb-1.5 font-medium">Events</legend>
      <Toggle
        label="All events"
        hint="Also those that later versions add."
        isOn={choice.isAll}
        onChange={(isAll) => onChange({ ...choice, isAll })}
      />
      {!choice.isAll && (
        <>
          {catalogue.isPending && <SkeletonRows label="events" rows={3} />}
          {catalogue.isError && (
            <ErrorPanel title="The events could not be loaded" error={catalogue.error} onRetry={() => void catalogue.refetch()} />
          )}
          {groupsOf(catalogue.data ?? []).map((group) => (
            <Group key={group.noun} group={group} chosen={choice.events} onChange={(events) => onChange({ ...choice, events })} />
          ))}
        </>
      )}
      {error !== null && error !== undefined && <FieldError>{error}</FieldError>}
    </fieldset>
  );
}

interface GroupProps {
  readonly group: EventGroup;
  readonly chosen: readonly string[];
  readonly onChange: (events: readonly string[]) => void;
}

function Group({ group, chosen, onChange }: GroupProps) {
  const share = shareOf(group, chosen);
  return (
    <div className="rounded-md border border-border">
      <label className="flex min-h-9 items-center gap-2.5 border-b border-border bg-muted px-3 font-mono text-xs font-medium last:border-b-0">
        <input
          type="checkbox"
          className="size-4.5 accent-primary"
          checked={share === 'all'}
          ref={(box) => {
            if (box !== null) box.indeterminate = share === 'some';
          }}
          onChange={() => onChange(toggleGroup(group, chosen))}
        />
        {wildcardOf(group)}
      </label>
      <div className="grid sm:grid-cols-2">
        {group.events.map(({ name, description }) => (
          <label key={name} title={description} className="flex min-h-9 min-w-0 items-center gap-2.5 px-3">
            <input
              type="checkbox"
              className="size-4.5 shrink-0 accent-primary"
              checked={isChosen(name, chosen)}
              onChange={() => onChange(toggleEvent(group, name, chosen))}
            />
            <span className="min-w-0 font-mono text-xs wrap-anywhere">{name}</span>
          </label>
        ))}
      </div>
    </div>
  );
}
