import { Plus, X } from 'lucide-react';
import { Button, IconButton } from '../ui/button.tsx';
import { FieldError } from '../ui/field.tsx';
import { TextField } from '../ui/text-field.tsx';
import type { HeaderDraft } from './tool-servers-words.ts';

const headersMax = 20;

interface HeaderFieldsProps {
  readonly lead: string;
  readonly headers: readonly HeaderDraft[];
  readonly onChange: (headers: readonly HeaderDraft[]) => void;
  readonly error: string | null;
}

/** Headers that are typed in: names in the open, values like passwords. */
export function HeaderFields({ lead, headers, onChange, error }: HeaderFieldsProps) {
  const replace = (at: number, part: Partial<HeaderDraft>) =>
    onChange(headers.map((header, index) => (index === at ? { ...header, ...part } : header)));
  return (
    <fieldset className="flex flex-col gap-3">
      <legend className="font-medium">Headers</legend>
      <p className="text-xs text-muted-foreground">{lead}</p>
      {headers.map((header, index) => (
        // Rows have no identity besides their place, and are never reordered.
        <div key={index} className="flex items-end gap-2">
          <div className="grid min-w-0 flex-1 gap-2 sm:grid-cols-2">
            <TextField
              label={`Header ${index + 1}`}
              autoComplete="off"
              spellCheck={false}
              className="font-mono"
              placeholder="Authorization"
              value={header.name}
              onText={(name) => replace(index, { name })}
            />
            <TextField
              label={`Value ${index + 1}`}
              type="password"
              autoComplete="off"
              className="font-mono"
              placeholder="Bearer …"
              value={header.value}
              onText={(value) => replace(index, { value })}
            />
          </div>
          <IconButton label={`Leave out header ${index + 1}`} onClick={() => onChange(headers.filter((_, at) => at !== index))}>
            <X size={16} aria-hidden />
          </IconButton>
        </div>
      ))}
      {error !== null && <FieldError>{error}</FieldError>}
      {headers.length < headersMax && (
        <Button className="self-start" onClick={() => onChange([...headers, { name: '', value: '' }])}>
          <Plus size={16} aria-hidden />
          Add a header
        </Button>
      )}
    </fieldset>
  );
}
