import { ChevronsDownUp, ChevronsUpDown } from 'lucide-react';
import { count } from '../format/value.ts';
import { IconButton } from '../ui/button.tsx';
import { TextInput } from '../ui/field.tsx';
import { FilterCheck } from '../ui/filter-choice.tsx';

interface TraceToolsProps {
  readonly words: string;
  readonly onWords: (words: string) => void;
  readonly onlyFailed: boolean;
  readonly onOnlyFailed: (isOn: boolean) => void;
  readonly shown: number;
  readonly total: number;
  readonly failed: number;
  readonly isCut: boolean;
  readonly onExpand: () => void;
  readonly onCollapse: () => void;
}

/** What narrows a trace: words, only what failed, everything open or closed. */
export function TraceTools({
  words,
  onWords,
  onlyFailed,
  onOnlyFailed,
  shown,
  total,
  failed,
  isCut,
  onExpand,
  onCollapse,
}: TraceToolsProps) {
  return (
    <div role="search" className="flex flex-wrap items-center gap-x-3 gap-y-2">
      <TextInput
        type="search"
        aria-label="Search in the steps"
        data-shortcut="filter"
        placeholder="Search in the steps"
        className="max-w-56"
        value={words}
        onChange={(event) => onWords(event.target.value)}
      />
      <FilterCheck label={`Failed only (${count(failed)})`} isOn={onlyFailed} onChange={onOnlyFailed} />
      <span className="flex">
        <IconButton label="Open all steps" onClick={onExpand}>
          <ChevronsUpDown size={16} aria-hidden />
        </IconButton>
        <IconButton label="Close all steps" onClick={onCollapse}>
          <ChevronsDownUp size={16} aria-hidden />
        </IconButton>
      </span>
      <span role="status" className="tabular text-muted-foreground">
        {shown === total ? `${count(total)} steps` : `${count(shown)} of ${count(total)} steps`}
        {isCut && ', the first of many'}
      </span>
    </div>
  );
}
