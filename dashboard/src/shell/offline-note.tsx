import { CloudOff } from 'lucide-react';
import { useOnline } from './use-online.ts';

/** Says that this device is offline, as long as it is. */
export function OfflineNote() {
  const isOnline = useOnline();
  return (
    <div role="status" className={isOnline ? 'sr-only' : 'flex items-center gap-2 border-b border-warning bg-warning-muted px-4 py-2'}>
      {!isOnline && (
        <>
          <CloudOff size={16} aria-hidden className="shrink-0 text-warning" />
          <span>You are offline. What you see is how it was; everything is looked at again when you are back.</span>
        </>
      )}
    </div>
  );
}
