import type { Agent, NumberedAgentRef } from './agent.ts';
import type { JsonObject, Timestamp } from './json.ts';
import type { Knowledge, Project } from './project.ts';
import type { ProjectRef, Task, TaskStatus } from './task.ts';

export type DeliverableStatus = 'pending' | 'approved' | 'revision_requested' | 'revised' | 'rejected';
export type Verdict = 'approved' | 'revision_requested' | 'rejected';
export type ContentType = 'markdown' | 'html' | 'json' | 'text' | 'code';

export interface DeliverableFile {
  readonly id: string;
  readonly filename: string;
  readonly mime_type: string;
  readonly bytes: number;
  /** Hex. */
  readonly sha256: string;
}

/** Something that a person has to do with the result. */
export interface DeliverableAction {
  readonly action_text: string;
  readonly estimated_time_minutes: number;
  readonly notes: string | null;
}

interface Named {
  readonly id: string;
  readonly name: string;
}

/** A deliverable as lists show it: without its content. */
export interface DeliverableRow {
  readonly id: string;
  readonly number: number;
  readonly title: string;
  readonly summary: string;
  readonly content_type: ContentType;
  readonly status: DeliverableStatus;
  /** 1 for the first; each names the one before as its parent. */
  readonly version: number;
  readonly parent_id: string | null;
  readonly feedback: string | null;
  readonly task: { readonly id: string; readonly number: number; readonly title: string; readonly status: TaskStatus } | null;
  readonly project: ProjectRef | null;
  readonly agent: NumberedAgentRef | null;
  readonly submitted_by: Named | null;
  readonly run_id: string | null;
  readonly session_id: string | null;
  readonly files: readonly DeliverableFile[];
  readonly actions: readonly DeliverableAction[];
  readonly metadata: JsonObject;
  readonly usage: { readonly input_tokens: number; readonly output_tokens: number } | null;
  readonly provider: string | null;
  readonly model: string | null;
  readonly reviewed_by: Named | null;
  readonly reviewed_at: Timestamp | null;
  readonly created_at: Timestamp;
}

export interface Deliverable extends DeliverableRow {
  readonly content: string;
}

export interface DeliverableVersion {
  readonly id: string;
  readonly number: number;
  readonly version: number;
  readonly status: DeliverableStatus;
  readonly title: string;
  readonly feedback: string | null;
  readonly reviewed_by: Named | null;
  readonly reviewed_at: Timestamp | null;
  readonly created_at: Timestamp;
}

export interface DeliverableWithVersions extends Deliverable {
  /** Newest first. */
  readonly versions: readonly DeliverableVersion[];
}

/** What a deliverable is made of; content or files are needed. */
export interface DeliverableContent {
  readonly title: string;
  readonly summary?: string | undefined;
  /** At most 1 MB. */
  readonly content?: string | undefined;
  /** Default `markdown`. */
  readonly content_type?: ContentType | undefined;
  /** At most five; `content` is base64. */
  readonly files?: readonly { readonly filename: string; readonly content: string; readonly mime_type: string }[] | undefined;
  readonly actions?:
    | readonly {
        readonly action_text: string;
        readonly estimated_time_minutes?: number | undefined;
        readonly notes?: string | null | undefined;
      }[]
    | undefined;
  readonly metadata?: JsonObject | undefined;
}

/** For a task, for a project, or as the next version of one that has to change. */
export interface DeliverableCreate extends DeliverableContent {
  /** UUID or number, as text. */
  readonly task?: string | undefined;
  readonly project?: string | undefined;
  /** The version that this one replaces. */
  readonly parent?: string | undefined;
  readonly fence?: number | undefined;
}

export interface DeliverableQuery {
  /** One or several. */
  readonly status?: DeliverableStatus | readonly DeliverableStatus[] | undefined;
  readonly task?: string | undefined;
  readonly agent?: string | undefined;
  readonly project?: string | undefined;
  readonly mine?: boolean | undefined;
}

export interface Review {
  readonly decision: Verdict;
  /** Needed to ask for a revision. */
  readonly feedback?: string | undefined;
  /** The version that was read; ConflictError when a newer one has arrived. */
  readonly expected_version?: number | undefined;
}

/** Everything that whoever works on a task should know. */
export interface TaskContext {
  readonly task: Task;
  readonly project: (ProjectRef & Pick<Project, 'description' | 'status'>) | null;
  /** The newest 50 texts of the project. */
  readonly knowledge: readonly Knowledge[];
  /** Every version with its feedback, newest first. */
  readonly deliverables: readonly Deliverable[];
  /** The newest ten others of the project. */
  readonly related_tasks: readonly Task[];
  readonly agent: (NumberedAgentRef & Pick<Agent, 'description' | 'status' | 'capabilities'>) | null;
}
