import { ago, exactly } from '../format/time.ts';
import { useNow } from './now.tsx';

/** A moment as relative time, with the exact one on hover and for machines. */
export function Moment({ at }: { readonly at: string | null }) {
  const now = useNow();
  if (at === null) return <span className="text-muted-foreground">never</span>;
  return (
    <time dateTime={at} title={exactly(at)} className="whitespace-nowrap">
      {ago(at, now)}
    </time>
  );
}
