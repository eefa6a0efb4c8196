/** A function for Node that checks a delivery and answers its body. Source: Standard Webhooks specification, "Verifying signatures". */
export const nodeSnippet = `import { createHmac, timingSafeEqual } from 'node:crypto';

const key = Buffer.from(process.env.WEBHOOK_SECRET.replace(/^whsec_/, ''), 'base64');
const toleranceSeconds = 300;

// headers: names in lower case, as Node gives them; body: the raw text.
export function verify(headers, body) {
  const id = headers['webhook-id'];
  const timestamp = headers['webhook-timestamp'];
  if (!(Math.abs(Date.now() / 1000 - Number(timestamp)) <= toleranceSeconds)) throw new Error('Too old, or the clock is wrong');
  const expected = createHmac('sha256', key).update(\`\${id}.\${timestamp}.\${body}\`).digest();
  const isGood = (headers['webhook-signature'] ?? '').split(' ').some((part) => {
    const [version, text = ''] = part.split(',');
    const given = Buffer.from(text, 'base64');
    return version === 'v1' && given.length === expected.length && timingSafeEqual(given, expected);
  });
  if (!isGood) throw new Error('Wrong signature');
  return JSON.parse(body);
}
`;

/** The same for Python 3.9 and later, without any package. */
export const pythonSnippet = `import base64, hashlib, hmac, json, os, time

KEY = base64.b64decode(os.environ["WEBHOOK_SECRET"].removeprefix("whsec_"))
TOLERANCE_SECONDS = 300

# headers: names in lower case; body: the raw bytes.
def verify(headers, body):
    id, timestamp = headers["webhook-id"], headers["webhook-timestamp"]
    if abs(time.time() - int(timestamp)) > TOLERANCE_SECONDS:
        raise ValueError("Too old, or the clock is wrong")
    signed = f"{id}.{timestamp}.".encode() + body
    expected = base64.b64encode(hmac.new(KEY, signed, hashlib.sha256).digest()).decode()
    given = (part.split(",", 1) for part in headers["webhook-signature"].split())
    if not any(pair[0] == "v1" and hmac.compare_digest(pair[-1], expected) for pair in given):
        raise ValueError("Wrong signature")
    return json.loads(body)
`;
