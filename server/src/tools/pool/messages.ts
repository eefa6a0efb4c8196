import type { Json, JsonObject } from '../../kernel/json.ts';
import type { ToolFailureCode } from '../../kernel/tool.ts';

/** One call as it travels to a worker; the answer carries the same id. */
export type WorkerRequest =
  | {
      readonly kind: 'invoke';
      readonly id: number;
      readonly timeoutMs: number;
      readonly tool: string;
      readonly action: string;
      readonly input: JsonObject;
    }
  | {
      readonly kind: 'resolve';
      readonly id: number;
      readonly timeoutMs: number;
      readonly template: Json;
      readonly context: JsonObject;
    };

/** A request before the pool has numbered it. */
export type WorkerCall =
  | { readonly kind: 'invoke'; readonly tool: string; readonly action: string; readonly input: JsonObject }
  | { readonly kind: 'resolve'; readonly template: Json; readonly context: JsonObject };

/** `ready` is sent once, before the first answer. */
export type WorkerMessage =
  | { readonly kind: 'ready' }
  | { readonly kind: 'done'; readonly id: number; readonly value: Json }
  | { readonly kind: 'failed'; readonly id: number; readonly code: ToolFailureCode; readonly message: string };

/** The bounds a worker is started with; passed as its one argument. */
export interface WorkerLimits {
  readonly outputBytesMax: number;
}
