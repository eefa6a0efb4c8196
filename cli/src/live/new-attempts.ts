import type { Delivery, DeliveryAttempt, DeliveryDetail, Forgeyard } from '@forgeyard/sdk';

const newestCount = 100;

export interface NewAttempt {
  readonly delivery: DeliveryDetail;
  readonly attempt: DeliveryAttempt;
}

/** What was sent to a webhook since the last look, attempt by attempt, among its newest 100 deliveries. */
export interface Log {
  readonly look: (signal: AbortSignal) => AsyncIterable<NewAttempt>;
  /** Leaves out further attempts of a delivery that only repeat one that failed elsewhere; sending it again by hand comes again. */
  readonly accept: (delivery: string) => void;
}

interface Known {
  readonly attempts: number;
  isAccepted: boolean;
}

/** What was attempted before the log was opened does not come. */
export async function openLog(forge: Forgeyard, webhook: string, signal: AbortSignal): Promise<Log> {
  const read = async (asked: AbortSignal): Promise<readonly Delivery[]> =>
    (await forge.webhooks.deliveries.list(webhook, { limit: newestCount }, { signal: asked })).data;
  let known = new Map<string, Known>((await read(signal)).map(({ id, attempts }) => [id, { attempts, isAccepted: false }]));
  async function* look(asked: AbortSignal): AsyncGenerator<NewAttempt> {
    const newest = (await read(asked)).toSorted((one, other) => one.seq - other.seq);
    const before = known;
    // What fell out of the newest is forgotten, so that the map stays as small as the list.
    known = new Map(newest.map(({ id }) => [id, before.get(id) ?? { attempts: 0, isAccepted: false }]));
    for (const { id, attempts } of newest) {
      if (attempts <= (known.get(id)?.attempts ?? 0)) continue;
      const delivery = await forge.webhooks.deliveries.get(webhook, id, { signal: asked });
      yield* unseen(delivery, known);
    }
  }
  const accept = (delivery: string): void => {
    const one = known.get(delivery);
    if (one !== undefined) one.isAccepted = true;
  };
  return { look, accept };
}

function* unseen(delivery: DeliveryDetail, known: Map<string, Known>): Generator<NewAttempt> {
  const log = delivery.attempts_log;
  for (const [index, attempt] of log.entries()) {
    const { attempts: seen, isAccepted } = known.get(delivery.id) ?? { attempts: 0, isAccepted: false };
    if (attempt.number <= seen) continue;
    known.set(delivery.id, { attempts: attempt.number, isAccepted });
    const isRepetition = index > 0 && log[index - 1]?.error !== null;
    if (!isAccepted || !isRepetition) yield { delivery, attempt };
  }
}
