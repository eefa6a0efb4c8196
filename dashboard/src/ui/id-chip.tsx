import { Check, Copy } from 'lucide-react';
import { shortId } from '../format/value.ts';
import { useCopy } from './copy-button.tsx';

/** An id with its middle cut out; a click copies the whole of it. */
export function IdChip({ id, name }: { readonly id: string; readonly name: string }) {
  const [state, copy] = useCopy(id);
  const Icon = state === 'copied' ? Check : Copy;
  return (
    <button
      type="button"
      onClick={copy}
      title={id}
      className="inline-flex min-h-6 items-center gap-1 rounded px-1 font-mono text-xs hover:bg-accent"
    >
      <span className="sr-only">Copy {name} </span>
      {shortId(id)}
      <Icon size={12} aria-hidden />
      <span role="status" className="sr-only">
        {state === 'copied' ? 'Copied' : ''}
      </span>
    </button>
  );
}
