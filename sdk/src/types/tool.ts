import type { JsonObject, JsonValue } from './json.ts';

export interface ToolAction {
  readonly name: string;
  readonly description: string;
  /** JSON Schema of the input. */
  readonly input_schema: JsonObject;
  readonly output_schema: JsonObject | null;
  readonly example: JsonValue;
}

export interface Tool {
  readonly id: string;
  readonly version: string;
  readonly description: string;
  /** Whether an interrupted call may be made again: `pure`, `keyed` or `unsafe`. */
  readonly recovery: string;
  readonly actions: readonly ToolAction[];
}

export interface ToolResult {
  readonly output: JsonValue;
  readonly duration_ms: number;
}

export interface Model {
  readonly id: string;
  readonly provider: string;
  /** Whether a provider account that serves it is configured. */
  readonly available: boolean;
}
