import type { JsonObject } from '../../kernel/json.ts';
import { defaultConfig, defaultModel } from './agent.ts';
import type { AgentDefinition } from './agent.ts';
import { dataCleanupPlaybook } from './data-cleanup-playbook.ts';

/** A ready definition to start from, with input to try it on. */
export interface AgentTemplate extends AgentDefinition {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly example: { readonly input: string; readonly data: JsonObject | null };
}

const exampleCsv = ['name,date,amount,region', 'John,1/15/24,1500,West', 'Jane,1/16/24,2300,East', 'Bob,1/17/24,1800,West'].join('\n');

/** Source: agent API specification, "Run Agent" (the first template answers its example). */
export const templates: readonly AgentTemplate[] = [
  {
    id: 'data-cleanup',
    name: 'Data cleanup',
    description: 'Cleans CSV data, normalizes dates and totals amounts by region. Runs without a language model.',
    model: 'playbook',
    systemPrompt: null,
    tools: ['data-transform', 'date-utils', 'formula-engine', 'json-utils'],
    config: { ...defaultConfig, playbook: dataCleanupPlaybook },
    example: { input: 'Clean this CSV and calculate totals by region', data: { csv: exampleCsv } },
  },
  {
    id: 'text-processor',
    name: 'Text processor',
    description: 'Summarizes, rewrites and extracts structure from text.',
    model: defaultModel,
    systemPrompt:
      'You process text. Do exactly what the instruction asks: summarize, rewrite, classify or extract. Answer with the result alone; when structure is asked for, answer with one JSON object.',
    tools: ['data-transform', 'json-utils'],
    config: { ...defaultConfig, temperature: 0.3 },
    example: {
      input: 'List the people and the dates in this text as JSON.',
      data: { text: 'Ana met Ben on 3 May 2024. They agreed to deliver the report to Chloe by 1 June 2024.' },
    },
  },
  {
    id: 'math-calculator',
    name: 'Math calculator',
    description: 'Answers questions with numbers by evaluating spreadsheet formulas instead of guessing.',
    model: defaultModel,
    systemPrompt:
      'You answer questions that need calculation. Never calculate in your head: turn each calculation into a formula and evaluate it with formula-engine. State the result and the formula you used.',
    tools: ['formula-engine', 'date-utils'],
    config: { ...defaultConfig, temperature: 0 },
    example: { input: 'What is the monthly payment for a loan of 20,000 at 4.5 % a year over 5 years?', data: null },
  },
];
