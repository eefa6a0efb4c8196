import { isJsonObject } from '../kernel/json.ts';
import type { Json, JsonObject } from '../kernel/json.ts';
import type { SeenServer, SeenTool } from '../kernel/tool-server.ts';

const toolsMax = 200;
const nameLengthMax = 128;
const titleLengthMax = 200;
const descriptionLengthMax = 8_000;
const schemaBytesMax = 64 * 1024;
const annotationsBytesMax = 4 * 1024;
const depthMax = 64;
const usableName = /^[A-Za-z0-9_.\-/]+$/;

/** What the protocol library read of one tool. */
export interface ListedTool {
  readonly name: string;
  readonly title?: string | undefined;
  readonly description?: string | undefined;
  readonly inputSchema: unknown;
  readonly annotations?: unknown;
}

/** Takes what a server lists as far as it is within bounds; what is not is counted. */
export function readTools(listed: readonly ListedTool[]): Pick<SeenServer, 'tools' | 'leftOut'> {
  const byName = new Map<string, SeenTool>();
  for (const one of listed) {
    const tool = readTool(one);
    if (tool !== undefined && !byName.has(tool.name) && byName.size < toolsMax) byName.set(tool.name, tool);
  }
  const tools = [...byName.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  return { tools, leftOut: listed.length - tools.length };
}

function readTool({ name, title, description = '', inputSchema, annotations }: ListedTool): SeenTool | undefined {
  const schema = plainObject(inputSchema, schemaBytesMax);
  const hints = plainObject(annotations ?? {}, annotationsBytesMax);
  const hasFit = usableName.test(name) && name.length <= nameLengthMax && description.length <= descriptionLengthMax;
  if (!hasFit || `${title}${description}`.includes('\u0000') || schema === undefined || hints === undefined || schema['type'] !== 'object')
    return undefined;
  const shownTitle = title ?? (typeof hints['title'] === 'string' ? hints['title'] : undefined);
  return { name, title: shownTitle?.slice(0, titleLengthMax) ?? null, description, inputSchema: schema, annotations: hints };
}

/** The value as plain JSON, or undefined when it is no object, too large, too deep, or has a member `__proto__`. NUL, which no text column takes, counts too. */
function plainObject(value: unknown, bytesMax: number): JsonObject | undefined {
  if (!isJsonObject(value) || !isShallow(value, depthMax)) return undefined;
  const text = JSON.stringify(value);
  return Buffer.byteLength(text) > bytesMax || text.includes('\\u0000') ? undefined : value;
}

function isShallow(value: Json, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return true;
  if (depth === 0 || Object.hasOwn(value, '__proto__')) return false;
  return Object.values(value).every((member) => isShallow(member, depth - 1));
}
