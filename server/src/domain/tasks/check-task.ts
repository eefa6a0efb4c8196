import type { JsonObject } from '../../kernel/json.ts';
import { refuseField } from '../../kernel/refusal.ts';

/** What an agent is told in full with each attempt, so it stays readable. */
const contextCharactersMax = 100_000;

/** @throws Refusal `unprocessable` task.context_too_large */
export function refuseHugeContext(context: JsonObject | undefined): void {
  if (context === undefined || JSON.stringify(context).length <= contextCharactersMax) return;
  throw refuseField('unprocessable', 'task.context_too_large', '/context', `At most ${contextCharactersMax} characters of JSON.`);
}
