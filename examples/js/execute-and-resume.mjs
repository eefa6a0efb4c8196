// Streams an execution, drops the connection after its first event, and resumes exactly there.
const url = process.env.FORGEYARD_URL ?? 'http://127.0.0.1:3001';
const agent = process.env.FORGEYARD_AGENT ?? 'data-cleanup';
const key = { 'x-forge-api-key': process.env.FORGEYARD_KEY ?? '' };

const connection = new AbortController();
const stream = await fetch(`${url}/api/agents/${agent}/execute`, {
  method: 'POST',
  headers: { ...key, 'content-type': 'application/json' },
  body: JSON.stringify({
    input: 'Clean this CSV',
    data: { csv: 'name,date,amount,region\nJohn,1/15/24,1500,West\nLee,1/17/24,2300,East\n' },
  }),
  signal: connection.signal,
});
if (!stream.ok) throw new Error(`${stream.status} ${await stream.text()}`);

let cursor = '';
let runId = '';
for await (const event of readEvents(stream.body)) {
  cursor = event.id;
  runId = event.data.run_id;
  break;
}
connection.abort();
console.log(`run ${runId}: connection dropped at event ${cursor}, resuming`);

const rest = await fetch(`${url}/v1/runs/${runId}/events`, {
  headers: { ...key, accept: 'text/event-stream', 'last-event-id': cursor },
});
if (!rest.ok) throw new Error(`${rest.status} ${await rest.text()}`);
for await (const { id, event, data } of readEvents(rest.body)) console.log(id, event, JSON.stringify(data.payload));

/** Yields the events of a text/event-stream body, with `data` parsed as JSON. */
async function* readEvents(body) {
  let text = '';
  for await (const chunk of body.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    const frames = text.split('\n\n');
    text = frames.pop() ?? '';
    for (const frame of frames) {
      const field = (name) => frame.match(new RegExp(`^${name}: ?(.*)$`, 'm'))?.[1] ?? '';
      if (field('data') !== '') yield { id: field('id'), event: field('event'), data: JSON.parse(field('data')) };
    }
  }
}
