import { McpServer, ResourceTemplate, createRequestStateCodec, fromJsonSchema } from '@modelcontextprotocol/server';
import type { McpServerFactory } from '@modelcontextprotocol/server';
import { addPlainTools, png } from './fixture-tools.ts';
import { addPushTools } from './fixture-push-tools.ts';
import { addRoundTools } from './fixture-rounds.ts';

const codec = createRequestStateCodec<string>({ key: 'a key that only tests of the protocol know' });

/** The names that the conformance suite of the protocol calls, on the product's own endpoint. Composed by tests alone. */
export const fixtureServer: McpServerFactory = ({ era }) => {
  const server = new McpServer(
    { name: 'forgeyard-conformance', version: '0' },
    {
      capabilities: {
        logging: {},
        tools: { listChanged: false },
        prompts: { listChanged: false },
        resources: { listChanged: false, ...(era === 'legacy' ? { subscribe: true } : {}) },
        completions: {},
      },
      requestState: { verify: codec.verify },
    },
  );
  addPlainTools(server);
  addPushTools(server);
  addRoundTools(server, codec);
  addResources(server);
  addPrompts(server);
  server.server.setRequestHandler('completion/complete', () => ({ completion: { values: ['paris', 'park'], total: 2, hasMore: false } }));
  if (era === 'legacy') {
    server.server.setRequestHandler('resources/subscribe', () => ({}));
    server.server.setRequestHandler('resources/unsubscribe', () => ({}));
  }
  return server;
};

function addResources(server: McpServer): void {
  server.registerResource('text', 'test://static-text', { description: 'Text', mimeType: 'text/plain' }, (uri) => ({
    contents: [{ uri: uri.href, mimeType: 'text/plain', text: 'This is the content of the static text resource.' }],
  }));
  server.registerResource('binary', 'test://static-binary', { description: 'A picture', mimeType: 'image/png' }, (uri) => ({
    contents: [{ uri: uri.href, mimeType: 'image/png', blob: png }],
  }));
  const template = new ResourceTemplate('test://template/{id}/data', { list: undefined });
  server.registerResource('template', template, { description: 'Data by id', mimeType: 'application/json' }, (uri, { id }) => ({
    contents: [
      { uri: uri.href, mimeType: 'application/json', text: JSON.stringify({ id, templateTest: true, data: `Data for ID: ${String(id)}` }) },
    ],
  }));
}

const said = (text: string) => ({ role: 'user' as const, content: { type: 'text' as const, text } });
const texts = (...names: readonly string[]) =>
  fromJsonSchema<Record<string, string>>({
    type: 'object',
    properties: Object.fromEntries(names.map((name) => [name, { type: 'string', description: name }])),
    required: [...names],
  });

function addPrompts(server: McpServer): void {
  server.registerPrompt('test_simple_prompt', { description: 'Simple' }, () => ({
    messages: [said('This is a simple prompt for testing.')],
  }));
  server.registerPrompt(
    'test_prompt_with_arguments',
    { description: 'With arguments', argsSchema: texts('arg1', 'arg2') },
    ({ arg1, arg2 }) => ({ messages: [said(`Prompt with arguments: arg1='${arg1}', arg2='${arg2}'`)] }),
  );
  server.registerPrompt(
    'test_prompt_with_embedded_resource',
    { description: 'With a resource', argsSchema: texts('resourceUri') },
    ({ resourceUri = '' }) => {
      const resource = { uri: resourceUri, mimeType: 'text/plain', text: 'Embedded resource content for testing.' };
      return {
        messages: [{ role: 'user', content: { type: 'resource', resource } }, said('Please process the embedded resource above.')],
      };
    },
  );
  server.registerPrompt('test_prompt_with_image', { description: 'With a picture' }, () => ({
    messages: [{ role: 'user', content: { type: 'image', data: png, mimeType: 'image/png' } }, said('Please analyze the image above.')],
  }));
}
