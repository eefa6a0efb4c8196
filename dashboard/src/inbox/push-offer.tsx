import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { BellRing } from 'lucide-react';
import { useState } from 'react';
import { deviceWords } from '../account/device-words.ts';
import { pushStateQuery } from '../account/notification-queries.ts';
import { enablePush } from '../account/push.ts';
import { useForge } from '../api/forge.ts';
import { Button } from '../ui/button.tsx';
import { ErrorPanel } from '../ui/error-panel.tsx';

const declinedKey = 'forgeyard.push-declined';

/** Offers push where it is worth something: after an answer and in an empty inbox. Whoever declined is not asked again on this device. */
export function PushOffer() {
  const forge = useForge();
  const queries = useQueryClient();
  const state = useQuery(pushStateQuery).data;
  const [isDeclined, setDeclined] = useState(readDeclined);
  const enable = useMutation({
    mutationFn: () => enablePush(forge, deviceWords(navigator.userAgent)),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['account'] }),
  });
  if (enable.isSuccess) return <p role="status">This device will tell you when an agent asks.</p>;
  if (state !== 'off' || isDeclined) return null;
  const decline = () => {
    keepDeclined();
    setDeclined(true);
  };
  return (
    <section aria-label="Notifications" className="flex flex-col gap-3 rounded-lg border border-border bg-card p-4">
      <p className="flex items-start gap-3">
        <BellRing size={18} aria-hidden className="mt-0.5 shrink-0 text-info" />
        <span>
          Shall this device tell you when an agent asks?
          <span className="block text-xs text-muted-foreground">
            Only of questions and approvals, never of single steps; also while no page is open.
          </span>
        </span>
      </p>
      {enable.isError && <ErrorPanel title="Notifications were not turned on" error={enable.error} />}
      <div className="flex flex-wrap gap-2">
        <Button className="max-sm:h-11" aria-disabled={enable.isPending} onClick={() => !enable.isPending && enable.mutate()}>
          Turn on
        </Button>
        <Button look="quiet" className="max-sm:h-11" onClick={decline}>
          Not on this device
        </Button>
      </div>
    </section>
  );
}

function readDeclined(): boolean {
  try {
    return localStorage.getItem(declinedKey) !== null;
  } catch {
    return true;
  }
}

function keepDeclined(): void {
  try {
    localStorage.setItem(declinedKey, 'yes');
  } catch {
    // Without storage nothing is offered at all.
  }
}
