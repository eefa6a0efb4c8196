import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { JsonObject } from '@forgeyard/sdk';
import { usageFailure } from './failure.ts';
import type { World } from './world.ts';

const unitMs: Readonly<Record<string, number>> = { '': 1, ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** The text that an option stands for: `@file` is read, `-` is standard input, anything else is itself. */
export async function readText(world: World, option: string, given: string): Promise<string> {
  if (given === '-') return world.stdin.read();
  if (!given.startsWith('@')) return given;
  const path = resolve(world.cwd, given.slice(1));
  try {
    return readFileSync(path, 'utf8');
  } catch {
    throw usageFailure(`--${option}: cannot read ${path}`);
  }
}

/** Like readText, and the text must be a JSON object. */
export async function readObject(world: World, option: string, given: string): Promise<JsonObject> {
  const text = await readText(world, option, given);
  const value = parsed(text);
  if (value === null) throw usageFailure(`--${option} needs a JSON object: '{…}', @file.json, or - for standard input`);
  return value;
}

/** Milliseconds of `500`, `500ms`, `30s`, `2m`, `12h`, `30d`. */
export function readDurationMs(option: string, given: string): number {
  const [, amount, unit] = /^(\d+(?:\.\d+)?)(ms|s|m|h|d|)$/.exec(given) ?? [];
  const factor = unitMs[unit ?? 'none'];
  if (amount === undefined || factor === undefined) throw usageFailure(`--${option} needs a time such as 30s, 2m or 500ms, not ${given}`);
  return Math.round(Number(amount) * factor);
}

export function readInteger(option: string, given: string): number {
  if (!/^\d{1,15}$/.test(given)) throw usageFailure(`--${option} needs a whole number, not ${given}`);
  return Number(given);
}

/** One of a closed list. */
export function readChoice<T extends string>(option: string, given: string, choices: readonly T[]): T {
  const found = choices.find((choice) => choice === given);
  if (found === undefined) throw usageFailure(`--${option} is one of ${choices.join(', ')}, not ${given}`);
  return found;
}

/** The value is an object literal of JSON.parse, so it holds nothing but JSON. */
function parsed(text: string): JsonObject | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : null;
  } catch {
    return null;
  }
}
