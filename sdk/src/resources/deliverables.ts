import type { CallOptions } from '../transport/call.ts';
import { path } from '../transport/call.ts';
import { listing, wordList } from '../transport/page.ts';
import type { Listing, PageQuery } from '../transport/page.ts';
import type { Transport } from '../transport/transport.ts';
import type {
  Comment,
  Deliverable,
  DeliverableCreate,
  DeliverableQuery,
  DeliverableRow,
  DeliverableWithVersions,
  Review,
} from '../types.ts';

/** What agents and people hand in, in versions, for review. Addressed by UUID or number. */
export interface Deliverables {
  /** Without content, newest first. */
  readonly list: (query?: DeliverableQuery & PageQuery, options?: CallOptions) => Listing<DeliverableRow>;
  /** With content and every version. */
  readonly get: (deliverable: string | number, options?: CallOptions) => Promise<DeliverableWithVersions>;
  /** Hands in a result; the task goes to review. @throws ConflictError when the lease or the version it builds on is not the newest */
  readonly submit: (work: DeliverableCreate, options?: CallOptions) => Promise<Deliverable>;
  /** The task follows the verdict. @throws InvalidRequestError when it was judged before · ConflictError when a newer version has arrived */
  readonly review: (deliverable: string | number, review: Review, options?: CallOptions) => Promise<Deliverable>;
  /** The bytes of a file. */
  readonly file: (deliverable: string | number, fileId: string, options?: CallOptions) => Promise<Uint8Array>;
  /** Oldest first. */
  readonly comments: (deliverable: string | number, query?: PageQuery, options?: CallOptions) => Listing<Comment>;
  /** On all of it, or on one line of its content. */
  readonly comment: (
    deliverable: string | number,
    comment: { readonly content: string; readonly line?: number | null | undefined },
    options?: CallOptions,
  ) => Promise<Comment>;
}

export function deliverablesOf(transport: Transport): Deliverables {
  return {
    list: (query, options) =>
      listing(transport, { path: '/v1/deliverables', query: { ...query, status: wordList(query?.status) }, options }),
    get: (deliverable, options) => transport.json({ method: 'GET', path: path`/v1/deliverables/${deliverable}`, options }),
    submit: (body, options) => transport.json({ method: 'POST', path: '/v1/deliverables', body, options }),
    review: (deliverable, body, options) =>
      transport.json({ method: 'POST', path: path`/v1/deliverables/${deliverable}/review`, body, options }),
    file: async (deliverable, fileId, options) => {
      const response = await transport.open({ method: 'GET', path: path`/v1/deliverables/${deliverable}/files/${fileId}`, options });
      return new Uint8Array(await response.arrayBuffer());
    },
    comments: (deliverable, query, options) =>
      listing(transport, { path: path`/v1/deliverables/${deliverable}/comments`, query: { ...query }, options }),
    comment: (deliverable, body, options) =>
      transport.json({ method: 'POST', path: path`/v1/deliverables/${deliverable}/comments`, body, options }),
  };
}
