// Starts a run without waiting for it, cancels it, and prints how it ended.
const url = process.env.FORGEYARD_URL ?? 'http://127.0.0.1:3001';
const agent = process.env.FORGEYARD_AGENT ?? 'data-cleanup';
const ended = ['completed', 'failed', 'timeout', 'cancelled'];

const started = await call('POST', `/v1/agents/${agent}/runs`, {
  input: 'Clean this CSV',
  data: { csv: 'name,date,amount,region\nJohn,1/15/24,1500,West\n' },
  wait: false,
});
console.log(`started run ${started.id}`);

// A run that has already ended answers 409: there is nothing left to cancel.
await call('POST', `/v1/runs/${started.id}/cancel`, undefined, [409]);

let run = await call('GET', `/v1/runs/${started.id}`);
for (let tries = 0; tries < 50 && !ended.includes(run.status); tries += 1) {
  await new Promise((resolve) => setTimeout(resolve, 200));
  run = await call('GET', `/v1/runs/${started.id}`);
}
console.log(`run ${run.id} ended: ${run.status}`);
if (!ended.includes(run.status)) process.exitCode = 1;

async function call(method, path, body, accepted = []) {
  const response = await fetch(url + path, {
    method,
    headers: { 'x-api-key': process.env.FORGEYARD_KEY ?? '', ...(body && { 'content-type': 'application/json' }) },
    ...(body && { body: JSON.stringify(body) }),
  });
  const answer = await response.json();
  if (!response.ok && !accepted.includes(response.status)) throw new Error(`${response.status} ${answer.code}: ${answer.detail}`);
  return answer;
}
