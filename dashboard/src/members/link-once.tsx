import { CopyButton } from '../ui/copy-button.tsx';
import { Field, TextInput } from '../ui/field.tsx';

interface LinkOnceProps {
  readonly label: string;
  readonly text: string;
}

/** A secret that is shown this one time, to select or copy. */
export function LinkOnce({ label, text }: LinkOnceProps) {
  return (
    <div className="flex items-end gap-2">
      <div className="min-w-0 flex-1">
        <Field label={label}>
          {(control) => (
            <TextInput
              {...control}
              readOnly
              data-link
              value={text}
              className="font-mono text-xs!"
              onFocus={(event) => event.target.select()}
            />
          )}
        </Field>
      </div>
      <CopyButton text={text} label="Copy" />
    </div>
  );
}
