import { ArrowDown } from 'lucide-react';
import { Button } from './button.tsx';

interface NewBelowProps {
  readonly count: number;
  readonly onClick: () => void;
}

/** Says that something arrived below while the reader was further up, and leads there. */
export function NewBelow({ count, onClick }: NewBelowProps) {
  if (count === 0) return null;
  return (
    <Button className="absolute bottom-3 left-1/2 -translate-x-1/2 shadow-md" onClick={onClick}>
      <ArrowDown size={16} aria-hidden />
      {count} new
    </Button>
  );
}
