import { Dialog } from '@base-ui/react/dialog';
import { X } from 'lucide-react';
import type { Me } from '@forgeyard/sdk';
import { OrgSwitch } from './org-switch.tsx';
import { Brand, RailLinks } from './rail.tsx';

interface DrawerProps {
  readonly me: Me | undefined;
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

/** The left rail as a sheet from the side, for narrow screens. */
export function Drawer({ me, isOpen, onClose }: DrawerProps) {
  return (
    <Dialog.Root open={isOpen} onOpenChange={(open) => !open && onClose()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-0 z-40 bg-black/50" />
        <Dialog.Popup className="fixed inset-y-0 left-0 z-50 w-64 border-r border-border bg-background outline-none">
          <Dialog.Title className="sr-only">Menu</Dialog.Title>
          <Brand />
          {me !== undefined && <OrgSwitch me={me} onGo={onClose} />}
          <RailLinks onGo={onClose} />
          <Dialog.Close
            className="absolute top-2.5 right-2 inline-flex size-9 items-center justify-center rounded-md hover:bg-accent"
            aria-label="Close"
          >
            <X size={18} aria-hidden />
          </Dialog.Close>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
