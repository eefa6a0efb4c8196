import { Switch } from '@base-ui/react/switch';
import { useId, type ReactNode } from 'react';

interface ToggleProps {
  readonly label: string;
  readonly hint?: ReactNode;
  readonly isOn: boolean;
  readonly onChange: (isOn: boolean) => void;
}

/** A switch with its label to the right. */
export function Toggle({ label, hint, isOn, onChange }: ToggleProps) {
  const id = useId();
  return (
    <div className="flex items-start gap-3">
      <Switch.Root
        checked={isOn}
        onCheckedChange={onChange}
        aria-labelledby={id}
        className="relative mt-px h-6 w-10 shrink-0 rounded-full border border-input bg-muted p-0.5 transition-colors data-checked:border-primary data-checked:bg-primary"
      >
        <Switch.Thumb className="block size-4.5 rounded-full bg-muted-foreground transition-transform data-checked:translate-x-4 data-checked:bg-primary-foreground" />
      </Switch.Root>
      <div className="pt-0.5">
        <span id={id} className="font-medium">
          {label}
        </span>
        {hint !== undefined && <p className="text-xs text-muted-foreground">{hint}</p>}
      </div>
    </div>
  );
}
