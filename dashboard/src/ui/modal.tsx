import { Dialog } from '@base-ui/react/dialog';
import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { cx } from './cx.ts';

interface ModalProps {
  readonly title: string;
  readonly description?: ReactNode;
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly isWide?: boolean;
  readonly children: ReactNode;
}

const closeClass = 'absolute top-3 right-3 inline-flex size-9 items-center justify-center rounded-md hover:bg-accent';

/** A dialog over the page; a sheet over the whole screen on a phone. Focus stays inside and returns on closing. */
export function Modal({ title, description, isOpen, onClose, isWide = false, children }: ModalProps) {
  return (
    <Dialog.Root open={isOpen} onOpenChange={(open) => !open && onClose()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-0 z-40 bg-black/50" />
        <Dialog.Popup
          className={cx(
            'fixed inset-0 z-50 flex flex-col overflow-hidden bg-popover text-popover-foreground shadow-xl outline-none',
            'sm:inset-auto sm:top-1/2 sm:left-1/2 sm:max-h-[88dvh] sm:w-[calc(100vw-3rem)] sm:-translate-x-1/2 sm:-translate-y-1/2 sm:rounded-xl sm:border sm:border-border',
            isWide ? 'sm:max-w-4xl' : 'sm:max-w-lg',
          )}
        >
          <header className="shrink-0 border-b border-border px-5 py-4 pr-14">
            <Dialog.Title className="text-lg font-semibold">{title}</Dialog.Title>
            {description !== undefined && <Dialog.Description className="text-muted-foreground">{description}</Dialog.Description>}
          </header>
          <div className="min-h-0 flex-1 overflow-y-auto px-5 py-4">{children}</div>
          <Dialog.Close className={closeClass} aria-label="Close">
            <X size={18} aria-hidden />
          </Dialog.Close>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
