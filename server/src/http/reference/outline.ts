import type { OpenApiDocument, TagDoc } from '../../faces/kit/openapi-document.ts';
import type { ListedOperation } from './operation.ts';

export interface TagOutline {
  readonly tag: TagDoc;
  /** Anchor of the tag's section. */
  readonly anchor: string;
  readonly operations: readonly ListedOperation[];
}

export interface GroupOutline {
  readonly name: string;
  readonly tags: readonly TagOutline[];
}

/** The document's operations as the page shows them: by group and tag, in the document's order. Tags of no group come last. */
export function outlineOf(document: OpenApiDocument): readonly GroupOutline[] {
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]): ListedOperation => ({ method, path, operation })),
  );
  const grouped = new Set(document['x-tagGroups'].flatMap(({ tags }) => tags));
  const rest = document.tags.map(({ name }) => name).filter((name) => !grouped.has(name));
  return [...document['x-tagGroups'], { name: 'More', tags: rest }]
    .map(({ name, tags }) => ({ name, tags: tags.map((tag) => tagOutline(tag, document.tags, operations)) }))
    .filter(({ tags }) => tags.length > 0);
}

function tagOutline(name: string, tags: readonly TagDoc[], operations: readonly ListedOperation[]): TagOutline {
  return {
    tag: tags.find((tag) => tag.name === name) ?? { name, description: '' },
    anchor: `tag-${name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}`,
    operations: operations.filter(({ operation }) => operation.tags.includes(name)),
  };
}
