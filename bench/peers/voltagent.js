import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { Agent, createTool, VoltAgent } from '@voltagent/core';
import { createPinoLogger } from '@voltagent/logger';
import { honoServer } from '@voltagent/server-hono';
import { instructions, scripts, settings, tools } from './tools.js';

const { port, modelUrl } = settings();
const provider = createOpenAICompatible({ name: 'standin', baseURL: modelUrl, apiKey: 'sk-bench' });
const wrapped = tools.map(({ name, description, parameters, run }) =>
  createTool({ name, description, parameters, execute: async (input) => run(input) }),
);
const agents = Object.fromEntries(
  scripts.map((script) => [
    script,
    new Agent({
      id: script,
      name: script,
      instructions,
      model: provider(`gpt-standin-${script}`),
      tools: script === 'three' ? wrapped : [],
    }),
  ]),
);

new VoltAgent({
  agents,
  server: honoServer({ port, hostname: '127.0.0.1', enableSwaggerUI: false }),
  logger: createPinoLogger({ name: 'bench', level: 'error' }),
});
