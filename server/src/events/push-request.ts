import type { Home } from '../domain/home.ts';
import { openSubscription, pushPayload } from '../domain/notifications/index.ts';
import type { LoadedNotification } from '../domain/notifications/index.ts';
import type { GuardedRequest } from '../kernel/guarded-fetch.ts';

type Push = Extract<LoadedNotification, { channel: 'push' }>;

/** How long a push service keeps a message for a browser that is away. */
const keptS = 12 * 3_600;
/** Whom a push service may write to about our messages; without an address of one's own, one that nobody reads. */
const nobody = 'mailto:push@forgeyard.invalid';

/** An encrypted message to a browser, signed for its push service. Source: RFC 8030, RFC 8188, RFC 8291, RFC 8292. */
export async function pushRequest(
  home: Pick<Home, 'sealer' | 'pushKeys' | 'publicUrl'>,
  { subscription, told }: Push,
): Promise<Pick<GuardedRequest, 'url' | 'headers' | 'body'>> {
  const { default: webPush } = await import('web-push');
  const { endpoint, p256dh, auth } = openSubscription(home.sealer, subscription);
  const { publicKey, privateKey } = await home.pushKeys();
  const publicUrl = home.publicUrl();
  const details = webPush.generateRequestDetails(
    { endpoint: endpoint.reveal(), keys: { p256dh, auth: auth.reveal() } },
    pushPayload(told),
    {
      vapidDetails: { subject: publicUrl.startsWith('https:') ? publicUrl : nobody, publicKey, privateKey: privateKey.reveal() },
      TTL: keptS,
      urgency: 'high',
      contentEncoding: 'aes128gcm',
      ...(told.interactionId === null ? {} : { topic: told.interactionId.replaceAll('-', '') }),
    },
  );
  const headers = Object.entries(details.headers)
    .filter(([name]) => name.toLowerCase() !== 'content-length')
    .map(([name, value]): [string, string] => [name.toLowerCase(), String(value)]);
  return { url: details.endpoint, headers: Object.fromEntries(headers), body: details.body ?? '' };
}
