/* The entry of a worker process: answers requests from the pool one after the other, in the order they came. */
import { Socket } from 'node:net';
import { hardenRealm } from './harden-realm.ts';
import { LineChannel } from './line-channel.ts';
import type { WorkerLimits, WorkerMessage, WorkerRequest } from './messages.ts';
import { watchParent } from './parent-watch.ts';

hardenRealm();
const { createAnswering } = await import('../worker/answer.ts');
const answer = createAnswering(ownLimits(process.argv[2] ?? '{}'), () => Date.now());
let previous: Promise<void> = Promise.resolve();

/** The pipe that the pool holds the other end of. */
const pipe = new Socket({ fd: 3 });
const channel = new LineChannel(pipe, (message) => {
  previous = previous.then(async () => send(await answer(asWorkerRequest(message))));
});
pipe.on('close', () => process.exit(0));
send({ kind: 'ready' });
setTimeout(watchParent, 200);

function send(message: WorkerMessage): void {
  channel.send(message);
}

/** The pool starts this process and writes its one argument. */
function ownLimits(text: string): WorkerLimits {
  return JSON.parse(text) as WorkerLimits;
}

/** Only the pool holds the other end of the pipe, and it sends only this type. */
function asWorkerRequest(message: unknown): WorkerRequest {
  return message as WorkerRequest;
}
