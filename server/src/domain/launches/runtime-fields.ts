import { parsedJson } from './parsed-json.ts';
import type { LaunchFacts, LaunchField } from './launch-type.ts';
import { textOf } from './launch-type.ts';

const metadataBytesMax = 16_384;

function metadataProblem(text: string): string | null {
  if (Buffer.byteLength(text) > metadataBytesMax) return `At most ${metadataBytesMax} bytes.`;
  const value = parsedJson(text);
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? null : 'A JSON object is needed.';
}

/** What every type asks for at a launch. */
export const runtimeFields: readonly LaunchField[] = [
  {
    name: 'prompt',
    label: 'Prompt',
    type: 'text',
    required: true,
    help: 'What the agent is to do.',
    maxLength: 50_000,
  },
  { name: 'name', label: 'Session name', type: 'string', required: false, help: 'How the session is called in lists.', maxLength: 200 },
  { name: 'worktree_name', label: 'Worktree', type: 'string', required: false, help: 'A git worktree to work in.', maxLength: 200 },
  { name: 'branch_name', label: 'Branch', type: 'string', required: false, help: 'A git branch to work on.', maxLength: 200 },
  {
    name: 'metadata',
    label: 'Metadata',
    type: 'text',
    required: false,
    help: 'A JSON object that is handed over as it is.',
    maxLength: metadataBytesMax,
    problemOf: metadataProblem,
  },
];

/** The members that a receiver gets, the same for every type. Source: contract 1, "webhook integrations". */
export function payloadOf({ instanceId, agentType, fields, apiKey, baseUrl }: LaunchFacts) {
  const given = (name: string): string | null => (textOf(fields, name) === '' ? null : textOf(fields, name));
  return {
    agent_instance_id: instanceId,
    agent_type: agentType,
    prompt: textOf(fields, 'prompt'),
    name: given('name'),
    worktree_name: given('worktree_name'),
    branch_name: given('branch_name'),
    metadata: textOf(fields, 'metadata') === '' ? {} : parsedJson(textOf(fields, 'metadata')),
    api_key: apiKey.reveal(),
    base_url: baseUrl,
  };
}
