import { toRfc3339, toRfc3339OrNull } from '../../kernel/clock.ts';
import type { Json } from '../../kernel/json.ts';
import type { Agent, AgentWithActivity } from '../../domain/agents/index.ts';
import type { Run, RunDetails, RunReport, RunState, StepReport } from '../../domain/runs/index.ts';
import { showConfig } from '../kit/index.ts';

export function showListedAgent(agent: AgentWithActivity) {
  const { id, description, tools, model } = agent;
  return {
    id,
    name: agent.slug,
    description,
    tools,
    model,
    is_active: agent.status === 'active',
    created_at: toRfc3339(agent.createdAt),
    run_count: agent.runCount,
  };
}

export function showAgent(agent: Agent) {
  const { id, description, tools, model } = agent;
  return {
    id,
    name: agent.slug,
    description,
    tools,
    model,
    system_prompt: agent.systemPrompt,
    config: showConfig(agent.config),
    is_active: agent.status === 'active',
    created_at: toRfc3339(agent.createdAt),
    updated_at: toRfc3339(agent.updatedAt),
  };
}

/** The contract's words for a run's state. */
export function showState(state: RunState): string {
  if (state === 'queued') return 'pending';
  return state === 'cancelling' ? 'running' : state;
}

export function statesOf(status: string | undefined): readonly string[] | undefined {
  if (status === undefined) return undefined;
  if (status === 'pending') return ['queued'];
  return status === 'running' ? ['running', 'cancelling'] : [status];
}

/** Tool calls only: the contract's steps are what tools did. */
export function showSteps(steps: readonly StepReport[]) {
  return steps
    .filter((step) => step.kind === 'tool')
    .map((step) => ({
      step_number: step.toolNumber,
      tool: step.tool,
      action: step.action,
      input: step.input,
      ...(step.status === 'completed' ? { output: step.output } : {}),
      ...(step.error === null ? {} : { error: step.error.message }),
      ...(step.durationMs === null ? {} : { duration_ms: step.durationMs }),
    }));
}

/** A structured answer as it is; a plain text as `{result: text}`. */
export function showResult(report: Pick<RunReport, 'result' | 'output'>): Json {
  return report.result ?? { result: report.output };
}

export function showOutcome(report: RunReport) {
  return {
    status: showState(report.state),
    ...(report.state === 'completed' ? { result: showResult(report) } : {}),
    ...(report.error === null ? {} : { error: report.error.message }),
    steps: showSteps(report.steps),
    tokens_used: report.usage.inputTokens + report.usage.outputTokens,
    duration_ms: report.durationMs,
  };
}

export function showListedRun(run: Run) {
  return {
    id: run.id,
    status: showState(run.state),
    input: run.input,
    tokens_used: run.usage.inputTokens + run.usage.outputTokens,
    duration_ms: run.durationMs,
    created_at: toRfc3339(run.createdAt),
  };
}

export function showRunDetails(run: RunDetails) {
  return {
    id: run.id,
    agent_id: run.agent.id,
    input: run.input,
    data: run.data,
    ...(run.report.output === null ? {} : { output: run.report.output }),
    ...showOutcome(run.report),
    created_at: toRfc3339(run.createdAt),
    started_at: toRfc3339OrNull(run.startedAt),
    completed_at: toRfc3339OrNull(run.endedAt),
  };
}
