import type { Role } from '../kernel/caller.ts';
import type { InteractionKind } from '../kernel/event.ts';
import type { ProviderAccess } from '../kernel/model.ts';
import type { Tx } from '../store/index.ts';
import type { Activity } from './activity/index.ts';
import type { At, Home } from './home.ts';
import type { RunReport, RunWork } from './runs/index.ts';

/** The engine as operations see it: it executes runs that `startRun` has committed. */
export interface Engine {
  /** Whether a run may start here at once; otherwise it is queued. */
  hasRoom(): boolean;
  /** Whether the queue has grown past its bound, so that new work is refused. */
  isOverloaded(): boolean;
  /** Whether the server is going away, so that new work belongs elsewhere. */
  isDraining(): boolean;
  /** Takes over a run that was committed with this process's lease. */
  begin(work: RunWork): void;
  /** Says that queued work may be waiting. */
  wake(): void;
  /** Asks for a true stop of a run that this process executes; other processes see the request in the store. */
  cancel(runId: string): void;
  /** What a run that this process executes has come to, null when it goes on elsewhere; undefined when it is not executed here. Never rejects. */
  outcome(runId: string): Promise<RunReport | null> | undefined;
}

/** An agent that is being deleted. */
export interface EndedAgent {
  readonly orgId: string;
  readonly agentId: string;
  /** Epoch milliseconds. */
  readonly now: number;
  /** Whether what only served the agent is erased too: keys, prompts, secrets. */
  readonly isPurge: boolean;
}

/** What else ends with an agent, in the transaction of its deletion; nouns after `agents` in the order hand theirs to compose.ts. */
export type AgentEnding = (tx: Tx, ended: EndedAgent, at: Pick<At, 'home' | 'caller'>) => Promise<void>;

/** A membership that is over, for what has to end with it. */
export interface EndedMembership {
  readonly orgId: string;
  readonly userId: string;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** Ends what a later noun keeps for a member, in the transaction that ends the membership. */
export type MemberEnding = (tx: Tx, ended: EndedMembership) => Promise<void>;

/** An organisation that its only member leaves with their account: nobody can enter it any more. */
export interface EndedOrg {
  readonly orgId: string;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** Ends what acts for an organisation, in the transaction that leaves it empty. */
export type OrgEnding = (tx: Tx, home: Home, ended: EndedOrg) => Promise<void>;

/** Forgets what a later noun keeps for a person, in the transaction that deletes their account. */
export type AccountEnding = (tx: Tx, ended: EndedAccount) => Promise<void>;

export interface EndedAccount {
  readonly userId: string;
  /** As it was. */
  readonly name: string;
}

/** Makes something of what happened to work, in the transaction of the change; nouns after `activity` hand theirs to compose.ts. */
export type ActivitySink = (tx: Tx, home: Home, activity: Activity) => Promise<void>;

/** A membership that begins, for what has to begin with it. */
export interface BegunMembership {
  readonly orgId: string;
  readonly userId: string;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** Makes what a later noun keeps for a member, in the transaction that makes the membership. */
export type MemberBeginning = (tx: Tx, begun: BegunMembership) => Promise<void>;

/** A person who has another name now, or a member who has another role, or may act in an organisation from now on, or not any more. */
export interface ChangedMember {
  readonly userId: string;
  readonly change:
    | { readonly name: string }
    | { readonly orgId: string; readonly isActive: boolean }
    | { readonly orgId: string; readonly role: Role };
  /** Epoch milliseconds. */
  readonly now: number;
}

/** Follows what happened to a person where a later noun keeps it, in the transaction of the change. */
export type MemberChange = (tx: Tx, changed: ChangedMember) => Promise<void>;

/**
 * Makes one smallest call of a model, to see whether it answers. Bounded per organisation and in time.
 * @throws ModelError · Refusal `limited` request.too_many
 */
export type ModelProbe = (orgId: string, access: ProviderAccess, model: string) => Promise<void>;

/** A run that reached its end. */
export interface EndedRun {
  readonly runId: string;
  readonly orgId: string;
  readonly sessionId: string;
  readonly agentId: string;
  /** The task that it worked on. */
  readonly taskId: string;
  /** The task's fence when the run began; a task at another one has been taken away since. */
  readonly taskFence: number;
  readonly outcome:
    | { readonly state: 'completed'; readonly output: string }
    | { readonly state: 'failed' | 'timeout' | 'cancelled'; readonly code: string; readonly message: string };
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly model: string;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** What follows for a task when a run that worked on it ends, in the transaction that ends the run; called for such runs alone. */
export type TaskRunEnding = (tx: Tx, home: Home, ended: EndedRun) => Promise<void>;

/** A run that waited for a person and ended otherwise. */
export interface EndedWait {
  readonly orgId: string;
  readonly sessionId: string;
  readonly runId: string;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** Cancels what a run waited for, in the transaction that ends the run and before its last event. */
export type WaitEnding = (tx: Tx, home: Home, ended: EndedWait) => Promise<void>;

/** Something that waits for a person, as those who are told about it see it. */
export interface InteractionFacts {
  readonly id: string;
  readonly orgId: string;
  readonly kind: InteractionKind;
  readonly agentId: string | null;
  readonly sessionId: string | null;
  readonly runId: string | null;
  readonly deliverableId: string | null;
  readonly question: string;
  readonly tool: string | null;
  readonly action: string | null;
  /** Whom it is given to, after the change. */
  readonly assigneeUserId: string | null;
  /** Epoch milliseconds. */
  readonly deadlineAt: number | null;
}

/** What happened to an interaction. `expired`: the stated default was taken because nobody answered in time. */
export interface InteractionNews {
  readonly reason: 'opened' | 'assigned' | 'escalated' | 'resolved' | 'expired' | 'canceled';
  readonly interaction: InteractionFacts;
  /** `user:…`, `key:…`, `agent:…` or `system`. */
  readonly by: string;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** Makes something of what happens to interactions, in the transaction of the change. */
export type InteractionSink = (tx: Tx, home: Home, news: InteractionNews) => Promise<void>;

/** What an agent asks people in a message. */
export interface AskedQuestion {
  readonly orgId: string;
  readonly sessionId: string;
  readonly agentId: string;
  readonly messageId: string;
  readonly question: string;
  /** Quick replies that the agent offers. */
  readonly options: readonly string[];
  /** Epoch milliseconds. */
  readonly now: number;
}

/** Questions to people as earlier nouns see them; `interactions` keeps them. Everything happens in the transaction of the message. */
export interface QuestionDesk {
  /** Opens a question; returns its id. */
  ask(tx: Tx, home: Home, asked: AskedQuestion): Promise<string>;
  /** Answers the question that a session waits for with what a person wrote; false when none is open. A run that waited goes on: wake the engine after the commit. */
  answer(tx: Tx, at: At, given: { readonly sessionId: string; readonly content: string }): Promise<boolean>;
  /** Cancels what a session still asks, or one question of it, because it ended or its agent went on. Returns how many were open. */
  withdraw(
    tx: Tx,
    home: Home,
    gone: { readonly orgId: string; readonly sessionId: string; readonly only?: string; readonly reason: string; readonly now: number },
  ): Promise<number>;
  /** Erases what was asked and answered in a session whose texts are erased. */
  erase(tx: Tx, erased: { readonly orgId: string; readonly sessionId: string }): Promise<void>;
}
