// Runs an agent and prints its steps and its result.
const url = process.env.FORGEYARD_URL ?? 'http://127.0.0.1:3001';
const agent = process.env.FORGEYARD_AGENT ?? 'data-cleanup';

const response = await fetch(`${url}/api/v1/agents/${agent}/run`, {
  method: 'POST',
  headers: { 'content-type': 'application/json', 'x-api-key': process.env.FORGEYARD_KEY ?? '' },
  body: JSON.stringify({
    input: 'Clean this CSV and calculate totals by region',
    data: { csv: 'name,date,amount,region\nJohn,1/15/24,1500,West\nAna,1/16/24,1800,West\nLee,1/17/24,2300,East\n' },
  }),
});
const run = await response.json();
if (!response.ok) throw new Error(`${response.status} ${run.error.code}: ${run.error.message}`);

for (const step of run.steps) console.log(`step ${step.step_number}: ${step.tool}.${step.action} in ${step.duration_ms} ms`);
console.log(`run ${run.run_id}: ${run.status}`);
console.log(JSON.stringify(run.result, null, 2));
if (run.status !== 'completed') process.exitCode = 1;
