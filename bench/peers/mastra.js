import { serve } from '@hono/node-server';
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { Mastra } from '@mastra/core';
import { Agent } from '@mastra/core/agent';
import { createTool } from '@mastra/core/tools';
import { MastraServer } from '@mastra/hono';
import { Hono } from 'hono';
import { instructions, scripts, settings, tools } from './tools.js';

const { port, modelUrl } = settings();
const provider = createOpenAICompatible({ name: 'standin', baseURL: modelUrl, apiKey: 'sk-bench' });
const wrapped = Object.fromEntries(
  tools.map(({ name, description, parameters, run }) => [
    name,
    createTool({ id: name, description, inputSchema: parameters, execute: async (input) => run(input.context ?? input) }),
  ]),
);
const agents = Object.fromEntries(
  scripts.map((script) => [
    script,
    new Agent({
      id: script,
      name: script,
      instructions,
      model: provider(`gpt-standin-${script}`),
      tools: script === 'three' ? wrapped : {},
    }),
  ]),
);
const mastra = new Mastra({ agents, logger: false });
const app = new Hono();
await new MastraServer({ app, mastra }).init();
serve({ fetch: app.fetch, port, hostname: '127.0.0.1' });
