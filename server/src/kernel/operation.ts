import type { Caller, Grant } from './caller.ts';
import { requireGrant } from './caller.ts';
import type { Clock } from './clock.ts';

/** Facts about the request that led here; empty strings when there was none. */
export interface RequestFacts {
  readonly id: string;
  readonly ip: string;
  readonly userAgent: string;
  /** The W3C traceparent that the request carried, when it is well-formed. */
  readonly traceParent?: string | undefined;
}

/** Who asks, through which request, on which deployment. The first argument of every operation. */
export interface Context<Home> {
  readonly caller: Caller;
  readonly request: RequestFacts;
  readonly home: Home;
}

/** What a deployment must offer for operations to run on it. */
export interface OperationHome<Tx, ReadTx> {
  readonly clock: Clock;
  transact<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  read<T>(work: (tx: ReadTx) => Promise<T>): Promise<T>;
}

/** The lasting trace of a change: `noun.past`, what it touched, and facts that hold no secret. */
export interface ChangeRecord {
  readonly event: string;
  readonly target: string;
  /** The agent that the change concerns, so that it is found in that agent's own log; the caller's own agent when left out. */
  readonly agentId?: string | null;
  readonly details: Readonly<Record<string, unknown>>;
}

export interface MutationParts<Home, Tx, Input, Output> {
  /** Checked before anything else; null for what concerns only the caller's own account, where the work itself checks who asks. */
  readonly grant: Grant | null;
  /** Inside one transaction; awaits nothing but the store. */
  readonly work: (tx: Tx, context: Context<Home>, input: Input) => Promise<Output>;
  /** What to record; `'log'` when the work itself appends to a session's event log. */
  readonly record: ((output: Output, input: Input) => ChangeRecord) | 'log';
}

export interface QueryParts<Home, ReadTx, Input, Output> {
  readonly grant: Grant | null;
  readonly work: (tx: ReadTx, context: Context<Home>, input: Input) => Promise<Output>;
}

export interface Operation<Home, Input, Output> {
  (context: Context<Home>, input: Input): Promise<Output>;
  /** What it requires, so that a route's policy can be held against it; left out by functions that only combine operations. */
  readonly grant?: Grant | null;
}

/**
 * Binds the one order that every operation has: grant → transaction → work → record. Input has been parsed by the route's schema.
 * A mutation cannot be written without a grant and a record, because both are required members.
 */
export function operationsOver<Home extends OperationHome<Tx, ReadTx>, Tx, ReadTx>(
  write: (tx: Tx, context: Context<Home>, record: ChangeRecord) => Promise<void>,
) {
  return {
    mutation<Input, Output>(parts: MutationParts<Home, Tx, Input, Output>): Operation<Home, Input, Output> {
      return withGrant(parts.grant, (context: Context<Home>, input: Input) =>
        context.home.transact(async (tx) => {
          const output = await parts.work(tx, context, input);
          if (parts.record !== 'log') await write(tx, context, parts.record(output, input));
          return output;
        }),
      );
    },
    query<Input, Output>(parts: QueryParts<Home, ReadTx, Input, Output>): Operation<Home, Input, Output> {
      return withGrant(parts.grant, (context: Context<Home>, input: Input) => context.home.read((tx) => parts.work(tx, context, input)));
    },
  };
}

function withGrant<Home, Input, Output>(
  grant: Grant | null,
  perform: (context: Context<Home>, input: Input) => Promise<Output>,
): Operation<Home, Input, Output> {
  const guarded = async (context: Context<Home>, input: Input): Promise<Output> => {
    if (grant !== null) requireGrant(context.caller, grant);
    return perform(context, input);
  };
  return Object.assign(guarded, { grant });
}
