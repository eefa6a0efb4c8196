import type { NotificationChannel } from '@forgeyard/sdk';
import { useMutation } from '@tanstack/react-query';
import { Send } from 'lucide-react';
import { useForge } from '../api/forge.ts';
import { Button } from '../ui/button.tsx';
import { ErrorPanel } from '../ui/error-panel.tsx';

const words: Readonly<Record<NotificationChannel, readonly [button: string, sent: string]>> = {
  push: ['Send a test push', 'Sent: it should appear on your devices in a moment.'],
  email: ['Send a test e-mail', 'Sent: look into your mailbox.'],
};

/** Sends the person a notification, to see whether the way works. */
export function TestNotification({ channel }: { readonly channel: NotificationChannel }) {
  const forge = useForge();
  const test = useMutation({ mutationFn: () => forge.notifications.test(channel) });
  const [button, sent] = words[channel];
  return (
    <div className="flex flex-wrap items-center gap-3">
      <Button className="max-sm:h-11" aria-disabled={test.isPending} onClick={() => !test.isPending && test.mutate()}>
        <Send size={16} aria-hidden />
        {button}
      </Button>
      <span role="status" className="text-success">
        {test.isSuccess && sent}
      </span>
      {test.isError && <ErrorPanel title="The test was not sent" error={test.error} />}
    </div>
  );
}
