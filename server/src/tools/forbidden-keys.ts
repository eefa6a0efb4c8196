import type { Json } from '../kernel/json.ts';

const FORBIDDEN: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

/** True for the member names through which a path could reach an object's prototype. */
export function isForbiddenKey(key: string): boolean {
  return FORBIDDEN.has(key);
}

/**
 * Says what makes a caller's value unfit: `__proto__` as a member anywhere, `constructor.prototype`, or nesting past `depthMax`.
 * Null when nothing does.
 */
export function dangerIn(value: Json, depthMax: number): string | null {
  if (typeof value !== 'object' || value === null) return null;
  if (depthMax <= 0) return 'is nested too deeply';
  if (Array.isArray(value)) return firstDanger(value, depthMax);
  if (Object.hasOwn(value, '__proto__')) return 'holds the member "__proto__"';
  const record = value;
  for (const key of Object.keys(record)) {
    const member = Reflect.get(record, key);
    if (key === 'constructor' && typeof member === 'object' && member !== null && Object.hasOwn(member, 'prototype')) {
      return 'holds the members "constructor.prototype"';
    }
    const danger = dangerIn(member, depthMax - 1);
    if (danger !== null) return danger;
  }
  return null;
}

function firstDanger(values: readonly Json[], depthMax: number): string | null {
  for (const value of values) {
    const danger = dangerIn(value, depthMax - 1);
    if (danger !== null) return danger;
  }
  return null;
}
