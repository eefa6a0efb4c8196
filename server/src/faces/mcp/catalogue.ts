import type { Grant } from '../../kernel/caller.ts';
import type { At } from '../../domain/home.ts';
import type { Tool } from './tool.ts';
import { agentTools } from './tools/agents.ts';
import { resultTools } from './tools/results.ts';
import { runPrefix, runToolsFor } from './tools/run-agent.ts';
import { talkTools } from './tools/talk.ts';
import { workTools } from './tools/work.ts';

/** The tools that do not depend on who asks, in the order in which they are listed. */
const fixed: readonly Tool[] = [...talkTools, ...workTools, ...resultTools, ...agentTools];

const runGrant: Grant = 'runs:write';

/** What the caller may use: the tools of which it holds the grant, then its agents by their names. The order never changes by itself. */
export async function toolsFor(at: At): Promise<readonly Tool[]> {
  const usable = fixed.filter(({ grant }) => at.caller.grants.has(grant));
  return at.caller.grants.has(runGrant) ? [...usable, ...(await runToolsFor(at))] : usable;
}

/** The tool of this name that the caller may use. */
export async function toolCalled(at: At, name: string): Promise<Tool | undefined> {
  if (!name.startsWith(runPrefix)) return fixed.find((one) => one.name === name && at.caller.grants.has(one.grant));
  return at.caller.grants.has(runGrant) ? (await runToolsFor(at)).find((one) => one.name === name) : undefined;
}

/** What a caller would have to be granted to use the tool of this name; null for names that are not known. */
export function grantOfTool(name: string): Grant | null {
  if (name.startsWith(runPrefix)) return runGrant;
  return fixed.find((one) => one.name === name)?.grant ?? null;
}
