/** The closed list of expected failures. Every face owns a total map from kind to its own status, code and body. */
export type RefusalKind =
  | 'invalid'
  | 'unauthenticated'
  | 'forbidden'
  | 'not_found'
  | 'method_not_allowed'
  | 'conflict'
  | 'too_large'
  | 'unsupported_media'
  | 'unprocessable'
  | 'limited'
  | 'unavailable';

/** One rejected member of an input: a JSON Pointer (RFC 6901) and what was wrong with it. */
export interface FieldProblem {
  readonly pointer: string;
  readonly detail: string;
}

export interface RefusalDetail {
  readonly fields?: readonly FieldProblem[];
  /** Whole seconds until a retry can succeed; becomes `Retry-After`. */
  readonly retryAfterS?: number;
  /** The scope that the credential would have needed. */
  readonly scope?: string;
  /** Methods that the path does serve; becomes `Allow`. */
  readonly allow?: readonly string[];
  /**
   * Whose attempt it was, when the credential or the account was recognised although it was refused. For the audit trail; never shown. An empty
   * `orgId` is looked up behind the answer.
   */
  readonly subject?: { readonly orgId: string; readonly actor: string; readonly agentId?: string };
}

/** An expected failure. `reason` is stable, `noun.reason`, and safe to show; so is `message`. */
export class Refusal extends Error {
  readonly kind: RefusalKind;
  readonly reason: string;
  readonly detail: RefusalDetail;

  constructor(kind: RefusalKind, reason: string, message: string, detail: RefusalDetail = {}) {
    super(message);
    this.name = 'Refusal';
    this.kind = kind;
    this.reason = reason;
    this.detail = detail;
  }
}

/** Refuses an input whose shape is right but whose named member is not usable. */
export function refuseField(kind: 'invalid' | 'unprocessable', reason: string, pointer: string, detail: string): Refusal {
  return new Refusal(kind, reason, detail, { fields: [{ pointer, detail }] });
}
