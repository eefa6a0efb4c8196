import type { StreamedEvent } from '../types.ts';
import type { Frame } from './frames.ts';

const terminalTypes: ReadonlySet<string> = new Set(['run.completed', 'run.failed', 'run.timed_out', 'run.cancelled']);

/** Whether nothing of the same run can follow an event of this type. */
export function isTerminal(type: string): boolean {
  return terminalTypes.has(type);
}

/** The event that a frame of the native event streams carries. The shape of `data` is the server's published contract. */
export function eventOfFrame(frame: Frame): StreamedEvent {
  return { ...JSON.parse(frame.data), cursor: frame.id } as StreamedEvent;
}
