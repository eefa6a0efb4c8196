import type { CallOptions } from '../transport/call.ts';
import { path } from '../transport/call.ts';
import { listing, wordList } from '../transport/page.ts';
import type { Listing, PageQuery } from '../transport/page.ts';
import type { Transport } from '../transport/transport.ts';
import type { Interaction, InteractionDetail, InteractionQuery, InteractionRules, Resolution } from '../types.ts';

/** Questions that agents wait on, and who answers them. */
export interface Interactions {
  /** Newest first unless `order` says otherwise. */
  readonly list: (query?: InteractionQuery & PageQuery, options?: CallOptions) => Listing<Interaction>;
  /** How many open questions match. */
  readonly countOpen: (query?: InteractionQuery, options?: CallOptions) => Promise<number>;
  readonly get: (interaction: string, options?: CallOptions) => Promise<InteractionDetail>;
  /** Answers a question; the same answer again is accepted, a different one throws ConflictError. */
  readonly resolve: (interaction: string, resolution: Resolution, options?: CallOptions) => Promise<Interaction>;
  /** Gives a question to a person, or with null back to everybody. */
  readonly assign: (
    interaction: string,
    to: { readonly user_id: string | null; readonly note?: string | undefined },
    options?: CallOptions,
  ) => Promise<Interaction>;
  /** Hides a question from lists until then; null brings it back. */
  readonly snooze: (interaction: string, until: string | null, options?: CallOptions) => Promise<Interaction>;
  /** Who is asked by an agent, and what happens without an answer. */
  readonly rules: (agent: string, options?: CallOptions) => Promise<InteractionRules>;
  readonly setRules: (agent: string, rules: InteractionRules, options?: CallOptions) => Promise<InteractionRules>;
}

export function interactionsOf(transport: Transport): Interactions {
  const put = <T>(address: string, body: unknown, options: CallOptions | undefined): Promise<T> =>
    transport.json<T>({ method: 'PUT', path: address, body, options });
  const post = (address: string, body: unknown, options: CallOptions | undefined): Promise<Interaction> =>
    transport.json<Interaction>({ method: 'POST', path: address, body, options });
  return {
    list: (query, options) => listing(transport, { path: '/v1/interactions', query: { ...query, kind: wordList(query?.kind) }, options }),
    countOpen: async (query, options) => {
      const filter = { ...query, kind: wordList(query?.kind), limit: 1 };
      return (await transport.json<{ readonly open_count: number }>({ method: 'GET', path: '/v1/interactions', query: filter, options }))
        .open_count;
    },
    get: (interaction, options) => transport.json({ method: 'GET', path: path`/v1/interactions/${interaction}`, options }),
    resolve: (interaction, body, options) => post(path`/v1/interactions/${interaction}/resolve`, body, options),
    assign: (interaction, body, options) => post(path`/v1/interactions/${interaction}/assign`, body, options),
    snooze: (interaction, until, options) => post(path`/v1/interactions/${interaction}/snooze`, { until }, options),
    rules: (agent, options) => transport.json({ method: 'GET', path: path`/v1/agents/${agent}/interaction-rules`, options }),
    setRules: (agent, body, options) => put(path`/v1/agents/${agent}/interaction-rules`, body, options),
  };
}
