/** Documented examples of the agent API specification, used in the API description and replayed by the face's test. */
const id = '0194f0c2-1111-7000-8000-000000000001';

export const exampleListedAgent = {
  id,
  name: 'data-cleanup-agent',
  description: 'Cleans and transforms data',
  tools: ['data-transform', 'date-utils', 'formula-engine'],
  model: 'claude-sonnet-4-20250514',
  is_active: true,
  created_at: '2025-01-30T10:00:00Z',
  run_count: 142,
};

export const exampleAgent = {
  id,
  name: 'data-cleanup-agent',
  description: 'Cleans and transforms data',
  tools: ['data-transform', 'date-utils', 'formula-engine'],
  model: 'claude-sonnet-4-20250514',
  system_prompt: 'You are a data cleaning specialist...',
  config: { max_steps: 10, temperature: 0.7, timeout_ms: 30_000, retry_on_error: true, max_tokens: 4096 },
  is_active: true,
  created_at: '2025-01-30T10:00:00Z',
  updated_at: '2025-01-30T10:00:00Z',
};

export const exampleCreate = {
  name: 'data-cleanup-agent',
  description: 'Cleans CSV data, normalizes dates, calculates summaries',
  tools: ['data-transform', 'date-utils', 'formula-engine', 'json-utils'],
  model: 'claude-sonnet-4-20250514',
  system_prompt: 'You are a data cleaning specialist. Parse and transform data precisely.',
  config: { max_steps: 15, temperature: 0.5 },
};

export const exampleRun = {
  input: 'Clean this CSV and calculate totals by region',
  data: { csv: 'name,date,amount,region\nJohn,1/15/24,1500,West\nJane,1/16/24,2300,East\nBob,1/17/24,1800,West' },
  config_override: { max_steps: 5 },
};

export const exampleRunAnswer = {
  run_id: '0194f0c2-2222-7000-8000-000000000002',
  agent_id: id,
  status: 'completed',
  result: {
    cleaned_data: [{ name: 'John', date: '2024-01-15', amount: 1500, region: 'West' }],
    summary: { West: 3300, East: 2300 },
  },
  steps: [
    {
      step_number: 1,
      tool: 'data-transform',
      action: 'csv_to_json',
      input: { csv: 'name,date,amount,region\nJohn,1/15/24,1500,West' },
      output: { data: [{ name: 'John', date: '1/15/24', amount: 1500, region: 'West' }] },
      duration_ms: 12,
    },
  ],
  tokens_used: 847,
  duration_ms: 1243,
};
