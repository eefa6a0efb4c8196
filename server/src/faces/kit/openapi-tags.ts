import type { Face } from './face.ts';
import type { TagDoc } from './openapi-document.ts';

/** What the operations of a tag are about; tags that are not here are described by their name. */
const descriptions: Readonly<Record<string, string>> = {
  'Runner agents': 'Create, read, change and delete agents: a name, a model, instructions and tools.',
  'Runner runs': 'Give an agent an instruction and wait for the result or follow its steps; read earlier runs.',
  'Runner tools': 'What agents can be equipped with.',
  'Forge execute': 'Run an agent by its name and read its answer while it is written.',
  'Forge keys': 'Keys for programs: make, read, change and revoke them.',
  Account: 'Sign in and out as a person, and who is asking.',
  Agents: 'Agents and their versions: every change makes a new version, and an old one can be restored.',
  Runs: 'Start, follow, cancel and repeat runs. A run is one execution of an agent for one input.',
  Sessions: 'Threads of runs with one agent, and their complete event logs.',
  Interactions: 'Questions and approvals that runs wait for.',
  Credentials: 'Keys for programs, with scopes and the agents that each one reaches.',
  Providers: 'Accounts at companies or machines that serve models. Their keys are stored sealed and never shown.',
  'Tools and models': 'What agents can do, each action to try on its own, and the models that agents can be given.',
};

/** Titles of the faces; others are called by their own name. */
const titles: Readonly<Record<string, string>> = { runner: 'Agent API', forge: 'Execute API', native: 'Native API' };

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
