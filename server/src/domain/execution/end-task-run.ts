import { systemCaller } from '../../kernel/caller.ts';
import { Refusal } from '../../kernel/refusal.ts';
import type { Tx } from '../../store/index.ts';
import { insertDeliverable } from '../deliverables/index.ts';
import type { Home } from '../home.ts';
import type { EndedRun, TaskRunEnding } from '../ports.ts';
import { chosenProvider } from '../providers/index.ts';
import { failTask, lockTaskById, moveTask } from '../tasks/index.ts';
import type { Doer, Task } from '../tasks/index.ts';
import { cut, readAnswer } from './answer.ts';
import type { Answer } from './answer.ts';
import { cancelledCooldownMs, categoryOf, cooldownMs } from './error-category.ts';

const messageMax = 500;

/**
 * What the end of a run means for its task, in the transaction that ends the run: a result is handed in, a failure puts the task back with its
 * reason and the time of the next try, a cancel puts it back. A task that was taken away since the run began is left as it is.
 */
export const endTaskRun: TaskRunEnding = async (tx, home, ended) => {
  const task = await lockTaskById(tx, home, ended.taskId);
  if (task === undefined || task.status !== 'in_progress' || task.fence !== ended.taskFence || task.assignee?.id !== ended.agentId) return;
  const at = { home, caller: systemCaller(ended.orgId) };
  const { outcome, now, runId } = ended;
  if (outcome.state === 'completed') return deliver(tx, at, task, ended, outcome.output);
  if (outcome.state === 'cancelled') {
    await moveTask(tx, at, task, { to: 'assigned', retryAt: now + cancelledCooldownMs, facts: { reason: 'run_cancelled', run_id: runId } });
    return;
  }
  await fail(tx, at, task, { ended, code: outcome.code, message: outcome.message });
};

interface Failure {
  readonly ended: EndedRun;
  readonly code: string;
  readonly message: string;
}

async function fail(tx: Tx, at: Doer, task: Task, { ended: { now, runId }, code, message }: Failure): Promise<void> {
  const category = categoryOf({ code, message });
  const error = { category, message: cut(message, messageMax), retryAt: now + cooldownMs(category) };
  await failTask(tx, at, task, { error, runId });
}

async function deliver(tx: Tx, at: Doer, task: Task, ended: EndedRun, output: string): Promise<void> {
  const provider = await providerOf(tx, at.home, ended);
  const { agentId, runId, model, inputTokens, outputTokens } = ended;
  const usage = { inputTokens, outputTokens };
  const answer = readAnswer(output);
  for (const shape of shapesOf(answer)) {
    try {
      const content = { ...shape, title: answer.title ?? task.title, summary: answer.summary };
      await insertDeliverable(tx, at, { ...content, task: { id: task.id }, agentId, runId, usage, provider, model });
      return;
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
    }
  }
  await fail(tx, at, task, { ended, code: 'EMPTY', message: 'The agent gave an empty answer.' });
}

/** The wire that served the run; null for an agent without a language model. */
async function providerOf(tx: Tx, home: Home, { agentId, model }: EndedRun): Promise<string | null> {
  const family = home.models.providerOf(model);
  return family === 'playbook' ? 'playbook' : ((await chosenProvider(tx, agentId)) ?? family);
}

/** Ways to hand an answer in, best first: a deliverable refuses what does not fit before it writes anything. */
function shapesOf(answer: Answer) {
  const { content, contentType, files } = answer;
  const whole = { filename: 'answer.md', mimeType: 'text/markdown', content: Buffer.from(content, 'utf8').toString('base64') };
  return [
    { content, contentType, files },
    ...(files.length === 0 ? [] : [{ content, contentType, files: [], metadata: { refused_files: files.map((file) => file.filename) } }]),
    ...(content.trim() === '' ? [] : [{ content: cut(content, contentPartMax), contentType, files: [whole] }]),
  ];
}

/** Of an answer that is too long for a deliverable the beginning is shown and the whole is a file. */
const contentPartMax = 100_000;
