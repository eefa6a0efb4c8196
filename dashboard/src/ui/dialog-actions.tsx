import { Button, type ButtonLook } from './button.tsx';

interface DialogActionsProps {
  readonly does: string;
  readonly isBusy: boolean;
  readonly look?: ButtonLook;
  readonly onCancel: () => void;
}

/** The foot of a dialog's form: cancel, and the button that submits it. */
export function DialogActions({ does, isBusy, look = 'primary', onCancel }: DialogActionsProps) {
  return (
    <div className="flex justify-end gap-2">
      <Button onClick={onCancel}>Cancel</Button>
      <Button type="submit" look={look} aria-disabled={isBusy}>
        {does}
        {isBusy && '…'}
      </Button>
    </div>
  );
}
