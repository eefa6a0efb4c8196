import type { IncomingMessage, ServerResponse } from 'node:http';
import { isJsonObject } from '../../src/kernel/json.ts';
import type { JsonObject } from '../../src/kernel/json.ts';
import { anthropicFormat } from './anthropic-frames.ts';
import { anthropicConversation, openaiConversation } from './conversation.ts';
import type { Conversation } from './conversation.ts';
import { playFault, startEventStream } from './faults.ts';
import type { Frames, ReplyMeta, WireFormat } from './frames.ts';
import { openaiFormat } from './openai-frames.ts';
import { playScript, scriptOf } from './scripts.ts';
import type { Scene } from './scripts.ts';
import { anthropicComplaint, openaiComplaint } from './wire-rules.ts';

const KEPT_MAX = 64;
const ONCE_KEYS_MAX = 100_000;

interface Wire {
  readonly format: WireFormat;
  readonly read: (body: JsonObject) => Conversation;
  readonly complaint: (body: JsonObject) => string | null;
}

const WIRE_BY_PATH: Readonly<Record<string, Wire>> = {
  '/v1/chat/completions': { format: openaiFormat, read: openaiConversation, complaint: openaiComplaint },
  '/v1/messages': { format: anthropicFormat, read: anthropicConversation, complaint: anthropicComplaint },
};

export interface Exchange {
  readonly path: string;
  readonly body: JsonObject;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

function sendPaced(response: ServerResponse, { head, tokens, tail }: Frames, paceMs: number): void {
  response.write(head);
  let next = 0;
  const timer = setInterval(() => {
    const token = tokens[next];
    next += 1;
    if (token !== undefined) return void response.write(token);
    clearInterval(timer);
    response.end(tail);
  }, paceMs);
  response.on('close', () => clearInterval(timer));
}

function metaOf(body: JsonObject, talk: Conversation): ReplyMeta {
  const options = body['stream_options'];
  return {
    model: String(body['model']),
    turn: talk.messageCount,
    inputTokens: 10 + 5 * talk.messageCount,
    includeUsage: isJsonObject(options) && options['include_usage'] === true,
  };
}

/** Answers both wires; remembers which `-once` faults were played and the bursts it has already written. */
export function createAnswerer(): { answer(exchange: Exchange): boolean; reset(): void } {
  const bursts = new Map<string, string>();
  const playedOnce = new Set<string>();

  function isFirst(script: string, request: IncomingMessage): boolean {
    const key = `${script} ${String(request.headers['idempotency-key'] ?? '')}`;
    if (playedOnce.has(key)) return false;
    if (playedOnce.size >= ONCE_KEYS_MAX) playedOnce.clear();
    playedOnce.add(key);
    return true;
  }

  function burst(wire: Wire, scene: Scene, meta: ReplyMeta): string {
    const write = (): string => {
      const { head, tokens, tail } = wire.format.frames(scene, meta);
      return head + tokens.join('') + tail;
    };
    if (!scene.isConstant) return write();
    const key = `${wire.format === openaiFormat} ${meta.includeUsage} ${meta.turn} ${meta.model}`;
    const kept = bursts.get(key) ?? write();
    if (bursts.size < KEPT_MAX) bursts.set(key, kept);
    return kept;
  }

  function send(wire: Wire, scene: Scene, meta: ReplyMeta, { body, response }: Exchange): void {
    if (body['stream'] !== true) {
      response.writeHead(200, { 'content-type': 'application/json' });
      return void response.end(wire.format.whole(scene, meta));
    }
    startEventStream(response);
    if (scene.paceMs > 0) return sendPaced(response, wire.format.frames(scene, meta), scene.paceMs);
    response.end(burst(wire, scene, meta));
  }

  function faultOf(script: string, request: IncomingMessage): string | null {
    const fault = /^fault-(.+?)(-once)?$/.exec(script);
    if (fault === null) return null;
    return fault[2] === undefined || isFirst(script, request) ? (fault[1] ?? null) : null;
  }

  return {
    answer(exchange) {
      const wire = Object.hasOwn(WIRE_BY_PATH, exchange.path) ? WIRE_BY_PATH[exchange.path] : undefined;
      if (wire === undefined) return false;
      const { body, request, response } = exchange;
      const complaint = typeof body['model'] === 'string' ? wire.complaint(body) : 'you must provide a model parameter';
      if (complaint !== null) {
        response.writeHead(400, { 'content-type': 'application/json' });
        response.end(wire.format.failure(400, complaint));
        return true;
      }
      const talk = wire.read(body);
      const meta = metaOf(body, talk);
      const script = scriptOf(meta.model);
      const fault = faultOf(script, request);
      if (fault !== null && playFault(fault, { request, response, format: wire.format, meta })) return true;
      send(wire, playScript(script, talk), meta, exchange);
      return true;
    },
    reset() {
      playedOnce.clear();
    },
  };
}
