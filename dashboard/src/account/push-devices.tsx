import type { PushDevice } from '@forgeyard/sdk';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { BellRing, Smartphone } from 'lucide-react';
import { useForge } from '../api/forge.ts';
import { Button } from '../ui/button.tsx';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { Moment } from '../ui/moment.tsx';
import { deviceWords } from './device-words.ts';
import { pushDevicesQuery, pushStateQuery } from './notification-queries.ts';
import { disablePush, enablePush, knownDevice, type PushState } from './push.ts';

const reasons: Readonly<Record<Exclude<PushState, 'off' | 'on'>, string>> = {
  insecure: 'Push needs a secure address: open this server over https, or on localhost.',
  unsupported:
    'This browser has no push. On an iPhone or iPad, add this page to the home screen first (Share, then “Add to Home Screen”) and open it from there.',
  denied: 'Notifications of this page are blocked in the browser. Allow them in its settings for this site, then reload.',
};

/** The devices that get push, and the switch for this one; where it cannot be, why. */
export function PushDevices() {
  const forge = useForge();
  const queries = useQueryClient();
  const state = useQuery(pushStateQuery).data;
  const devices = useQuery(pushDevicesQuery(forge)).data ?? [];
  const refresh = () =>
    queries.invalidateQueries({ queryKey: ['account'], predicate: ({ queryKey }) => String(queryKey[1]).startsWith('push-') });
  const enable = useMutation({ mutationFn: () => enablePush(forge, deviceWords(navigator.userAgent)), onSettled: refresh });
  const disable = useMutation({ mutationFn: () => disablePush(forge), onSettled: refresh });
  const remove = useMutation({ mutationFn: (id: string) => forge.notifications.removeDevice(id), onSettled: refresh });
  const own = knownDevice();
  const isOn = state === 'on' && devices.some(({ id }) => id === own);
  const failed = enable.error ?? disable.error ?? remove.error;
  return (
    <div className="flex flex-col gap-3">
      {state !== undefined && state !== 'on' && state !== 'off' && (
        <p className="rounded-md border border-warning/50 bg-warning-muted px-3 py-2">{reasons[state]}</p>
      )}
      {(state === 'on' || state === 'off') && !isOn && (
        <Button className="self-start max-sm:h-11" aria-disabled={enable.isPending} onClick={() => !enable.isPending && enable.mutate()}>
          <BellRing size={16} aria-hidden />
          {enable.isPending ? 'Turning on…' : 'Turn on for this device'}
        </Button>
      )}
      {failed !== null && <ErrorPanel title="That did not work" error={failed} />}
      {devices.length > 0 && (
        <ul aria-label="Devices with push" className="flex flex-col divide-y divide-border rounded-md border border-border">
          {devices.map((device) => {
            const isThis = isOn && device.id === own;
            return (
              <DeviceRow
                key={device.id}
                device={device}
                isThis={isThis}
                onOff={() => (isThis ? disable.mutate() : remove.mutate(device.id))}
              />
            );
          })}
        </ul>
      )}
    </div>
  );
}

interface DeviceRowProps {
  readonly device: PushDevice;
  readonly isThis: boolean;
  readonly onOff: () => void;
}

function DeviceRow({ device, isThis, onOff }: DeviceRowProps) {
  const name = device.label === '' ? 'A device' : device.label;
  return (
    <li className="flex items-center gap-3 px-3 py-2">
      <Smartphone size={18} aria-hidden className="shrink-0 text-muted-foreground" />
      <span className="min-w-0 flex-1">
        <span className="font-medium">{name}</span>
        {isThis && <span className="ml-2 rounded-full bg-success-muted px-2 py-0.5 text-xs text-success">this device</span>}
        <span className="block text-xs text-muted-foreground">
          added <Moment at={device.created_at} />
          {device.last_used_at !== null && (
            <>
              {', used '}
              <Moment at={device.last_used_at} />
            </>
          )}
        </span>
      </span>
      <Button look="quiet" aria-label={`Turn off for ${name}`} onClick={onOff}>
        Turn off
      </Button>
    </li>
  );
}
