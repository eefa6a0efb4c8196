import type { Span } from '@forgeyard/sdk';

/**
 * A trace as rows: every span once, below its parent, in the order of time. What a row says of everything below it was added up once.
 */
export interface SpanRow {
  readonly key: string;
  readonly span: Span;
  readonly depth: number;
  readonly parentKey: string | null;
  readonly childCount: number;
  /** Spans below this one at any depth. */
  readonly below: number;
  readonly errorsBelow: number;
  readonly tokens: number;
  /** How often the same work was begun before beside this one: 1 for the first try. */
  readonly attempt: number;
}

export interface SpanTree {
  /** Every row, parents before their children. */
  readonly rows: readonly SpanRow[];
  readonly rowByKey: ReadonlyMap<string, SpanRow>;
}

interface Node {
  readonly key: string;
  readonly span: Span;
  readonly children: Node[];
}

export function keyOf(span: Pick<Span, 'id' | 'trace_id'>): string {
  return `${span.trace_id}:${span.id}`;
}

/** Lays out spans that came in any order; a span whose parent is not there is a root. In time that grows with their number. */
export function treeOf(spans: readonly Span[]): SpanTree {
  const nodes = new Map<string, Node>();
  for (const span of spans) nodes.set(keyOf(span), { key: keyOf(span), span, children: [] });
  const roots: Node[] = [];
  for (const node of nodes.values()) {
    const parent = node.span.parent_id === null ? undefined : nodes.get(`${node.span.trace_id}:${node.span.parent_id}`);
    if (parent === undefined || parent === node) roots.push(node);
    else parent.children.push(node);
  }
  const rows: Building[] = [];
  const seen = new Set<Node>();
  laidOut(roots, rows, seen);
  // What is left over goes round in a circle: each circle is begun at one of its spans.
  if (seen.size < nodes.size) for (const node of nodes.values()) if (!seen.has(node)) laidOut([node], rows, seen);
  addUp(rows);
  return { rows, rowByKey: new Map(rows.map((row) => [row.key, row])) };
}

interface Building extends SpanRow {
  below: number;
  errorsBelow: number;
  tokens: number;
}

interface Waiting {
  readonly node: Node;
  readonly depth: number;
  readonly parentKey: string | null;
  readonly attempt: number;
}

function laidOut(roots: readonly Node[], rows: Building[], seen: Set<Node>): void {
  const waiting: Waiting[] = inOrder(roots, 0, null);
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { node, depth, parentKey, attempt } = next;
    if (seen.has(node)) continue;
    seen.add(node);
    const { span, key, children } = node;
    const tokens = (span.input_tokens ?? 0) + (span.output_tokens ?? 0);
    rows.push({ key, span, depth, parentKey, childCount: children.length, below: 0, errorsBelow: 0, tokens, attempt });
    waiting.push(...inOrder(children, depth + 1, key));
  }
}

/** The nodes in the order in which a stack gives them out: the earliest last. */
function inOrder(nodes: readonly Node[], depth: number, parentKey: string | null): Waiting[] {
  const sorted = nodes.toSorted((one, other) => one.span.started_us - other.span.started_us || one.span.seq - other.span.seq);
  const tries = new Map<string, number>();
  const told = sorted.map((node) => {
    const failedBefore = tries.get(node.span.name) ?? 0;
    tries.set(node.span.name, node.span.status === 'error' ? failedBefore + 1 : 0);
    return { node, depth, parentKey, attempt: failedBefore + 1 };
  });
  return told.toReversed();
}

/** Adds every row to its parent, from the last to the first: a parent is complete before it is added itself. */
function addUp(rows: readonly Building[]): void {
  const byKey = new Map(rows.map((row) => [row.key, row]));
  for (const row of rows.toReversed()) {
    const parent = row.parentKey === null ? undefined : byKey.get(row.parentKey);
    if (parent === undefined) continue;
    parent.below += row.below + 1;
    parent.errorsBelow += row.errorsBelow + (row.span.status === 'error' ? 1 : 0);
    // A parent that counts its own tokens has counted those below it.
    if (parent.span.input_tokens === null && parent.span.output_tokens === null) parent.tokens += row.tokens;
  }
}

export interface TreeFilter {
  readonly words: string;
  readonly onlyFailed: boolean;
  readonly collapsed: ReadonlySet<string>;
}

/** The rows to show: what matches with everything above it, without what lies below a collapsed row. */
export function visibleRows({ rows, rowByKey }: SpanTree, { words, onlyFailed, collapsed }: TreeFilter): readonly SpanRow[] {
  const wanted = words.trim().toLowerCase();
  const isFiltered = wanted !== '' || onlyFailed;
  const kept = isFiltered ? new Set<string>() : null;
  if (kept !== null) {
    for (const row of rows) {
      if ((onlyFailed && row.span.status !== 'error') || !says(row.span, wanted)) continue;
      for (
        let at: SpanRow | undefined = row;
        at !== undefined && !kept.has(at.key);
        at = at.parentKey === null ? undefined : rowByKey.get(at.parentKey)
      )
        kept.add(at.key);
    }
  }
  const shown: SpanRow[] = [];
  let hiddenBelow = Number.POSITIVE_INFINITY;
  for (const row of rows) {
    if (row.depth > hiddenBelow) continue;
    hiddenBelow = collapsed.has(row.key) ? row.depth : Number.POSITIVE_INFINITY;
    if (kept === null || kept.has(row.key)) shown.push(row);
  }
  return shown;
}

function says({ name, model, tool, kind, id }: Span, wanted: string): boolean {
  return wanted === '' || `${name} ${model ?? ''} ${tool ?? ''} ${kind} ${id}`.toLowerCase().includes(wanted);
}

/** The span that explains a failure: the first one that failed although nothing below it did. */
export function firstFailure({ rows }: SpanTree): SpanRow | undefined {
  return rows.find((row) => row.span.status === 'error' && row.errorsBelow === 0);
}
