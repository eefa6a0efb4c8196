// Shows what the server pushes and leads to it. It keeps nothing: every page and every answer comes from the server.
'use strict';

self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('activate', (event) =>
  event.waitUntil(Promise.all([self.clients.claim(), self.registration.navigationPreload?.enable()])),
);

// Nothing is kept, so an app that is opened offline has only these words; they lead back as soon as the server can be reached.
const offlinePage = `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark"><title>Offline · Forgeyard</title><h1>Forgeyard cannot be reached</h1>
<p>This device is offline, or the server is.</p><p><a href="">Try again</a></p></html>`;

self.addEventListener('fetch', (event) => {
  if (event.request.mode === 'navigate' && event.request.method === 'GET') event.respondWith(page(event));
});

async function page(event) {
  try {
    return (await event.preloadResponse) ?? (await fetch(event.request));
  } catch {
    return new Response(offlinePage, { status: 503, headers: { 'content-type': 'text/html; charset=utf-8' } });
  }
}

self.addEventListener('push', (event) => event.waitUntil(show(told(event.data))));

self.addEventListener('notificationclick', (event) => {
  event.notification.close();
  event.waitUntil(open(event.notification.data?.path ?? '/inbox'));
});

function told(data) {
  try {
    const message = data === null ? {} : data.json();
    return typeof message === 'object' && message !== null ? message : {};
  } catch {
    return {};
  }
}

function show(message) {
  const title = text(message.title, 120) ?? 'Forgeyard';
  const path =
    ownPath(message.url) ??
    (text(message.interaction_id, 80) === null ? '/inbox' : `/inbox?id=${encodeURIComponent(message.interaction_id)}`);
  return self.registration.showNotification(title, {
    body: text(message.body, 500) ?? '',
    tag: text(message.tag, 120) ?? path,
    renotify: true,
    icon: '/icon-192.png',
    badge: '/badge-96.png',
    data: { path },
  });
}

function text(value, charsMax) {
  return typeof value === 'string' && value !== '' ? value.slice(0, charsMax) : null;
}

/** Only pages of this server are opened. */
function ownPath(url) {
  if (typeof url !== 'string' || url === '') return null;
  try {
    const target = new URL(url, self.location.origin);
    return target.origin === self.location.origin ? target.pathname + target.search : null;
  } catch {
    return null;
  }
}

async function open(path) {
  const pages = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
  const page = pages.find((each) => new URL(each.url).pathname.startsWith('/inbox')) ?? pages[0];
  if (page === undefined) return self.clients.openWindow(path);
  const focused = await page.focus();
  return focused.navigate(path).catch(() => self.clients.openWindow(path));
}
