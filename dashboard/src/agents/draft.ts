import { type Agent, type AgentStatus, type AgentUpdate, ApiError, type Autonomy, type FieldError, type ToolPolicy } from '@forgeyard/sdk';

/** What the form of an agent holds: texts as they are typed, until they are saved as a new version. */
export interface Draft {
  readonly displayName: string;
  readonly description: string;
  readonly autonomy: Autonomy;
  readonly status: AgentStatus;
  /** Separated by commas. */
  readonly capabilities: string;
  readonly systemPrompt: string;
  readonly model: string;
  readonly tools: readonly string[];
  readonly policy: Readonly<Record<string, ToolPolicy>>;
  readonly maxSteps: string;
  readonly temperature: string;
  readonly timeoutMs: string;
  readonly maxTokens: string;
  readonly retryOnError: boolean;
  readonly maxConcurrentTasks: string;
  readonly note: string;
}

export type DraftTab = 'general' | 'prompt' | 'tools' | 'model';

/** Fills the form from an agent. */
export function draftOf(agent: Agent): Draft {
  const { config } = agent;
  return {
    displayName: agent.display_name,
    description: agent.description,
    autonomy: agent.autonomy,
    status: agent.status,
    capabilities: agent.capabilities.join(', '),
    systemPrompt: agent.system_prompt ?? '',
    model: agent.model,
    tools: agent.tools,
    policy: config.tool_policy ?? {},
    maxSteps: String(config.max_steps),
    temperature: config.temperature === null ? '' : String(config.temperature),
    timeoutMs: String(config.timeout_ms),
    maxTokens: String(config.max_tokens),
    retryOnError: config.retry_on_error,
    maxConcurrentTasks: String(agent.max_concurrent_tasks),
    note: '',
  };
}

/** True when saving would change something. */
export function isChanged(agent: Agent, draft: Draft): boolean {
  return JSON.stringify({ ...draft, note: '' }) !== JSON.stringify(draftOf(agent));
}

/** The body of the request that saves the form; what the form does not show stays as it is. */
export function patchOf(agent: Agent, draft: Draft): AgentUpdate {
  const hasPolicy = Object.keys(draft.policy).length > 0 || agent.config.tool_policy !== undefined;
  const config = {
    ...agent.config,
    max_steps: Number(draft.maxSteps),
    temperature: draft.temperature.trim() === '' ? null : Number(draft.temperature),
    timeout_ms: Number(draft.timeoutMs),
    max_tokens: Number(draft.maxTokens),
    retry_on_error: draft.retryOnError,
    ...(hasPolicy ? { tool_policy: draft.policy } : {}),
  };
  return {
    display_name: draft.displayName,
    description: draft.description,
    ...(draft.autonomy === agent.autonomy ? {} : { autonomy: draft.autonomy }),
    ...(draft.status === agent.status ? {} : { status: draft.status }),
    capabilities: capabilitiesIn(draft.capabilities),
    system_prompt: draft.systemPrompt === '' ? null : draft.systemPrompt,
    model: draft.model.trim(),
    tools: draft.tools,
    config,
    max_concurrent_tasks: Number(draft.maxConcurrentTasks),
    note: draft.note.trim() === '' ? undefined : draft.note.trim(),
  };
}

/** The capabilities that a text names, each once. */
export function capabilitiesIn(text: string): readonly string[] {
  const words = text.split(/[,\n]/).map((word) => word.trim());
  return [...new Set(words.filter((word) => word !== ''))];
}

const numberFields = [
  ['/config/max_steps', 'maxSteps'],
  ['/config/timeout_ms', 'timeoutMs'],
  ['/config/max_tokens', 'maxTokens'],
  ['/max_concurrent_tasks', 'maxConcurrentTasks'],
] as const;

/** Refuses a form in which a number is not one, in the same shape as the server refuses fields. */
export function requireNumbers(draft: Draft): void {
  const isNumber = (text: string) => text.trim() !== '' && Number.isFinite(Number(text));
  const faults: FieldError[] = [];
  for (const [pointer, field] of numberFields) if (!isNumber(draft[field])) faults.push({ pointer, detail: 'Type a number.' });
  if (draft.temperature.trim() !== '' && !isNumber(draft.temperature))
    faults.push({ pointer: '/config/temperature', detail: 'Type a number.' });
  if (faults.length === 0) return;
  const detail = { status: 0, code: 'NOT_A_NUMBER', requestId: null, fieldErrors: faults, retryAfterMs: null };
  throw new ApiError('A field needs a number.', detail);
}

/** What the server said about one field of the form; null when it said nothing. */
export function faultOf(error: unknown, pointer: string): string | null {
  if (!(error instanceof ApiError)) return null;
  if (error.code === 'INVALID_TOOL' && pointer === '/tools') return error.message;
  if (error.code === 'INVALID_MODEL' && pointer === '/model') return error.message;
  return error.fieldErrors.find((fault) => fault.pointer === pointer || fault.pointer.startsWith(`${pointer}/`))?.detail ?? null;
}

const tabOfPointer: readonly (readonly [pointer: string, tab: DraftTab])[] = [
  ['/tools', 'tools'],
  ['/config/tool_policy', 'tools'],
  ['/model', 'model'],
  ['/config', 'model'],
  ['/system_prompt', 'prompt'],
  ['/display_name', 'general'],
  ['/description', 'general'],
  ['/autonomy', 'general'],
  ['/status', 'general'],
  ['/capabilities', 'general'],
  ['/max_concurrent_tasks', 'general'],
];

/** The tab of the form on which the refused field stands. */
export function tabOfFault(error: unknown): DraftTab | null {
  if (!(error instanceof ApiError) || error.status === 412) return null;
  return tabOfPointer.find(([pointer]) => faultOf(error, pointer) !== null)?.[1] ?? null;
}
