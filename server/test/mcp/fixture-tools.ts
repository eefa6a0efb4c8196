import { setTimeout as sleep } from 'node:timers/promises';
import { fromJsonSchema } from '@modelcontextprotocol/server';
import type { CallToolResult, JsonSchemaType, McpServer } from '@modelcontextprotocol/server';

/** A picture of one pixel. */
export const png = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

const wav = 'UklGRiQAAABXQVZFZm10IBAAAAABAAEAQB8AAEAfAAABAAgAZGF0YQAAAAA=';

const text = (words: string): CallToolResult => ({ content: [{ type: 'text', text: words }] });
const mixed = { uri: 'test://mixed-content-resource', mimeType: 'application/json', text: '{"test":"data","value":123}' };
const embedded = { uri: 'test://embedded-resource', mimeType: 'text/plain', text: 'This is an embedded resource content.' };

const plain: Readonly<Record<string, CallToolResult>> = {
  test_simple_text: text('This is a simple text response for testing.'),
  test_image_content: { content: [{ type: 'image', data: png, mimeType: 'image/png' }] },
  test_audio_content: { content: [{ type: 'audio', data: wav, mimeType: 'audio/wav' }] },
  test_embedded_resource: { content: [{ type: 'resource', resource: embedded }] },
  test_multiple_content_types: {
    content: [
      { type: 'text', text: 'Multiple content types test:' },
      { type: 'image', data: png, mimeType: 'image/png' },
      { type: 'resource', resource: mixed },
    ],
  },
};

/** Tools that answer by themselves, at once or telling how far they are. */
export function addPlainTools(server: McpServer): void {
  for (const [name, result] of Object.entries(plain)) server.registerTool(name, { description: name }, () => result);
  server.registerTool('test_error_handling', { description: 'Always fails' }, () => {
    throw new Error('This tool intentionally returns an error for testing');
  });
  server.registerTool('test_tool_with_progress', { description: 'Tells how far it is' }, async ({ mcpReq }) => {
    const progressToken = mcpReq._meta?.progressToken;
    for (const progress of [0, 50, 100]) {
      if (progressToken !== undefined)
        await mcpReq.notify({ method: 'notifications/progress', params: { progressToken, progress, total: 100 } });
      await sleep(20);
    }
    return text('Done');
  });
  const logs = async (log: (level: 'info', words: string) => Promise<void>): Promise<CallToolResult> => {
    for (const words of ['Tool execution started', 'Tool processing data', 'Tool execution completed']) {
      await log('info', words);
      await sleep(20);
    }
    return text('Done');
  };
  for (const name of ['test_tool_with_logging', 'test_logging_tool'])
    server.registerTool(name, { description: 'Logs' }, ({ mcpReq }) => logs((level, words) => mcpReq.log(level, words)));
  server.registerTool('json_schema_2020_12_tool', { description: 'Has a schema of many words', inputSchema: fromJsonSchema(wordy) }, () =>
    text('Done'),
  );
  const mirrored = { type: 'string' as const, 'x-mcp-header': 'Region' };
  const headed: JsonSchemaType = { type: 'object', properties: { region: mirrored }, required: ['region'] };
  server.registerTool('test_custom_headers', { description: 'Mirrors an argument', inputSchema: fromJsonSchema(headed) }, () =>
    text('Done'),
  );
}

/** As text: an object literal with the member `then` would look like a promise. */
const conditional: JsonSchemaType = JSON.parse(
  '{"if":{"properties":{"contactMethod":{"const":"phone"}},"required":["contactMethod"]},"then":{"required":["phone"]},"else":{"required":["email"]}}',
);

const wordy: JsonSchemaType = {
  ...conditional,
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  type: 'object',
  $defs: {
    address: {
      $anchor: 'addressDef',
      type: 'object',
      properties: { street: { type: 'string' }, city: { type: 'string' } },
    },
  },
  properties: {
    name: { type: 'string' },
    address: { $ref: '#/$defs/address' },
    contactMethod: { type: 'string', enum: ['phone', 'email'] },
    phone: { type: 'string' },
    email: { type: 'string' },
  },
  allOf: [{ anyOf: [{ required: ['phone'] }, { required: ['email'] }] }],
  additionalProperties: false,
};
