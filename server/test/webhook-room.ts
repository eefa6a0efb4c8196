import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import type { At } from '../src/domain/home.ts';
import { statement } from '../src/store/index.ts';
import { domainWorld } from './domain-world.ts';
import type { DomainWorld } from './domain-world.ts';
import { reachesReceivers, startReceiver } from './receiver.ts';
import type { Receiver } from './receiver.ts';
import { place } from './world.ts';
import type { Place, TestEngine } from './world.ts';

const forgetAll = statement<Record<never, never>>((db) => db.deleteFrom('webhook_endpoints'));

/** What each test about webhooks begins with: an organisation of its own, and a receiver that the server may reach. */
export interface WebhookRoom {
  readonly world: DomainWorld;
  readonly at: At;
  readonly receiver: Receiver;
}

/** Sets a room up before each test of the file and hands it to `enter`. */
export function webhookRoom(engine: TestEngine, enter: (room: WebhookRoom) => void): void {
  let here: Place;
  let world: DomainWorld;
  let receiver: Receiver;
  beforeAll(async () => {
    here = await place(engine, reachesReceivers);
    world = await domainWorld(engine, here);
  });
  afterAll(async () => {
    await world.close();
    await here.dispose();
  });
  beforeEach(async () => {
    receiver = await startReceiver();
    enter({ world, receiver, at: await world.org() });
  });
  afterEach(async () => {
    // A sender serves every organisation, so that what a test leaves behind would be sent by the next one.
    await world.home.transact((tx) => tx.run(forgetAll, {}));
    await receiver.close();
  });
}
