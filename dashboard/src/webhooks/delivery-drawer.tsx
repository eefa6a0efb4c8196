import type { DeliveryDetail } from '@forgeyard/sdk';
import { Dialog } from '@base-ui/react/dialog';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { RefreshCw, X } from 'lucide-react';
import type { ReactNode } from 'react';
import { useForge } from '../api/forge.ts';
import { pretty } from '../format/value.ts';
import { Button } from '../ui/button.tsx';
import { CodeBlock } from '../ui/code-block.tsx';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { Facts } from '../ui/facts.tsx';
import { IdChip } from '../ui/id-chip.tsx';
import { Moment } from '../ui/moment.tsx';
import { SkeletonRows } from '../ui/skeleton.tsx';
import { Status } from '../ui/status.tsx';
import { AttemptView } from './attempt-view.tsx';
import { NextTry, stateWord } from './delivery-list.tsx';
import { deliveryQuery } from './webhook-queries.ts';

interface DeliveryDrawerProps {
  readonly webhookId: string;
  readonly deliveryId: string;
  readonly onClose: () => void;
}

const everyMs = 2_000;

/** One delivery in a sheet from the right: its attempts, the body, and what was signed. Refreshed while it is under way. */
export function DeliveryDrawer({ webhookId, deliveryId, onClose }: DeliveryDrawerProps) {
  const queries = useQueryClient();
  const delivery = useQuery({
    ...deliveryQuery(useForge(), webhookId, deliveryId),
    refetchInterval: ({ state }) => (state.data?.state === 'delivered' || state.data?.state === 'dead' ? false : everyMs),
  });
  const close = () => {
    // The list may be behind what was followed here.
    void queries.invalidateQueries({ queryKey: ['webhooks', 'deliveries', webhookId] });
    onClose();
  };
  return (
    <Sheet title={delivery.data?.event ?? 'Delivery'} onClose={close}>
      {delivery.isPending && <SkeletonRows label="delivery" />}
      {delivery.isError && (
        <ErrorPanel title="The delivery could not be loaded" error={delivery.error} onRetry={() => void delivery.refetch()} />
      )}
      {delivery.data !== undefined && <LoadedDelivery delivery={delivery.data} />}
    </Sheet>
  );
}

function Sheet({ title, onClose, children }: { readonly title: string; readonly onClose: () => void; readonly children: ReactNode }) {
  return (
    <Dialog.Root open onOpenChange={(open) => !open && onClose()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-0 z-40 bg-black/50" />
        <Dialog.Popup className="fixed inset-y-0 right-0 z-50 flex w-full flex-col overflow-hidden bg-popover text-popover-foreground shadow-xl outline-none sm:w-2xl sm:max-w-[calc(100vw-3rem)] sm:border-l sm:border-border">
          <header className="shrink-0 border-b border-border px-5 py-4 pr-14">
            <Dialog.Title className="font-mono text-base font-semibold wrap-anywhere">{title}</Dialog.Title>
          </header>
          <div className="flex min-h-0 flex-1 flex-col gap-5 overflow-y-auto px-5 py-4">{children}</div>
          <Dialog.Close
            className="absolute top-2.5 right-3 inline-flex size-9 items-center justify-center rounded-md hover:bg-accent"
            aria-label="Close"
          >
            <X size={18} aria-hidden />
          </Dialog.Close>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function LoadedDelivery({ delivery }: { readonly delivery: DeliveryDetail }) {
  return (
    <>
      <div className="flex flex-wrap items-center gap-3">
        <Status value={stateWord(delivery)} />
        <Resend delivery={delivery} />
      </div>
      <Facts
        facts={[
          ['Attempts', String(delivery.attempts)],
          ['Next try', <NextTry key="next" at={delivery.next_at} />],
          ['Made', <Moment key="made" at={delivery.created_at} />],
          ['Delivered', delivery.delivered_at === null ? 'not yet' : <Moment key="delivered" at={delivery.delivered_at} />],
          ['Place in the order', String(delivery.seq)],
          ['Id', <IdChip key="id" id={delivery.id} name="id of the delivery" />],
        ]}
      />
      <section aria-label="Attempts" className="flex flex-col gap-2">
        <h2 className="font-semibold">Attempts</h2>
        {delivery.attempts_log.length === 0 && <p className="text-muted-foreground">Not tried yet.</p>}
        <ol className="flex flex-col gap-2">
          {delivery.attempts_log.toReversed().map((attempt, place) => (
            <AttemptView key={attempt.number} attempt={attempt} isNewest={place === 0} />
          ))}
        </ol>
      </section>
      <section aria-label="Request body" className="flex flex-col gap-2">
        <h2 className="font-semibold">Body</h2>
        <CodeBlock text={pretty(delivery.payload)} label="request body" />
      </section>
      {delivery.signature_base !== null && (
        <section aria-label="Signature" className="flex flex-col gap-2">
          <h2 className="font-semibold">What is signed</h2>
          <p className="text-muted-foreground">
            The id, the timestamp and the raw body, joined by dots: HMAC-SHA256 of this with the secret, in base64, is the signature.
          </p>
          <CodeBlock text={delivery.signature_base} label="signature base" className="whitespace-pre-wrap break-all" />
        </section>
      )}
    </>
  );
}

function Resend({ delivery }: { readonly delivery: DeliveryDetail }) {
  const forge = useForge();
  const queries = useQueryClient();
  const resend = useMutation({
    mutationFn: () => forge.webhooks.deliveries.resend(delivery.webhook_id, delivery.id),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['webhooks'] }),
  });
  return (
    <>
      <Button aria-disabled={resend.isPending} onClick={() => !resend.isPending && resend.mutate()}>
        <RefreshCw size={16} aria-hidden />
        Resend
      </Button>
      <p role="status" className="text-success">
        {resend.isSuccess && 'It is sent again now.'}
      </p>
      {resend.isError && (
        <div className="w-full">
          <ErrorPanel title="It was not sent again" error={resend.error} />
        </div>
      )}
    </>
  );
}
