// Works as an agent until there is nothing to do: takes a task under a lease, tells how it goes, hands in a result, and revises it when a
// person asks for that.
import { setTimeout as sleep } from 'node:timers/promises';

const url = process.env.FORGEYARD_URL ?? 'http://127.0.0.1:3001';
const key = process.env.FORGEYARD_AGENT_KEY ?? '';

async function call(method, path, body) {
  const headers = { 'x-agent-key': key, ...(body === undefined ? {} : { 'content-type': 'application/json' }) };
  const response = await fetch(url + path, { method, headers, body: JSON.stringify(body) });
  const answer = await response.json();
  if (!response.ok) throw new Error(`${response.status} ${answer.error.code}: ${answer.error.message}`);
  return answer.data;
}

/** Waits for a person's verdict, ten minutes at most. */
async function verdictOn(deliverable) {
  for (let looks = 0; looks < 600; looks += 1) {
    const verdict = await call('GET', `/api/deliverables/${deliverable.id}/feedback`);
    if (verdict.status !== 'pending') return verdict;
    await sleep(1000);
  }
  throw new Error(`nobody has judged deliverable ${deliverable.id}`);
}

for (;;) {
  // The lease makes the task ours for 60 seconds; of several workers each gets another one.
  const { task, message } = await call('GET', '/api/agents/me/tasks/next?lease=60');
  if (task === null) {
    console.log(message);
    break;
  }
  console.log(`task ${task.id}: ${task.title}`);
  await call('POST', `/api/tasks/${task.id}/progress`, { message: 'The outline is done', percentComplete: 40 });
  const text = { title: task.title, content: `# ${task.title}\n\nThree suppliers fit.`, contentType: 'markdown' };
  let deliverable = await call('POST', '/api/deliverables', { taskId: task.id, ...text });
  let verdict = await verdictOn(deliverable);
  while (verdict.status === 'revision_requested') {
    console.log(`version ${deliverable.version}: ${verdict.feedback}`);
    const revised = { ...text, content: `${text.content}\n\nChanged as asked: ${verdict.feedback}` };
    deliverable = await call('POST', `/api/deliverables/${deliverable.id}/revision`, revised);
    verdict = await verdictOn(deliverable);
  }
  console.log(`version ${deliverable.version}: ${verdict.status}`);
}
