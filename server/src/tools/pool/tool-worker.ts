/* The entry of a worker process: answers requests from the pool one after the other, in the order they came. */
import { hardenRealm } from './harden-realm.ts';
import type { WorkerLimits, WorkerMessage, WorkerRequest } from './messages.ts';
import { watchParent } from './parent-watch.ts';

hardenRealm();
const { createAnswering } = await import('../worker/answer.ts');
const answer = createAnswering(ownLimits(process.argv[2] ?? '{}'), () => Date.now());
let previous: Promise<void> = Promise.resolve();

process.on('message', (message) => {
  previous = previous.then(async () => send(await answer(asWorkerRequest(message))));
});
process.on('disconnect', () => process.exit(0));
send({ kind: 'ready' });
setTimeout(watchParent, 200);

function send(message: WorkerMessage): void {
  process.send?.(message);
}

/** The pool starts this process and writes its one argument. */
function ownLimits(text: string): WorkerLimits {
  return JSON.parse(text) as WorkerLimits;
}

/** Only the pool holds the other end of the channel, and it sends only this type. */
function asWorkerRequest(message: unknown): WorkerRequest {
  return message as WorkerRequest;
}
