import { noExposure } from '../kernel/tool.ts';
import type { ToolDefinition } from '../kernel/tool.ts';
import { defineAction, texts } from './define-action.ts';

/**
 * Asks people. It is granted and listed like every tool, and no worker executes it: the run waits for the answer, which is the tool's output.
 * Source: engine design, "Steps, tools, models".
 */
export const people: ToolDefinition = {
  id: 'people',
  version: '1.0.0',
  description: 'Asks the people of the organisation; the run waits until one of them answers.',
  recovery: 'pure',
  exposure: noExposure,
  answeredBy: 'people',
  actions: [
    defineAction({
      name: 'ask',
      description: 'Asks people a question and waits for the answer. Use it when only a person can know or decide.',
      input: {
        question: {
          type: 'string',
          minLength: 1,
          maxLength: 10_000,
          description: 'What you want to know, with what is needed to answer it',
        },
        options: { ...texts('Answers to choose from; people may answer in other words'), maxItems: 20 },
        timeout_s: {
          type: 'integer',
          minimum: 10,
          maximum: 2_592_000,
          description: 'Seconds to wait before the call fails; without it as long as it takes',
        },
      },
      required: ['question'],
      output: { answer: { type: 'string', description: 'What the person answered' } },
      example: { input: { question: 'Which quarter is the report for?', options: ['Q1', 'Q2'] }, output: { answer: 'Q2' } },
    }),
  ],
};
