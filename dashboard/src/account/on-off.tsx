import { ShieldCheck, ShieldOff } from 'lucide-react';
import { cx } from '../ui/cx.ts';

/** A protection that is on or off, as an icon and a word. */
export function OnOff({ isOn, noun }: { readonly isOn: boolean; readonly noun?: string }) {
  const Icon = isOn ? ShieldCheck : ShieldOff;
  const word = isOn ? 'on' : 'off';
  return (
    <span
      className={cx(
        'inline-flex h-6 items-center gap-1.5 rounded-full px-2 text-xs font-medium whitespace-nowrap',
        isOn ? 'bg-success-muted text-success' : 'bg-muted text-muted-foreground',
      )}
    >
      <Icon size={14} aria-hidden />
      {noun === undefined ? word : `${noun} ${word}`}
    </span>
  );
}
