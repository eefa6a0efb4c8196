import type { Agent } from '@forgeyard/sdk';
import { oneLine } from '../output/printable.ts';
import type { Output } from '../output/output.ts';
import { duration } from '../output/time.ts';

/** Prints one agent: JSON, or a block of labelled lines. */
export function showAgent(out: Output, agent: Agent): void {
  if (out.isJson) return out.json(agent);
  const rows: readonly (readonly [string, string])[] = [
    ['slug', agent.slug],
    ['name', agent.display_name],
    ['description', agent.description],
    ['status', agent.status],
    ['version', String(agent.version)],
    ['model', agent.model],
    ['tools', agent.tools.join(', ') || '-'],
    ['steps', `at most ${agent.config.max_steps}`],
    ['timeout', duration(agent.config.timeout_ms)],
    ['prompt', agent.system_prompt ?? '-'],
    ['id', agent.id],
    ['number', String(agent.number)],
  ];
  for (const [label, text] of rows) out.line(`${out.paint('dim', label.padEnd(11))} ${oneLine(text, 100) || '-'}`);
}
