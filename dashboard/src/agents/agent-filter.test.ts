import type { Agent } from '@forgeyard/sdk';
import { expect, test } from 'vitest';
import { capabilitiesOf, isAvailable, matches, runningOf } from './agent-filter.ts';

function agent(part: Partial<Agent>): Agent {
  return {
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
    version: 1,
    model: 'gpt-5-mini',
    provider: 'openai',
    system_prompt: null,
    tools: ['math'],
    config: { max_steps: 10, temperature: null, timeout_ms: 30_000, retry_on_error: true, max_tokens: 4096 },
    max_concurrent_tasks: 2,
    capabilities: ['research'],
    metadata: {},
    created_at: '',
    updated_at: '',
    run_count: 0,
    running: 0,
    open_tasks: 0,
    running_tasks: 0,
    last_run_at: null,
    ...part,
  };
}

test('an agent is available when it is active and has room for one more', () => {
  expect(isAvailable(agent({ open_tasks: 1 }))).toBe(true);
  expect(isAvailable(agent({ open_tasks: 2 }))).toBe(false);
  expect(isAvailable(agent({ running: 2 }))).toBe(false);
  expect(isAvailable(agent({ status: 'paused' }))).toBe(false);
});

test('a run that works on a task is not counted twice', () => {
  expect(runningOf(agent({ running: 1, running_tasks: 1 }))).toBe(1);
});

test('the filters narrow together, and words are looked for in name, model, tools and owner', () => {
  const ana = agent({ owner: { id: 'u', name: 'Ana' } });
  expect(matches(ana, { q: 'ana' })).toBe(true);
  expect(matches(ana, { q: 'ana', status: 'paused' })).toBe(false);
  expect(matches(ana, { capability: 'research', available: 'yes' })).toBe(true);
  expect(matches(ana, { capability: 'seo' })).toBe(false);
});

test('every capability is offered once', () => {
  expect(capabilitiesOf([agent({ capabilities: ['seo', 'math'] }), agent({ capabilities: ['math'] })])).toEqual(['math', 'seo']);
});
