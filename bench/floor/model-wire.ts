import { Pool } from 'undici';

export interface WireToolCall {
  readonly id: string;
  readonly name: string;
  readonly arguments: string;
}

export interface WireReply {
  readonly text: string;
  readonly toolCalls: readonly WireToolCall[];
}

/** Calls the model once, streamed, and hands every piece of text on while it arrives. */
export type CallModel = (body: string, onText: (text: string) => void) => Promise<WireReply>;

interface Delta {
  readonly content?: string | null;
  readonly tool_calls?: readonly { index: number; id?: string; function?: { name?: string; arguments?: string } }[];
}

interface Building {
  id: string;
  name: string;
  arguments: string;
}

/** The stand-in speaks the OpenAI wire, so a parsed chunk has this shape. */
function deltaOf(line: string): Delta | undefined {
  const chunk = JSON.parse(line) as { choices?: readonly { delta?: Delta }[] };
  return chunk.choices?.[0]?.delta;
}

function addToolCalls(building: Building[], delta: Delta): void {
  for (const part of delta.tool_calls ?? []) {
    const call = (building[part.index] ??= { id: '', name: '', arguments: '' });
    call.id = part.id ?? call.id;
    call.name += part.function?.name ?? '';
    call.arguments += part.function?.arguments ?? '';
  }
}

/** The least work that the OpenAI chat wire allows: `undici.request`, split at newlines, `JSON.parse` per event. */
export function connectModel(origin: string): CallModel {
  const pool = new Pool(origin, { pipelining: 1 });
  const headers = { 'content-type': 'application/json', authorization: 'Bearer sk-bench' };
  return async (body, onText) => {
    const answer = await pool.request({ method: 'POST', path: '/v1/chat/completions', headers, body });
    if (answer.statusCode !== 200) throw new Error(`model answered ${answer.statusCode}: ${await answer.body.text()}`);
    answer.body.setEncoding('utf8');
    const building: Building[] = [];
    let text = '';
    let rest = '';
    for await (const piece of answer.body) {
      const lines = (rest + String(piece)).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        if (!line.startsWith('data: ') || line.startsWith('data: [DONE]')) continue;
        const delta = deltaOf(line.slice(6));
        if (delta === undefined) continue;
        if (delta.tool_calls !== undefined) addToolCalls(building, delta);
        if (typeof delta.content === 'string' && delta.content !== '') {
          text += delta.content;
          onText(delta.content);
        }
      }
    }
    return { text, toolCalls: building };
  };
}
