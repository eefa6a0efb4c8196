import type { BurstLimit } from '../kernel/burst-limit.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Context, OperationHome } from '../kernel/operation.ts';
import type { Secret, Sealer } from '../kernel/secret.ts';
import type { InputCheck, ToolDefinition, ToolRunner } from '../kernel/tool.ts';
import type { ToolServers } from '../kernel/tool-server.ts';
import type { EventFeed } from '../kernel/feed.ts';
import type { LiveFeed } from '../kernel/live.ts';
import type { ReadTx, Store, Tx } from '../store/index.ts';
import type { Mailer } from '../kernel/mailer.ts';
import type { TokenSigner } from './tokens/index.ts';
import type {
  AccountEnding,
  ActivitySink,
  AgentEnding,
  Engine,
  InteractionSink,
  MemberBeginning,
  MemberChange,
  MemberEnding,
  ModelProbe,
  OrgEnding,
  QuestionDesk,
  TaskRunEnding,
  WaitEnding,
} from './ports.ts';

/** What the catalogue of models says about a name; the adapters themselves live in `models/`. */
export interface ModelCatalogue {
  /** The wire that serves this name, or null when no pattern knows it. */
  providerOf(model: string): 'openai' | 'anthropic' | 'playbook' | null;
  /** Names worth offering in a list. */
  readonly listed: readonly { readonly id: string; readonly provider: string }[];
  /** Problems of a playbook, each with a pointer into it; empty when it is usable. */
  playbookProblems(playbook: unknown): readonly { readonly pointer: string; readonly detail: string }[];
}

/** A P-256 key pair in base64url, as web push wants it. Source: RFC 8292, 3.2. */
export interface PushKeys {
  readonly publicKey: string;
  readonly privateKey: Secret;
}

/** The deployment that operations run on. Built once by compose.ts. */
export interface Home extends OperationHome<Tx, ReadTx> {
  readonly store: Store;
  readonly clock: Clock;
  readonly sealer: Sealer;
  /** Light descriptions of the built-in tools. */
  readonly tools: readonly ToolDefinition[];
  readonly invokeTool: ToolRunner['invoke'];
  /** Talks to servers that offer tools of their own. */
  readonly toolServers: ToolServers;
  readonly models: ModelCatalogue;
  /** Refuses an outbound address that policy forbids; null when it is allowed. */
  readonly checkOutboundUrl: (url: string) => string | null;
  /** The same for addresses that the guarded fetch is to ask, such as webhooks: hosts of the operator's own providers are not among them. */
  readonly checkFetchUrl: (url: string) => string | null;
  readonly engine: Engine;
  readonly mailer: Mailer;
  /** What else ends when somebody stops being a member, in the order in which it is done. */
  readonly memberEndings: readonly MemberEnding[];
  /** Who may sign up and register agent accounts on their own: anybody, who was invited, or nobody. */
  readonly registration: 'open' | 'invite' | 'closed';
  /** The origin that people use, without a slash at its end; set by the operator, never taken from a request. */
  readonly publicUrl: () => string;
  readonly feed: EventFeed;
  /** What changes in an organisation, for those who look on. */
  readonly live: LiveFeed;
  /** Names this process in leases. */
  readonly processId: string;
  readonly leaseMs: number;
  /** Signs the tokens of agent accounts. */
  readonly tokenSigner: TokenSigner;
  /** What else ends with an agent. */
  readonly agentEndings: readonly AgentEnding[];
  /** What ends with an organisation that nobody belongs to any more. */
  readonly orgEndings: readonly OrgEnding[];
  /** What else is forgotten with a person's account. */
  readonly accountEndings: readonly AccountEnding[];
  /** What else begins when somebody becomes a member. */
  readonly memberBeginnings: readonly MemberBeginning[];
  /** What follows when a person is renamed, or a member is let in or kept out. */
  readonly memberChanges: readonly MemberChange[];
  /** Who makes something of what happens to work: metrics, webhooks. */
  readonly activitySinks: readonly ActivitySink[];
  readonly probeModel: ModelProbe;
  /** What follows for a task when a run on it ends. */
  readonly taskRunEndings: readonly TaskRunEnding[];
  /** Questions that messages ask and answer. */
  readonly questions: QuestionDesk;
  /** Bounds how fast one session may be written to. */
  readonly messageLimit: BurstLimit;
  /** Bound the mails by which people tell others that something is theirs to see. */
  readonly mailLimits: { readonly ofSender: BurstLimit; readonly ofAddress: BurstLimit };
  /** What follows when a run that waits for a person ends otherwise. */
  readonly waitEndings: readonly WaitEnding[];
  /** Who makes something of what happens to interactions: notifications. */
  readonly interactionSinks: readonly InteractionSink[];
  /** The key pair that this deployment signs web push with, the same in every process. */
  readonly pushKeys: () => Promise<PushKeys>;
  /** Holds an input against a JSON Schema that need not be our own. */
  readonly checkInput: InputCheck;
}

export type At = Context<Home>;
