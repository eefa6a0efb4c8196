import { ModelError } from '../../kernel/model.ts';
import type { ToolCall } from '../../kernel/model.ts';
import { readArguments } from './tool-arguments.ts';

const CALLS_MAX = 128;

interface OpenCall {
  id: string;
  name: string;
  text: string;
}

/** Puts tool calls together from deltas that may be interleaved by index. */
export interface CallAssembly {
  readonly count: number;
  /** Adds to the call at `index`; a new id at a used index opens another call (some providers send index 0 for every call). */
  add(index: number, part: { readonly id?: string; readonly name?: string; readonly text?: string }): void;
  finish(): readonly ToolCall[];
}

/** @throws ModelError `protocol` beyond 128 calls in one reply. */
export function createCallAssembly(): CallAssembly {
  const calls: OpenCall[] = [];
  const openByIndex = new Map<number, OpenCall>();

  function callAt(index: number, part: { readonly id?: string; readonly name?: string }): OpenCall {
    const open = openByIndex.get(index);
    const isAnother = open !== undefined && part.id !== undefined && part.name !== undefined && open.id !== '' && part.id !== open.id;
    if (open !== undefined && !isAnother) return open;
    if (calls.length >= CALLS_MAX)
      throw new ModelError('protocol', `The model provider asked for more than ${CALLS_MAX} tool calls at once`);
    const call = { id: '', name: '', text: '' };
    calls.push(call);
    openByIndex.set(index, call);
    return call;
  }

  return {
    get count() {
      return calls.length;
    },
    add(index, part) {
      const call = callAt(index, part);
      if (part.id !== undefined) call.id = part.id;
      if (part.name !== undefined) call.name = part.name;
      if (part.text !== undefined) call.text += part.text;
    },
    finish() {
      const used = new Set<string>();
      return calls.map(({ id, name, text }, at) => {
        const unique = id === '' || used.has(id) ? `${id === '' ? 'call' : id}_${at}` : id;
        used.add(unique);
        return { id: unique, name, arguments: readArguments(text) };
      });
    },
  };
}
