import type { CallOptions } from '../transport/call.ts';
import { path } from '../transport/call.ts';
import type { Transport } from '../transport/transport.ts';
import type { JsonObject, Tool, ToolResult } from '../types.ts';

/** The tools that agents may be given. */
export interface Tools {
  readonly list: (options?: CallOptions) => Promise<readonly Tool[]>;
  /** Runs one action alone, outside of any run. Refused input and failures throw InvalidRequestError `TOOL_FAILED`. */
  readonly call: (tool: string, action: string, input: JsonObject, options?: CallOptions) => Promise<ToolResult>;
}

interface ToolsBody {
  readonly data?: readonly Tool[];
  readonly tools?: readonly Tool[];
}

export function toolsOf(transport: Transport): Tools {
  return {
    list: async (options) => {
      const body = await transport.json<ToolsBody>({ method: 'GET', path: '/v1/tools', options });
      return body.data ?? body.tools ?? [];
    },
    call: (tool, action, input, options) =>
      transport.json({ method: 'POST', path: path`/v1/tools/${tool}/${action}`, body: input, options }),
  };
}
