import type { RunRow, Tx } from '../../store/index.ts';
import { definitionAt } from '../agents/index.ts';
import type { Home } from '../home.ts';
import type { Outcome, OwnedRun } from './own-run.ts';
import type { Usage } from './run.ts';

/** What the row of a run that just ended says about its work. */
export type FinishedRun = Pick<RunRow, 'agent_id' | 'agent_version' | 'task_id' | 'task_fence'>;

interface Ending {
  readonly run: OwnedRun;
  readonly finished: FinishedRun;
  readonly outcome: Outcome;
  readonly usage: Usage;
  readonly now: number;
}

/** Tells whoever makes something of it that a run on a task has ended, in the transaction that ends it. Other runs concern nobody. */
export async function endTaskRun(tx: Tx, home: Home, { run, finished, outcome, usage, now }: Ending): Promise<void> {
  const { task_id: taskId, task_fence: taskFence, agent_id: agentId } = finished;
  if (taskId === null) return;
  const model = (await definitionAt(tx, agentId, finished.agent_version))?.model ?? '';
  const { runId, orgId, sessionId } = run;
  for (const ending of home.taskRunEndings) {
    await ending(tx, home, { runId, orgId, sessionId, agentId, taskId, taskFence: taskFence ?? 0, outcome, ...usage, model, now });
  }
}
