import { createServer } from 'node:http';
import { Agent, OpenAIChatCompletionsModel, run, setTracingDisabled, tool } from '@openai/agents';
import OpenAI from 'openai';
import { instructions, scripts, settings, tools } from './tools.js';

const { port, modelUrl } = settings();
setTracingDisabled(true);
const client = new OpenAI({ apiKey: 'sk-bench', baseURL: modelUrl });
const wrapped = tools.map(({ name, description, parameters, run: execute }) =>
  tool({ name, description, parameters, execute: async (input) => JSON.stringify(execute(input)) }),
);
const agents = new Map(
  scripts.map((script) => [
    script,
    new Agent({
      name: script,
      instructions,
      model: new OpenAIChatCompletionsModel(client, `gpt-standin-${script}`),
      tools: script === 'three' ? wrapped : [],
    }),
  ]),
);

async function serve(request, response) {
  let text = '';
  for await (const piece of request) text += piece;
  const { agent, input, stream } = JSON.parse(text);
  if (!stream) {
    const result = await run(agents.get(agent), input);
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ status: 'completed', output: result.finalOutput, items: result.newItems.length }));
    return;
  }
  const result = await run(agents.get(agent), input, { stream: true });
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  for await (const event of result) {
    if (event.type !== 'raw_model_stream_event' || event.data.type !== 'output_text_delta') continue;
    response.write(`event: token\ndata: ${JSON.stringify({ text: event.data.delta })}\n\n`);
  }
  await result.completed;
  response.end(`event: done\ndata: ${JSON.stringify({ status: 'completed', output: result.finalOutput })}\n\n`);
}

createServer((request, response) => {
  serve(request, response).catch((error) => {
    process.stderr.write(`${error.stack}\n`);
    response.writeHead(500).end();
  });
}).listen(port, '127.0.0.1');
