import type { ToolDefinition } from '../../kernel/tool.ts';

/** A tool as every face shows it. */
export function showTool(tool: ToolDefinition) {
  return {
    id: tool.id,
    version: tool.version,
    description: tool.description,
    recovery: tool.recovery,
    actions: tool.actions.map((action) => ({
      name: action.name,
      description: action.description,
      input_schema: action.inputSchema,
      output_schema: action.outputSchema,
      example: action.example,
    })),
  };
}
