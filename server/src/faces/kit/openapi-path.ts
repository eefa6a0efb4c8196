/** A path of ours in OpenAPI's spelling: `/agents/:id` becomes `/agents/{id}`. */
export function templateOf(path: string): string {
  return path.replaceAll(/:([A-Za-z0-9_]+)/g, '{$1}');
}

/** What two paths have in common when only the names of their parameters differ. */
export function shapeOfPath(path: string): string {
  return path.replaceAll(/:[A-Za-z0-9_]+/g, '{}');
}

/** The names of a path's parameters, in order. */
export function parameterNames(path: string): readonly string[] {
  return [...path.matchAll(/[:{]([A-Za-z0-9_]+)/g)].flatMap((match) => match[1] ?? []);
}
