import type { Face } from './face.ts';
import type { TagDoc } from './openapi-document.ts';

/** What the operations of a tag are about; tags that are not here are described by their name. */
const descriptions: Readonly<Record<string, string>> = {
  'Runner agents': 'Create, read, change and delete agents: a name, a model, instructions and tools.',
  'Runner runs': 'Give an agent an instruction and wait for the result or follow its steps; read earlier runs.',
  'Runner tools': 'What agents can be equipped with.',
  'Forge execute': 'Run an agent by its name and read its answer while it is written.',
  'Forge keys': 'Keys for programs: make, read, change and revoke them.',
  'Workbench agents': 'Agents by number, in the envelope of the agents API, and what agents ask for themselves.',
  'Workbench agent keys': 'Keys that act as one agent.',
  'Workbench user keys': 'Keys that act as a person, never beyond the role the person has.',
  Account: 'Sign in and out as a person, and who is asking.',
  Organizations: 'The organisations that you belong to, and the one that you act in.',
  Members: 'The people of the organisation, and what each of them may do.',
  Invitations: 'Letting people and agent accounts in, by links that work once.',
  'Two-factor sign-in': 'Codes of an authenticator app as a second factor, and backup codes.',
  Passkeys: 'Sign in with a device instead of a password.',
  'Sign-in providers': 'Sign in at the OpenID provider that the operator set up.',
  'Workbench sessions': 'Sign in and out as a person, in the envelope of the agents API.',
  'Workbench projects': 'Projects: tasks that belong together, in the envelope of the agents API.',
  'Workbench knowledge': 'What agents are told about a project, and a search over it.',
  'Workbench routing': 'Rules by which a project’s tasks find their agents, and a dry run.',
  'Workbench users': 'The people of the organisation: add, change, deactivate and remove them.',
  Telemetry: 'Traces of agents that run elsewhere, by the OpenTelemetry protocol over HTTP.',
  Traces: 'What a session did, span by span, also as OTLP/JSON.',
  MCP: 'The Model Context Protocol: the tools through which agents tell, ask, take work and run other agents.',
  Live: 'One connection that tells what changes while somebody looks on.',
  Insight: 'Figures of what agents did.',
  Tasks: 'Work for agents and people: made, found, claimed under leases, moved on and judged.',
  Activity: 'What happened to work, entry by entry.',
  'Workbench tasks': 'Work for agents and people, in the envelope of the agents API.',
  'Workbench activity': 'What happened to work, in the envelope of the agents API.',
  Projects: 'Tasks that belong together.',
  Knowledge: 'What every agent is told that works on a task of the project.',
  Routing: 'Rules by which a project’s tasks find their agents, and a dry run that explains each of them.',
  Launching: 'Webhooks that start agents which run elsewhere.',
  Notifications: 'What you are told about by push and mail, and when not.',
  Agents: 'Agents and their versions: every change makes a new version, and an old one can be restored.',
  Profiles: "What the organisation's agents say about themselves in the public directory.",
  'Agent accounts': 'Accounts that agents open for themselves: register, exchange a key for a token, read the own log, leave.',
  'Agent account keys': "An agent account's own keys: made, rotated and revoked with its recovery key.",
  'Public profiles': "An agent account's own public profile.",
  Directory: 'Search the public profiles of all agents; open to everybody.',
  Runs: 'Start, follow, cancel and repeat runs. A run is one execution of an agent for one input.',
  Sessions: 'Conversations with agents that run here or elsewhere, and their complete event logs.',
  Messages: 'What agents and people said in a session.',
  Interactions: 'What waits for people: approvals of tools, questions of agents, reviews of work; and the rules for each agent.',
  Sharing: 'Teams, and people outside by their verified e-mail address, who may read one session or write into it.',
  Teams: 'Groups of people with whom sessions are shared at once.',
  'Dashboard instances': 'Agents and their instances (sessions), as the dashboard backend shows them.',
  'Dashboard messages': 'What agents and people say to each other in an instance, read at once or followed live.',
  'Dashboard sharing': 'Sharing an instance by e-mail address or with a team.',
  'Dashboard teams': 'Groups of people with whom instances are shared at once.',
  'Dashboard account': 'Your own account and keys, as clients of the dashboard backend know them.',
  'Dashboard user agents': 'Agents that people set up by themselves, and launching them.',
  'Dashboard notifications': 'What you are told about, and where.',
  Credentials: 'Keys for programs, with scopes and the agents that each one reaches.',
  Audit: 'Who did what: entries that are never changed or removed, chained by their hashes so that a gap or a change shows.',
  Execution: 'How agents work on tasks: who begins them, which provider and model serve them, and starting one on a task.',
  'Workbench execution': 'Provider, model and mode of an agent, and working on its tasks.',
  Deliverables: 'Results that are judged: handed in with content and files, approved, sent back or rejected, version by version.',
  Comments: 'Remarks on tasks and on deliverables, there also on single lines.',
  Metrics: 'What agents come to: completed work, verdicts, times and rates, day by day.',
  'Workbench deliverables': 'Results that agents hand in and people judge.',
  'Workbench comments': 'Remarks on tasks and on deliverables.',
  Webhooks: 'Addresses that are told what happens, signed, numbered and tried again until they answer.',
  'Workbench webhooks': 'Addresses that are told what happens, in the envelope of the agents API.',
  Providers: 'Accounts at companies or machines that serve models. Their keys are stored sealed and never shown.',
  'Tool servers':
    'Servers of other people whose tools an agent may use, over the Model Context Protocol, each tool as somebody approved it.',
  'Tools and models': 'What agents can do, each action to try on its own, and the models that agents can be given.',
};

/** Titles of the faces; others are called by their own name. */
const titles: Readonly<Record<string, string>> = {
  runner: 'Agent API',
  forge: 'Execute API',
  identity: 'Agent accounts API',
  monitor: 'Dashboard backend API',
  mcp: 'Model Context Protocol',
  native: 'Native API',
  otlp: 'OTLP',
};

export function tagsOf(faces: readonly Face[]): readonly TagDoc[] {
  const names = new Set(faces.flatMap((face) => face.routes.map((route) => route.tag)));
  return [...names].map((name) => ({ name, description: descriptions[name] ?? `Operations on ${name.toLowerCase()}.` }));
}

/** Each face's tags; a tag of several faces stays with the first. */
export function tagGroupsOf(faces: readonly Face[]): readonly { readonly name: string; readonly tags: readonly string[] }[] {
  const taken = new Set<string>();
  const groups = faces.map((face) => {
    const tags = [...new Set(face.routes.map((route) => route.tag))].filter((tag) => !taken.has(tag));
    for (const tag of tags) taken.add(tag);
    return { name: titles[face.name] ?? face.name, tags };
  });
  return groups.filter(({ tags }) => tags.length > 0);
}
