import { ArrowDown, ArrowUp, Pencil, Trash2 } from 'lucide-react';
import { IconButton } from '../ui/button.tsx';
import { cx } from '../ui/cx.ts';
import { Toggle } from '../ui/toggle.tsx';
import type { RuleDraft } from './rule-draft.ts';
import { sentenceOf } from './rule-words.ts';

interface RuleCardProps {
  readonly rule: RuleDraft;
  /** For those who may only read it. */
  readonly isFixed: boolean;
  readonly place: number;
  readonly isLast: boolean;
  readonly nameOf: (id: string) => string;
  readonly onMove: (step: 1 | -1) => void;
  readonly onEdit: () => void;
  readonly onToggle: (isEnabled: boolean) => void;
  readonly onRemove: () => void;
}

/** One rule as a sentence, with its place, its switch and its buttons. */
export function RuleCard({ rule, isFixed, place, isLast, nameOf, onMove, onEdit, onToggle, onRemove }: RuleCardProps) {
  return (
    <li className="flex flex-col gap-2 rounded-lg border border-border bg-card p-3">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <span className="tabular text-muted-foreground">{place + 1}.</span>
        <span className="min-w-0 flex-1 basis-32 font-medium wrap-anywhere">{rule.name}</span>
        {isFixed && !rule.isEnabled && <span className="text-muted-foreground">off</span>}
        {!isFixed && (
          <>
            <Toggle label={`Use rule ${place + 1}`} isOn={rule.isEnabled} onChange={onToggle} />
            <span className="inline-flex">
              <IconButton label={`Move ${rule.name} up`} disabled={place === 0} onClick={() => onMove(-1)}>
                <ArrowUp size={16} aria-hidden />
              </IconButton>
              <IconButton label={`Move ${rule.name} down`} disabled={isLast} onClick={() => onMove(1)}>
                <ArrowDown size={16} aria-hidden />
              </IconButton>
              <IconButton label={`Edit ${rule.name}`} onClick={onEdit}>
                <Pencil size={16} aria-hidden />
              </IconButton>
              <IconButton label={`Remove ${rule.name}`} className="text-destructive!" onClick={onRemove}>
                <Trash2 size={16} aria-hidden />
              </IconButton>
            </span>
          </>
        )}
      </div>
      <p className={cx('wrap-anywhere', !rule.isEnabled && 'text-muted-foreground')}>{sentenceOf(rule, nameOf)}</p>
    </li>
  );
}
