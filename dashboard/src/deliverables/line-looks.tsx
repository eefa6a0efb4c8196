import type { DiffLine } from './diff-lines.ts';

/** Backgrounds of lines; the sign and the word say the same without color. */
export const lineLooks: Readonly<Record<DiffLine['kind'], string>> = {
  same: '',
  added: 'bg-success-muted',
  removed: 'bg-destructive-muted',
};

/** Plus or minus, and the word for those who do not see it. */
export function Sign({ kind }: { readonly kind: DiffLine['kind'] }) {
  if (kind === 'same') return null;
  return (
    <span className={kind === 'added' ? 'font-bold text-success' : 'font-bold text-destructive'}>
      <span aria-hidden>{kind === 'added' ? '+' : '−'}</span>
      <span className="sr-only">{kind}</span>
    </span>
  );
}
