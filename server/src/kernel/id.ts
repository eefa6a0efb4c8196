import { randomBytes } from 'node:crypto';

/**
 * Shapes of public addresses.
 *
 * One agent has four: its UUID, `agt_` + the same 32 hex digits, a deployment-wide integer, and a slug. The shape alone tells which is meant.
 */
export type AddressShape = 'uuid' | 'agt' | 'digits' | 'name';

const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const agtPattern = /^agt_[0-9a-f]{32}$/i;
const digitsPattern = /^[0-9]{1,15}$/;
const slugPattern = /^[A-Za-z][A-Za-z0-9-]{0,62}$/;
const reservedSlugs: ReadonlySet<string> = new Set([
  'me',
  'profile',
  'directory',
  'providers',
  'match',
  'templates',
  'samples',
  'instances',
  'types',
]);

/** Bytes are generated in blocks: one call of the kernel's generator serves 256 ids. */
let randomBlock = Buffer.alloc(0);
let randomOffset = 0;
let lastMs = 0;
let sequence = 0;

function tenRandomBytes(): Buffer {
  if (randomOffset + 10 > randomBlock.length) {
    randomBlock = randomBytes(2560);
    randomOffset = 0;
  }
  randomOffset += 10;
  return randomBlock.subarray(randomOffset - 10, randomOffset);
}

/** A UUID version 7 (RFC 9562 §5.7), increasing within this process: the 12 `rand_a` bits count ids of the same millisecond. */
export function newId(nowMs: number): string {
  const random = tenRandomBytes();
  if (nowMs > lastMs) {
    lastMs = nowMs;
    sequence = random.readUInt8(0) & 0x7f;
  } else {
    sequence += 1;
    if (sequence > 0xfff) {
      lastMs += 1;
      sequence = 0;
    }
  }
  const time = lastMs.toString(16).padStart(12, '0');
  const variant = ((random.readUInt8(1) & 0x3f) | 0x80).toString(16);
  const tail = random.toString('hex', 2, 10);
  const version = `7${sequence.toString(16).padStart(3, '0')}`;
  return `${time.slice(0, 8)}-${time.slice(8)}-${version}-${variant}${tail.slice(0, 2)}-${tail.slice(2, 14)}`;
}

/** The least id that `newId` makes at a time, epoch milliseconds; ids of things made since then are not less. */
export function lowestIdAt(ms: number): string {
  const time = Math.max(0, ms).toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-000000000000`;
}

/** The shape of an address, or null when it has none of them (too long, foreign characters, empty). */
export function shapeOf(address: string): AddressShape | null {
  if (uuidPattern.test(address)) return 'uuid';
  if (agtPattern.test(address)) return 'agt';
  if (digitsPattern.test(address)) return 'digits';
  return slugPattern.test(address) ? 'name' : null;
}

export function isUuid(text: string): boolean {
  return uuidPattern.test(text);
}

/** Whether a slug is usable as the name of a new agent: letter first, `[A-Za-z0-9-]`, at most 63 characters, not a reserved word. */
export function isFreeSlug(slug: string): boolean {
  return slugPattern.test(slug) && !uuidPattern.test(slug) && !reservedSlugs.has(slug.toLowerCase());
}

export function uuidOfAgt(agt: string): string {
  const hex = agt.slice(4).toLowerCase();
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

export function agtOfUuid(uuid: string): string {
  return `agt_${uuid.replaceAll('-', '')}`;
}
