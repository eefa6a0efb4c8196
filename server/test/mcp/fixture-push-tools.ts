import { fromJsonSchema } from '@modelcontextprotocol/server';
import type { CallToolResult, ElicitRequestFormParams, McpServer } from '@modelcontextprotocol/server';

const text = (words: string): CallToolResult => ({ content: [{ type: 'text', text: words }] });
const one = (name: string) =>
  fromJsonSchema<Record<string, string>>({ type: 'object', properties: { [name]: { type: 'string' } }, required: [name] });

type Form = ElicitRequestFormParams['requestedSchema'];

const user: Form = {
  type: 'object',
  properties: {
    username: { type: 'string', description: "User's response" },
    email: { type: 'string', description: "User's email address" },
  },
  required: ['username', 'email'],
};
const defaults: Form = {
  type: 'object',
  properties: {
    name: { type: 'string', default: 'John Doe' },
    age: { type: 'integer', default: 30 },
    score: { type: 'number', default: 95.5 },
    status: { type: 'string', enum: ['active', 'inactive', 'pending'], default: 'active' },
    verified: { type: 'boolean', default: true },
  },
};
const options = ['option1', 'option2', 'option3'];
const titled = [
  { const: 'value1', title: 'First Option' },
  { const: 'value2', title: 'Second Option' },
  { const: 'value3', title: 'Third Option' },
];
const enums: Form = {
  type: 'object',
  properties: {
    untitledSingle: { type: 'string', enum: options },
    titledSingle: { type: 'string', oneOf: titled },
    legacyEnum: { type: 'string', enum: ['opt1', 'opt2', 'opt3'], enumNames: ['Option One', 'Option Two', 'Option Three'] },
    untitledMulti: { type: 'array', items: { type: 'string', enum: options } },
    titledMulti: { type: 'array', items: { anyOf: titled } },
  },
};

/** Tools of the earlier revision that ask the client in the middle of a call. */
export function addPushTools(server: McpServer): void {
  server.registerTool(
    'test_sampling',
    { description: 'Asks the model', inputSchema: one('prompt') },
    async ({ prompt = '' }, { mcpReq }) => {
      if (server.server.getClientCapabilities()?.sampling === undefined) throw new Error('The client has not said that it samples.');
      const answer = await mcpReq.requestSampling({
        messages: [{ role: 'user', content: { type: 'text', text: prompt } }],
        maxTokens: 100,
      });
      return text(`LLM response: ${JSON.stringify(answer.content)}`);
    },
  );
  server.registerTool(
    'test_elicitation',
    { description: 'Asks the user', inputSchema: one('message') },
    async ({ message = '' }, { mcpReq }) =>
      text(`User response: ${JSON.stringify(await mcpReq.elicitInput({ message, requestedSchema: user }))}`),
  );
  const forms = { test_elicitation_sep1034_defaults: defaults, test_elicitation_sep1330_enums: enums };
  for (const [name, requestedSchema] of Object.entries(forms))
    server.registerTool(name, { description: 'Asks the user' }, async ({ mcpReq }) =>
      text(`Elicitation completed: ${JSON.stringify(await mcpReq.elicitInput({ message: 'Please fill in', requestedSchema }))}`),
    );
}
