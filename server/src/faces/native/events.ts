import { toRfc3339 } from '../../kernel/clock.ts';
import type { Projection } from '../kit/index.ts';
import { showEvent } from './show.ts';

/** Our own stream shows the log as it is; live text comes as `message.delta` and `reasoning.delta` with the cursor after it. */
export const eventFrames: Projection = {
  event: (event, id, stream) => stream.send({ id, event: event.type, data: showEvent(event) }),
  delta: (delta, id, stream) => {
    const type = delta.kind === 'text' ? 'message.delta' : 'reasoning.delta';
    const data = {
      seq: null,
      type,
      at: toRfc3339(Date.now()),
      run_id: delta.runId,
      payload: { text: delta.text, offset: delta.offset - delta.text.length },
    };
    stream.send({ id, event: type, data });
  },
};
