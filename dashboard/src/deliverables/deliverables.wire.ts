import type { JsonMap, Worker } from '../tasks/tasks.wire.ts';

export type DeliverableStatus = 'pending' | 'approved' | 'revision_requested' | 'revised' | 'rejected';
export type ContentType = 'markdown' | 'html' | 'json' | 'text' | 'code';
export type Decision = 'approved' | 'revision_requested' | 'rejected';

export interface Person {
  readonly id: string;
  readonly name: string;
}

export interface DeliverableFile {
  readonly id: string;
  readonly filename: string;
  readonly mime_type: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** A deliverable in a list: without its content. */
export interface DeliverableRow {
  readonly id: string;
  readonly number: number;
  readonly title: string;
  readonly summary: string;
  readonly content_type: ContentType;
  readonly status: DeliverableStatus;
  readonly version: number;
  readonly feedback: string | null;
  readonly task: { readonly id: string; readonly number: number; readonly title: string; readonly status: string } | null;
  readonly project: { readonly id: string; readonly number: number; readonly name: string } | null;
  readonly agent: Worker | null;
  readonly submitted_by: Person | null;
  readonly run_id: string | null;
  readonly files: readonly DeliverableFile[];
  readonly usage: { readonly input_tokens: number; readonly output_tokens: number } | null;
  readonly provider: string | null;
  readonly model: string | null;
  readonly reviewed_by: Person | null;
  readonly reviewed_at: string | null;
  readonly created_at: string;
}

export interface Version {
  readonly id: string;
  readonly number: number;
  readonly version: number;
  readonly status: DeliverableStatus;
  readonly feedback: string | null;
  readonly reviewed_by: Person | null;
  readonly reviewed_at: string | null;
  readonly created_at: string;
  readonly title: string;
}

export interface Deliverable extends DeliverableRow {
  readonly content: string;
  readonly actions: readonly {
    readonly action_text: string;
    readonly estimated_time_minutes: number | null;
    readonly notes: string | null;
  }[];
  readonly metadata: JsonMap;
  /** Newest first. */
  readonly versions: readonly Version[];
}

export interface DeliverableQuery {
  readonly status?: string | undefined;
  readonly task?: string | undefined;
  readonly agent?: string | undefined;
  readonly project?: string | undefined;
  readonly mine?: 'true' | undefined;
}

export interface Review {
  readonly decision: Decision;
  readonly feedback?: string;
  /** The version that was read; refused with 409 when there is a newer one. */
  readonly expected_version: number;
}
