import { Combobox } from '@base-ui/react/combobox';
import { Check, X } from 'lucide-react';
import { useId } from 'react';
import type { AgentRef } from '@forgeyard/sdk';
import { FieldError } from '../ui/field.tsx';

interface AgentPickerProps {
  readonly all: readonly AgentRef[];
  readonly chosen: readonly AgentRef[];
  readonly onChange: (chosen: readonly AgentRef[]) => void;
  readonly error: string | null;
}

const textButton = 'min-h-6 text-xs font-medium text-primary underline underline-offset-2';

/** Chooses several agents by typing: arrows and Enter add one, Backspace removes the last. */
export function AgentPicker({ all, chosen, onChange, error }: AgentPickerProps) {
  const id = useId();
  return (
    <div className="flex flex-col gap-1.5">
      <div className="flex flex-wrap items-center gap-3">
        <label htmlFor={id} className="font-medium">
          Agents
        </label>
        <span className="tabular text-xs text-muted-foreground">
          {chosen.length} of {all.length}
        </span>
        <button type="button" className={textButton} onClick={() => onChange(all)}>
          Select all
        </button>
        <button type="button" className={textButton} onClick={() => onChange([])}>
          Select none
        </button>
      </div>
      <Combobox.Root
        multiple
        items={[...all]}
        value={[...chosen]}
        // Escape closes the list of choices; it must not throw away what was chosen.
        onValueChange={(next: AgentRef[], { reason }) => reason !== 'escape-key' && onChange(next)}
        itemToStringLabel={(agent: AgentRef) => `${agent.display_name} ${agent.slug}`}
        isItemEqualToValue={(item: AgentRef, value: AgentRef) => item.id === value.id}
      >
        <Combobox.InputGroup className="rounded-md border border-input bg-card p-1.5 focus-within:outline-2 focus-within:outline-offset-2 focus-within:outline-ring">
          <Combobox.Chips className="flex flex-wrap items-center gap-1">
            {chosen.map((agent) => (
              <AgentChip key={agent.id} agent={agent} />
            ))}
            <Combobox.Input
              id={id}
              aria-label="Agents"
              aria-invalid={error !== null}
              aria-describedby={error === null ? undefined : `${id}-error`}
              placeholder={chosen.length === 0 ? 'Type to find agents' : ''}
              className="h-7 min-w-24 flex-1 bg-transparent px-1.5 text-base outline-none sm:text-sm"
            />
          </Combobox.Chips>
        </Combobox.InputGroup>
        <AgentChoices />
      </Combobox.Root>
      {error !== null && <FieldError id={`${id}-error`}>{error}</FieldError>}
    </div>
  );
}

function AgentChip({ agent }: { readonly agent: AgentRef }) {
  return (
    <Combobox.Chip
      aria-label={agent.display_name}
      className="flex h-7 max-w-full min-w-0 items-center gap-1 rounded bg-secondary pl-2 text-secondary-foreground outline-none focus-within:outline-2 focus-within:outline-ring data-highlighted:outline-2 data-highlighted:outline-ring"
    >
      <span className="truncate">{agent.display_name}</span>
      <Combobox.ChipRemove
        aria-label={`Remove ${agent.display_name}`}
        className="inline-flex size-6 shrink-0 items-center justify-center rounded hover:bg-accent"
      >
        <X size={14} aria-hidden />
      </Combobox.ChipRemove>
    </Combobox.Chip>
  );
}

function AgentChoices() {
  return (
    <Combobox.Portal>
      <Combobox.Positioner sideOffset={4} className="z-60 outline-none">
        <Combobox.Popup className="max-h-64 w-(--anchor-width) overflow-y-auto rounded-md border border-border bg-popover p-1 text-popover-foreground shadow-lg">
          <Combobox.Empty>
            <p className="px-2 py-2 text-muted-foreground">No agent matches.</p>
          </Combobox.Empty>
          <Combobox.List>
            {(agent: AgentRef) => (
              <Combobox.Item
                key={agent.id}
                value={agent}
                className="grid min-h-9 cursor-default grid-cols-[1.25rem_1fr] items-center rounded px-2 outline-none data-highlighted:bg-accent"
              >
                <Combobox.ItemIndicator className="col-start-1">
                  <Check size={15} aria-hidden />
                </Combobox.ItemIndicator>
                <span className="col-start-2 truncate">
                  {agent.display_name} <span className="font-mono text-xs text-muted-foreground">{agent.slug}</span>
                </span>
              </Combobox.Item>
            )}
          </Combobox.List>
        </Combobox.Popup>
      </Combobox.Positioner>
    </Combobox.Portal>
  );
}
