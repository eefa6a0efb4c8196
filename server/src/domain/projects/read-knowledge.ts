import { isUuid } from '../../kernel/id.ts';
import { decodePageKey, toPage } from '../../kernel/page.ts';
import type { Page } from '../../kernel/page.ts';
import { containsText } from '../../store/index.ts';
import { query } from '../operation.ts';
import { allKnowledge, findKnowledge, toKnowledge } from './knowledge.ts';
import type { Knowledge, KnowledgeJoin, KnowledgeKind } from './knowledge.ts';
import { visibleProject } from './project-queries.ts';

export interface KnowledgeListRequest {
  /** UUID or number of the project. */
  readonly project: string;
  readonly kind?: KnowledgeKind | undefined;
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/** The texts of a project, newest first. @throws Refusal `not_found` project.unknown · `invalid` page.cursor */
export const listKnowledge = query<KnowledgeListRequest, Page<Knowledge>>({
  grant: 'projects:read',
  work: async (tx, { caller }, request) => {
    const project = await visibleProject(tx, caller, request.project);
    const after = decodePageKey(request.cursor, isUuid);
    const rows = await tx.query<KnowledgeJoin>((db) => {
      let list = allKnowledge(db).where('knowledge.project_id', '=', project.id);
      if (request.kind !== undefined) list = list.where('knowledge.kind', '=', request.kind);
      if (after !== null) list = list.where('knowledge.id', '<', after);
      return list.orderBy('knowledge.id', 'desc').limit(request.limit + 1);
    });
    const page = toPage(rows, request.limit, (row) => row.id);
    return { items: page.items.map(toKnowledge), nextCursor: page.nextCursor };
  },
});

/** One text by UUID or number. @throws Refusal `not_found` knowledge.unknown */
export const getKnowledge = query<string, Knowledge>({
  grant: 'projects:read',
  work: (tx, { caller }, address) => findKnowledge(tx, caller.orgId, address),
});

export interface KnowledgeSearch {
  readonly text: string;
  /** UUID or number of a project; all of the organisation when left out. */
  readonly project?: string | undefined;
  readonly kind?: KnowledgeKind | undefined;
  readonly limit: number;
}

/** Words of a search beyond these are not looked at. */
const wordsMax = 8;

/**
 * Texts that hold every word of a search in their title or content, newest first; `%` and `_` stand for themselves.
 * @throws Refusal `not_found` project.unknown
 */
export const searchKnowledge = query<KnowledgeSearch, readonly Knowledge[]>({
  grant: 'projects:read',
  work: async (tx, { caller }, { text, project, kind, limit }) => {
    const within = project === undefined ? undefined : await visibleProject(tx, caller, project);
    const words = text.trim().split(/\s+/u).filter(Boolean).slice(0, wordsMax);
    if (words.length === 0) return [];
    const rows = await tx.query<KnowledgeJoin>((db) => {
      let list = allKnowledge(db).where('knowledge.org_id', '=', caller.orgId);
      if (within !== undefined) list = list.where('knowledge.project_id', '=', within.id);
      if (kind !== undefined) list = list.where('knowledge.kind', '=', kind);
      for (const word of words)
        list = list.where(({ or }) => or([containsText('knowledge.title', word), containsText('knowledge.content', word)]));
      return list.orderBy('knowledge.id', 'desc').limit(limit);
    });
    return rows.map(toKnowledge);
  },
});
