import type { Webhook } from '@forgeyard/sdk';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { CirclePause, TriangleAlert } from 'lucide-react';
import { useForge } from '../api/forge.ts';
import { Button } from '../ui/button.tsx';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { Moment } from '../ui/moment.tsx';

/** Says why nothing is delivered, or that deliveries fail just now; a disabled endpoint is enabled again from here. */
export function DisabledBanner({ webhook }: { readonly webhook: Webhook }) {
  const forge = useForge();
  const queries = useQueryClient();
  const enable = useMutation({
    mutationFn: () => forge.webhooks.update(webhook.id, { status: 'active' }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['webhooks'] }),
  });
  if (webhook.status === 'active' && webhook.failing_since === null) return null;
  if (webhook.status === 'active')
    return (
      <p role="status" className="flex items-center gap-3 rounded-lg border border-warning bg-warning-muted p-4">
        <TriangleAlert size={20} className="shrink-0 text-warning" aria-hidden />
        <span>
          Deliveries began to fail <Moment at={webhook.failing_since} />. They are tried again; when it goes on, the endpoint is disabled.
        </span>
      </p>
    );
  return (
    <section aria-label="Disabled" className="flex flex-col gap-3">
      <div className="flex flex-wrap items-center gap-3 rounded-lg border border-warning bg-warning-muted p-4">
        <CirclePause size={20} className="shrink-0 text-warning" aria-hidden />
        <div className="min-w-0 flex-1 basis-60">
          <p className="font-semibold">This endpoint is disabled: nothing is sent.</p>
          <p className="wrap-anywhere">{reasonOf(webhook)}</p>
        </div>
        <Button look="primary" aria-disabled={enable.isPending} onClick={() => !enable.isPending && enable.mutate()}>
          Enable again
        </Button>
      </div>
      {enable.isError && <ErrorPanel title="The endpoint was not enabled" error={enable.error} />}
    </section>
  );
}

function reasonOf({ disabled_reason: reason }: Webhook): string {
  if (reason === null || reason === '') return 'Somebody switched it off.';
  return reason.endsWith('.') ? reason : `${reason}.`;
}
