/** Characters of one message; more is no answer of ours. */
const messageLengthMax = 16 * 1024 * 1024;

/** The messages of an answer, each on one line, as they come: the one of a JSON body, or those of a stream of server-sent events. */
export async function* readAnswer(response: Response): AsyncGenerator<string> {
  if (response.body === null) return;
  const isStream = response.headers.get('content-type')?.startsWith('text/event-stream') === true;
  if (isStream) {
    yield* dataOf(response.body);
    return;
  }
  const line = oneLine(await response.text());
  if (line !== undefined) yield line;
}

/** Source: WHATWG HTML, "Server-sent events". */
async function* dataOf(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  let rest = '';
  let data: string[] = [];
  for await (const chunk of body.pipeThrough(new TextDecoderStream())) {
    rest += chunk;
    const lines = rest.split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop() ?? '';
    if (rest.length > messageLengthMax) throw new Error('a message of the server is too long');
    for (const line of lines) {
      if (line.startsWith('data:')) data.push(line.slice(line.startsWith('data: ') ? 6 : 5));
      if (line !== '' || data.length === 0) continue;
      const message = oneLine(data.join('\n'));
      data = [];
      if (message !== undefined) yield message;
    }
  }
}

/** JSON without line breaks; undefined for what is not JSON. */
function oneLine(text: string): string | undefined {
  try {
    return JSON.stringify(JSON.parse(text));
  } catch {
    return undefined;
  }
}
