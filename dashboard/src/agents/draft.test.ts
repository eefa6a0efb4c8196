import { ApiError, type Agent } from '@forgeyard/sdk';
import { expect, test } from 'vitest';
import { capabilitiesIn, draftOf, faultOf, isChanged, patchOf, requireNumbers, tabOfFault } from './draft.ts';

const agent: Agent = {
  id: 'a',
  number: 1,
  agt_id: 'agt_a',
  slug: 'adder',
  display_name: 'Adder',
  description: '',
  kind: 'ai',
  autonomy: 'supervised',
  status: 'active',
  execution_mode: 'manual',
  owner: null,
  version: 3,
  model: 'playbook',
  provider: 'playbook',
  system_prompt: null,
  tools: ['math'],
  config: { max_steps: 10, temperature: null, timeout_ms: 30_000, retry_on_error: true, max_tokens: 4096, playbook: [{ tool: 'math' }] },
  max_concurrent_tasks: 5,
  capabilities: [],
  metadata: {},
  created_at: '',
  updated_at: '',
  run_count: 0,
  running: 0,
  open_tasks: 0,
  running_tasks: 0,
  last_run_at: null,
};

function refusal(status: number, code: string, pointer: string): ApiError {
  return new ApiError('refused', { status, code, requestId: null, fieldErrors: [{ pointer, detail: 'wrong' }], retryAfterMs: null });
}

test('saving an untouched form would change nothing, and keeps what the form does not show', () => {
  expect(isChanged(agent, draftOf(agent))).toBe(false);
  expect(patchOf(agent, draftOf(agent)).config).toEqual(agent.config);
});

test('status and autonomy are sent only when they were changed, so that a pause elsewhere is not undone', () => {
  expect(patchOf(agent, draftOf(agent))).not.toHaveProperty('status');
  const change = patchOf(agent, { ...draftOf(agent), status: 'paused', autonomy: 'autonomous' });
  expect(change).toMatchObject({ status: 'paused', autonomy: 'autonomous' });
});

test('capabilities are read from commas and lines, each once', () => {
  expect(capabilitiesIn(' research, analysis,\nresearch ,, ')).toEqual(['research', 'analysis']);
  expect(capabilitiesIn('')).toEqual([]);
});

test('a note alone is no change', () => {
  expect(isChanged(agent, { ...draftOf(agent), note: 'why' })).toBe(false);
});

test('a number that is none is refused on its own field before anything is sent', () => {
  expect(() => requireNumbers({ ...draftOf(agent), maxSteps: 'ten' })).toThrow(ApiError);
  expect(() => requireNumbers(draftOf(agent))).not.toThrow();
});

test.each([
  [
    new ApiError('no such tool', { status: 422, code: 'INVALID_TOOL', requestId: null, fieldErrors: [], retryAfterMs: null }),
    '/tools',
    'tools',
  ],
  [refusal(422, 'VALIDATION_FAILED', '/tools/0'), '/tools', 'tools'],
  [refusal(422, 'INVALID_MODEL', '/model'), '/model', 'model'],
  [refusal(422, 'VALIDATION_FAILED', '/config/max_steps'), '/config/max_steps', 'model'],
  [refusal(422, 'VALIDATION_FAILED', '/capabilities/0'), '/capabilities', 'general'],
  [refusal(422, 'VALIDATION_FAILED', '/max_concurrent_tasks'), '/max_concurrent_tasks', 'general'],
] as const)('a refusal lands on its field and opens the tab (%#)', (error, pointer, tab) => {
  expect(faultOf(error, pointer)).not.toBeNull();
  expect(tabOfFault(error)).toBe(tab);
});
