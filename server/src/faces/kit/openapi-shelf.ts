import type { SchemaDoc } from './openapi-document.ts';

/** Shorter schemas are easier to read where they stand. */
const sharedCharsMin = 160;
/** Guards against a schema that contains itself. */
const depthMax = 24;

/** Where a schema stands: from this its name follows when it is shared. */
export interface SchemaPlace {
  /** Name for the schema itself. */
  readonly name: string;
  /** Prefix that tells equal names of different faces apart. */
  readonly face: string;
  /** The name is a stopgap; that of another place is taken when there is one. */
  readonly isWeak?: boolean;
}

interface Entry {
  readonly schema: SchemaDoc;
  place: SchemaPlace;
  uses: number;
  name: string | undefined;
}

/** Gives object schemas that stand in several places one home in `components.schemas`. First `note` every schema, then `place` them. */
export class SchemaShelf {
  readonly #entries = new Map<string, Entry>();
  readonly #schemas = new Map<string, SchemaDoc>();

  /** Counts a schema and what is in it; what is in a schema that was seen before counts once. */
  note(schema: SchemaDoc, place: SchemaPlace, depth = 0): void {
    if (depth > depthMax) return;
    const text = shareableText(schema);
    const known = text === undefined ? undefined : this.#entries.get(text);
    if (known !== undefined) {
      known.uses += 1;
      if (known.place.isWeak === true && place.isWeak !== true) known.place = place;
      return;
    }
    if (text !== undefined) this.#entries.set(text, { schema, place, uses: 1, name: undefined });
    const inner = schema.items === undefined ? place : { ...place, name: place.name.replace(/ list$/, '') };
    eachPart(schema, (part, name) => this.note(part, name === undefined ? inner : { face: place.face, name }, depth + 1));
  }

  /** The schema with every shared part replaced by a reference. */
  place(schema: SchemaDoc): SchemaDoc {
    const text = shareableText(schema);
    const entry = text === undefined ? undefined : this.#entries.get(text);
    if (entry === undefined || entry.uses < 2) return mapParts(schema, (part) => this.place(part));
    if (entry.name === undefined) {
      entry.name = this.#freeName(entry.place);
      this.#schemas.set(entry.name, {});
      this.#schemas.set(
        entry.name,
        mapParts(entry.schema, (part) => this.place(part)),
      );
    }
    return { $ref: `#/components/schemas/${entry.name}` };
  }

  /** The shared schemas, by name in alphabetical order. */
  get schemas(): Readonly<Record<string, SchemaDoc>> {
    return Object.fromEntries([...this.#schemas].sort(([left], [right]) => (left < right ? -1 : 1)));
  }

  #freeName({ name, face }: SchemaPlace): string {
    const plain = pascal(name);
    const full = pascal(face) + plain;
    const candidates = [plain, full, ...Array.from({ length: this.#entries.size }, (_, index) => `${full}${index + 2}`)];
    return candidates.find((candidate) => !this.#schemas.has(candidate)) ?? full;
  }
}

export function pascal(text: string): string {
  return text
    .split(/[^A-Za-z0-9]+/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
}

function shareableText(schema: SchemaDoc): string | undefined {
  if (schema.properties === undefined) return undefined;
  const text = JSON.stringify(schema);
  return text.length < sharedCharsMin ? undefined : text;
}

/** Member names that say nothing about what they hold. */
const vague = new Set(['data', 'items', 'item', 'input', 'output', 'result', 'example']);

/** Visits the schemas directly inside another, with a name for each where its place gives one. */
function eachPart(schema: SchemaDoc, visit: (part: SchemaDoc, name: string | undefined) => void): void {
  for (const [name, part] of Object.entries(schema.properties ?? {})) visit(part, vague.has(name) ? undefined : singular(name));
  if (schema.items !== undefined) visit(schema.items, undefined);
  for (const part of [...(schema.anyOf ?? []), ...(schema.allOf ?? [])]) visit(part, undefined);
  if (typeof schema.additionalProperties === 'object') visit(schema.additionalProperties, undefined);
}

function mapParts(schema: SchemaDoc, map: (part: SchemaDoc) => SchemaDoc): SchemaDoc {
  const { properties, items, anyOf, allOf, additionalProperties } = schema;
  return {
    ...schema,
    ...(properties === undefined
      ? {}
      : { properties: Object.fromEntries(Object.entries(properties).map(([name, part]) => [name, map(part)])) }),
    ...(items === undefined ? {} : { items: map(items) }),
    ...(anyOf === undefined ? {} : { anyOf: anyOf.map(map) }),
    ...(allOf === undefined ? {} : { allOf: allOf.map(map) }),
    ...(typeof additionalProperties === 'object' ? { additionalProperties: map(additionalProperties) } : {}),
  };
}

export function singular(word: string): string {
  if (word.endsWith('ies')) return `${word.slice(0, -3)}y`;
  return word.endsWith('s') && !word.endsWith('ss') && !word.endsWith('us') ? word.slice(0, -1) : word;
}
