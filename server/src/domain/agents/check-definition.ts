import { Refusal } from '../../kernel/refusal.ts';
import type { FieldProblem } from '../../kernel/refusal.ts';
import type { ReadTx } from '../../store/index.ts';
import type { Home } from '../home.ts';
import { offeredModels } from '../providers/index.ts';
import type { Agent, AgentDefinition } from './agent.ts';

type Checked = AgentDefinition & Pick<Agent, 'provider'>;

/**
 * Refuses a definition that could never run. What a named provider serves is the provider's to say.
 * @throws Refusal `unprocessable` agent.tool_unknown · agent.model_unknown · agent.playbook_invalid · agent.policy_invalid
 * Source: agent API specification, "Error Codes" (INVALID_TOOL, INVALID_MODEL).
 */
export async function checkDefinition(tx: ReadTx, home: Home, orgId: string, definition: Checked): Promise<void> {
  refuseAll('agent.tool_unknown', 'A tool is not in the registry.', toolProblems(home, definition.tools));
  const isKnownModel =
    definition.provider !== null ||
    home.models.providerOf(definition.model) !== null ||
    (await offeredModels(tx, orgId)).includes(definition.model);
  if (!isKnownModel) {
    const detail = `Model '${definition.model}' is not supported.`;
    throw new Refusal('unprocessable', 'agent.model_unknown', detail, { fields: [{ pointer: '/model', detail }] });
  }
  if (definition.model === 'playbook') {
    const problems = home.models.playbookProblems(definition.config.playbook);
    refuseAll(
      'agent.playbook_invalid',
      'The playbook is not usable.',
      problems.map((one) => ({ ...one, pointer: `/config/playbook${one.pointer}` })),
    );
  }
  refuseAll('agent.policy_invalid', 'A tool policy names no tool of the registry.', policyProblems(home, definition));
}

function refuseAll(reason: string, message: string, fields: readonly FieldProblem[]): void {
  const first = fields[0];
  if (first !== undefined) throw new Refusal('unprocessable', reason, fields.length === 1 ? first.detail : message, { fields });
}

/** What can be granted and governed: whole tools, and single actions as `tool.action`. */
function registeredNames(home: Home): ReadonlySet<string> {
  return new Set(home.tools.flatMap((tool) => [tool.id, ...tool.actions.map((action) => `${tool.id}.${action.name}`)]));
}

function toolProblems(home: Home, tools: readonly string[]): FieldProblem[] {
  const known = registeredNames(home);
  return tools.flatMap((tool, index) =>
    known.has(tool) ? [] : [{ pointer: `/tools/${index}`, detail: `Tool '${tool}' is not in the registry.` }],
  );
}

/** Tools of other servers come and go without the definition; a policy for one that is not there governs nothing. */
const ofServer = /^mcp-[a-z0-9-]{1,30}(\.[A-Za-z0-9_-]{1,64})?$/;

function policyProblems(home: Home, definition: AgentDefinition): FieldProblem[] {
  const known = registeredNames(home);
  return Object.keys(definition.config.toolPolicy)
    .filter((name) => !known.has(name) && !ofServer.test(name))
    .map((name) => ({
      pointer: `/config/tool_policy/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`,
      detail: `There is no tool '${name}'.`,
    }));
}
