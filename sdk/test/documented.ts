import { readFileSync } from 'node:fs';

/** The one schema language of the document; what is not there is not asked for. */
interface Schema {
  readonly $ref?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
}
interface Content {
  readonly content?: Readonly<Record<string, { readonly schema?: Schema }>>;
}
interface Operation {
  readonly operationId: string;
  readonly requestBody?: Content;
  readonly responses: Readonly<Record<string, Content>>;
}
interface Document {
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

/** The description of the API that is published with the server. */
export const document: Document = JSON.parse(readFileSync(new URL('../../docs/openapi.json', import.meta.url), 'utf8'));
const operations = Object.values(document.paths).flatMap((methods) => Object.values(methods));

/** Every member of a type, and no other: the type checker says so. */
export const members =
  <T>() =>
  (names: { readonly [K in keyof Required<T>]: 0 }): readonly string[] =>
    Object.keys(names).toSorted();

const operation = (id: string): Operation | undefined => operations.find(({ operationId }) => operationId === id);
const resolved = (schema: Schema | undefined): Schema | undefined =>
  schema?.$ref === undefined ? schema : document.components.schemas[schema.$ref.replace(/^.*\//, '')];
/** The members of a schema. */
export const named = (schema: Schema | undefined): readonly string[] => Object.keys(resolved(schema)?.properties ?? {}).toSorted();
/** The members of an operation's body. */
export const ofBody = (id: string): readonly string[] => named(operation(id)?.requestBody?.content?.['application/json']?.schema);
/** The schema of an operation's good answer; of one entry, where that is a list. */
export const answer = (id: string): Schema | undefined => {
  const [, good] = Object.entries(operation(id)?.responses ?? {}).find(([status]) => status.startsWith('2')) ?? [];
  const schema = resolved(good?.content?.['application/json']?.schema);
  return resolved(schema?.properties?.['data'])?.items ?? schema;
};
