import type { Forgeyard } from '@forgeyard/sdk';

/** Whether this browser can be told of questions while no page is open, and if not, why. */
export type PushState = 'insecure' | 'unsupported' | 'denied' | 'off' | 'on';

const workerPath = '/sw.js';
const subscribeMsMax = 20_000;
const deviceKey = 'forgeyard.push-device';

/** Looks what this browser can do and has been allowed. */
export async function readPushState(): Promise<PushState> {
  if (!isSecureContext) return 'insecure';
  if (!('serviceWorker' in navigator) || !('PushManager' in globalThis) || !('Notification' in globalThis)) return 'unsupported';
  if (Notification.permission === 'denied') return 'denied';
  const worker = await navigator.serviceWorker.getRegistration('/');
  const subscription = await worker?.pushManager.getSubscription();
  return subscription === null || subscription === undefined || knownDevice() === null ? 'off' : 'on';
}

/** The id under which the server knows this browser; null when it does not. */
export function knownDevice(): string | null {
  try {
    return localStorage.getItem(deviceKey);
  } catch {
    return null;
  }
}

/** Asks the person, subscribes this browser, and tells the server. @throws Error when the person or the browser refuses */
export async function enablePush(forge: Forgeyard, label: string): Promise<void> {
  const permission = await Notification.requestPermission();
  if (permission !== 'granted') throw new Error('The browser does not allow notifications of this page.');
  const { public_key: publicKey } = await forge.notifications.pushKey();
  await navigator.serviceWorker.register(trustedScriptUrl(workerPath), { scope: '/' });
  const worker = await navigator.serviceWorker.ready;
  // A subscription with the key of an earlier server cannot be used by this one.
  await (await worker.pushManager.getSubscription())?.unsubscribe();
  const subscription = await inTime(worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytesOf(publicKey) }));
  const { endpoint, keys } = subscription.toJSON();
  const { p256dh, auth } = keys ?? {};
  if (endpoint === undefined || p256dh === undefined || auth === undefined) throw new Error('The browser gave no address for messages.');
  const device = await forge.notifications.addDevice({ endpoint, keys: { p256dh, auth }, label });
  remember(device.id);
}

/** A browser that cannot reach its maker's push service tries for ever. */
function inTime<T>(subscribing: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const late = () => reject(new Error('The browser could not reach its push service. Is this device online, and is nothing in between?'));
    const timer = setTimeout(late, subscribeMsMax);
    subscribing.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

/** Ends the subscription here and at the server. */
export async function disablePush(forge: Forgeyard): Promise<void> {
  const device = knownDevice();
  const worker = await navigator.serviceWorker.getRegistration('/');
  await (await worker?.pushManager.getSubscription())?.unsubscribe();
  remember(null);
  if (device !== null) await forge.notifications.removeDevice(device);
}

function remember(device: string | null): void {
  try {
    if (device === null) localStorage.removeItem(deviceKey);
    else localStorage.setItem(deviceKey, device);
  } catch {
    // Without storage the page shows this device as off; the server still has it in its list.
  }
}

function bytesOf(base64url: string): Uint8Array<ArrayBuffer> {
  const binary = atob(base64url.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(binary, (char) => char.charCodeAt(0));
}

interface ScriptUrlPolicy {
  createScriptURL(url: string): unknown;
}

interface PolicyMaker {
  createPolicy(name: string, rules: { readonly createScriptURL: (url: string) => string }): ScriptUrlPolicy;
}

/** The page takes no plain text as the address of a script: only our own worker's passes. */
function trustedScriptUrl(path: typeof workerPath): string {
  const maker: unknown = Reflect.get(globalThis, 'trustedTypes');
  if (!isPolicyMaker(maker)) return path;
  const policy = maker.createPolicy('forgeyard-worker', { createScriptURL: () => path });
  return asRegistrable(policy.createScriptURL(path));
}

function isPolicyMaker(value: unknown): value is PolicyMaker {
  return typeof value === 'object' && value !== null && 'createPolicy' in value;
}

/** `register` accepts a trusted address where its type says text: the browser's own type does not name it yet. */
function asRegistrable(url: unknown): string {
  return url as string;
}
