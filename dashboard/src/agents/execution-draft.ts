import {
  ApiError,
  type ConnectionTest,
  type Execution,
  type ExecutionMode,
  type ExecutionUpdate,
  type FieldError,
  type ProviderName,
} from '@forgeyard/sdk';

/** What the form of the execution holds: texts as they are typed. */
export interface ExecutionDraft {
  readonly mode: ExecutionMode;
  /** Empty: the provider that the model belongs to. */
  readonly provider: ProviderName | '';
  /** A new key; empty keeps the stored one. */
  readonly key: string;
  readonly isKeyRemoved: boolean;
  readonly baseUrl: string;
  readonly model: string;
  readonly prompt: string;
  readonly maxTokens: string;
  readonly temperature: string;
}

/** The form of the saved settings; the key is never shown again. */
export function executionDraftOf(saved: Execution): ExecutionDraft {
  return {
    mode: saved.mode,
    provider: saved.provider ?? '',
    key: '',
    isKeyRemoved: false,
    baseUrl: saved.provider_key?.base_url ?? '',
    model: saved.model,
    prompt: saved.system_prompt ?? '',
    maxTokens: String(saved.max_tokens),
    temperature: saved.temperature === null ? '' : String(saved.temperature),
  };
}

/** What differs from the saved settings; undefined when nothing does. */
export function executionChangeOf(saved: Execution, draft: ExecutionDraft): ExecutionUpdate | undefined {
  const before = executionDraftOf(saved);
  const is = (field: keyof ExecutionDraft) => draft[field] !== before[field];
  const change: ExecutionUpdate = {
    ...(is('mode') ? { mode: draft.mode } : {}),
    ...(is('provider') ? { provider: draft.provider === '' ? null : draft.provider } : {}),
    ...(draft.isKeyRemoved ? { provider_api_key: null } : draft.key.trim() === '' ? {} : { provider_api_key: draft.key.trim() }),
    ...(is('baseUrl') ? { provider_base_url: draft.baseUrl.trim() === '' ? null : draft.baseUrl.trim() } : {}),
    ...(is('model') ? { model: draft.model.trim() } : {}),
    ...(is('prompt') ? { system_prompt: draft.prompt === '' ? null : draft.prompt } : {}),
    ...(is('maxTokens') ? { max_tokens: Number(draft.maxTokens) } : {}),
    ...(is('temperature') ? { temperature: draft.temperature.trim() === '' ? null : Number(draft.temperature) } : {}),
  };
  return Object.keys(change).length === 0 ? undefined : change;
}

/** Whether saving drops the stored key: it must not be sent to an address that it was not given for. */
export function dropsKey(saved: Execution, draft: ExecutionDraft): boolean {
  if (saved.provider_key === null || draft.isKeyRemoved || draft.key.trim() !== '') return false;
  return draft.baseUrl.trim() !== saved.provider_key.base_url || draft.provider !== (saved.provider ?? '');
}

/** What a test of the connection is told: only what was typed and not saved. */
export function probeOf(saved: Execution, draft: ExecutionDraft): ConnectionTest {
  const before = executionDraftOf(saved);
  return {
    ...(draft.provider === before.provider || draft.provider === '' ? {} : { provider: draft.provider }),
    ...(draft.key.trim() === '' ? {} : { api_key: draft.key.trim() }),
    ...(draft.baseUrl === before.baseUrl || draft.baseUrl.trim() === '' ? {} : { base_url: draft.baseUrl.trim() }),
    ...(draft.model === before.model ? {} : { model: draft.model.trim() }),
  };
}

/** Refuses a form in which a number is not one, in the shape in which the server refuses fields. */
export function requireNumbers({ maxTokens, temperature }: ExecutionDraft): void {
  const faults: FieldError[] = [];
  if (!/^\s*\d+\s*$/.test(maxTokens)) faults.push({ pointer: '/max_tokens', detail: 'Type a whole number.' });
  if (temperature.trim() !== '' && !Number.isFinite(Number(temperature)))
    faults.push({ pointer: '/temperature', detail: 'Type a number.' });
  if (faults.length === 0) return;
  const detail = { status: 0, code: 'NOT_A_NUMBER', requestId: null, fieldErrors: faults, retryAfterMs: null };
  throw new ApiError('A field needs a number.', detail);
}
