// Receives webhooks: checks that each was sent by the holder of the secret, for exactly this body, just now, and that it is not a repetition.
// Source of the scheme: Standard Webhooks.
import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';

const port = Number(process.env.PORT ?? 4000);
const key = Buffer.from((process.env.WEBHOOK_SECRET ?? '').replace(/^whsec_/, ''), 'base64');
const toleranceSeconds = 300;
const bodyBytesMax = 1024 * 1024;
const seen = new Map();

if (key.length === 0) throw new Error('set WEBHOOK_SECRET to the secret that was shown when the webhook was made');

function isSigned(headers, body) {
  const { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signatures = '' } = headers;
  if (!(Math.abs(Date.now() / 1000 - Number(timestamp)) <= toleranceSeconds)) return false;
  const expected = createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest();
  // While a secret takes over from another there are two signatures; one that fits is enough.
  return signatures.split(' ').some((part) => {
    const [version, text = ''] = part.split(',');
    const given = Buffer.from(text, 'base64');
    return version === 'v1' && given.length === expected.length && timingSafeEqual(given, expected);
  });
}

/** Deliveries come again under the same id when an answer was lost. */
function isNew(id) {
  for (const [known, at] of seen) if (at < Date.now() - 2 * toleranceSeconds * 1000) seen.delete(known);
  if (seen.has(id)) return false;
  seen.set(id, Date.now());
  return true;
}

async function bodyOf(request) {
  const parts = [];
  let bytes = 0;
  for await (const part of request) {
    bytes += part.length;
    if (bytes > bodyBytesMax) throw new Error('the body is too large');
    parts.push(part);
  }
  return Buffer.concat(parts);
}

async function receive(request) {
  if (request.method !== 'POST') return 405;
  const body = await bodyOf(request);
  if (!isSigned(request.headers, body)) {
    console.log('refused: not signed with the secret, or too old');
    return 400;
  }
  const event = JSON.parse(body.toString());
  // Answer quickly and do longer work afterwards: the server waits 15 seconds at most.
  if (isNew(request.headers['webhook-id'])) console.log(`${event.type ?? event.event} ${JSON.stringify(event.data)}`);
  return 204;
}

const server = createServer((request, response) => {
  receive(request).then(
    (status) => response.writeHead(status).end(),
    () => response.writeHead(400).end(),
  );
});
server.listen(port, '127.0.0.1', () => console.log(`listening on http://127.0.0.1:${port}/`));
