import { createServer, type ServerResponse } from 'node:http';

/** A model server that speaks like OpenAI's chat completions and counts slowly. Source: OpenAI API reference, "Streaming". */
export interface FakeModel {
  readonly url: string;
  close(): Promise<void>;
}

const words = 40;
const wordEveryMs = 60;

/** Starts the model server on a free port of this machine. */
export async function openFakeModel(): Promise<FakeModel> {
  const server = createServer((request, response) => {
    request.resume();
    request.once('end', () => speak(response));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = address !== null && typeof address === 'object' ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}/v1`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function speak(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  const send = (choices: readonly unknown[], more: object = {}) =>
    response.write(
      `data: ${JSON.stringify({ id: 'c', object: 'chat.completion.chunk', created: 1, model: 'fake', choices, ...more })}\n\n`,
    );
  let said = 0;
  const timer = setInterval(() => {
    said += 1;
    if (said <= words) return send([{ index: 0, delta: { role: 'assistant', content: `word-${said} ` }, finish_reason: null }]);
    clearInterval(timer);
    send([{ index: 0, delta: {}, finish_reason: 'stop' }]);
    send([], { usage: { prompt_tokens: 12, completion_tokens: words, total_tokens: words + 12 } });
    return response.end('data: [DONE]\n\n');
  }, wordEveryMs);
  response.once('close', () => clearInterval(timer));
}
