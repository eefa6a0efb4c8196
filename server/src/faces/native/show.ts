import { toRfc3339, toRfc3339OrNull } from '../../kernel/clock.ts';
import type { LoggedEvent } from '../../kernel/event.ts';
import { agtOfUuid } from '../../kernel/id.ts';
import type { Page } from '../../kernel/page.ts';
import type { AgentVersion } from '../../domain/agents/index.ts';
import type { At } from '../../domain/home.ts';
import type { ProviderAccount } from '../../domain/providers/index.ts';
import type { Run, RunDetails, StepReport, Usage } from '../../domain/runs/index.ts';
import { showConfig } from '../kit/index.ts';
import type { AgentView } from './agents.view.ts';

/** The domain's things as our own API shows them: the only place where their case changes. */
export function showPage<Item>(page: Page<Item>, show: (item: Item) => unknown) {
  return { data: page.items.map(show), next_cursor: page.nextCursor, has_more: page.nextCursor !== null };
}

export function showName(agent: { readonly id: string; readonly slug: string; readonly displayName: string }) {
  return { id: agent.id, slug: agent.slug, display_name: agent.displayName };
}

export function showAgent(agent: AgentView, at: At) {
  return {
    ...showName(agent),
    number: agent.number,
    agt_id: agtOfUuid(agent.id),
    description: agent.description,
    kind: agent.kind,
    autonomy: agent.autonomy,
    status: agent.status,
    execution_mode: agent.executionMode,
    owner: agent.owner === null ? null : { id: agent.owner.id, name: agent.owner.name },
    version: agent.version,
    model: agent.model,
    provider: agent.provider ?? at.home.models.providerOf(agent.model),
    system_prompt: agent.systemPrompt,
    tools: agent.tools,
    config: showConfig(agent.config),
    max_concurrent_tasks: agent.maxConcurrent,
    capabilities: agent.capabilities,
    metadata: agent.metadata,
    created_at: toRfc3339(agent.createdAt),
    updated_at: toRfc3339(agent.updatedAt),
    run_count: agent.runCount,
    running: agent.running,
    open_tasks: agent.load.open,
    running_tasks: agent.load.running,
    last_run_at: toRfc3339OrNull(agent.lastRunAt),
  };
}

export function showVersion(version: AgentVersion) {
  return {
    version: version.version,
    model: version.model,
    system_prompt: version.systemPrompt,
    tools: version.tools,
    config: showConfig(version.config),
    note: version.note,
    created_by: version.createdBy,
    created_at: toRfc3339(version.createdAt),
  };
}

export function showUsage(usage: Usage) {
  return { input_tokens: usage.inputTokens, output_tokens: usage.outputTokens };
}

function showStep(step: StepReport) {
  return {
    number: step.number,
    kind: step.kind,
    step_number: step.toolNumber,
    tool: step.tool,
    action: step.action,
    input: step.input,
    output: step.output,
    error: step.error,
    status: step.status,
    started_at: toRfc3339(step.startedAt),
    ended_at: toRfc3339OrNull(step.endedAt),
    duration_ms: step.durationMs,
    usage: step.usage === null ? null : showUsage(step.usage),
    attempt: step.attempt,
  };
}

export function showRun(run: Run) {
  return {
    id: run.id,
    agent: showName(run.agent),
    session_id: run.sessionId,
    agent_version: run.agentVersion,
    model: run.model,
    status: run.state,
    input: run.input,
    output: null,
    result: null,
    error: run.error,
    usage: showUsage(run.usage),
    steps_count: run.stepsCount,
    attempt: run.attempt,
    duration_ms: run.durationMs,
    trigger: run.trigger,
    trace_id: run.traceId,
    created_at: toRfc3339(run.createdAt),
    started_at: toRfc3339OrNull(run.startedAt),
    ended_at: toRfc3339OrNull(run.endedAt),
  };
}

export function showRunDetails(run: RunDetails) {
  const { output, result, steps } = run.report;
  return { ...showRun(run), data: run.data, output, result, steps: steps.map(showStep) };
}

export function showEvent(event: LoggedEvent) {
  return { seq: event.seq, type: event.type, at: toRfc3339(event.at), run_id: event.runId, payload: event.payload };
}

export function showProvider(account: ProviderAccount) {
  const { id, provider, label, models } = account;
  return {
    id,
    provider,
    label,
    base_url: account.baseUrl,
    key_hint: `…${account.keyHint}`,
    models,
    created_at: toRfc3339(account.createdAt),
  };
}
