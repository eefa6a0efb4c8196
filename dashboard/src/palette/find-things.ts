import type { Forgeyard } from '@forgeyard/sdk';
import { queryOptions } from '@tanstack/react-query';
import { statusOf } from '../api/failure.ts';
import { plainWords } from '../inbox/question-words.ts';
import type { Command } from './command.ts';

const eachMax = 5;
const idPattern = /^(?:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|agt_[0-9a-f]{32}|[0-9]{1,15})$/i;

/** Things of the organisation that a text finds: by id when it is one, otherwise by name. */
export function findThings(forge: Forgeyard, typed: string, signal: AbortSignal): Promise<readonly Command[]> {
  const text = typed.trim();
  return idPattern.test(text) ? byId(forge, text, signal) : byName(forge, text, signal);
}

async function byName(forge: Forgeyard, text: string, signal: AbortSignal): Promise<readonly Command[]> {
  const options = { signal };
  const found = await Promise.all(
    [
      forge.agents
        .list({ limit: 200 }, options)
        .then(({ data }) => data)
        .then((agents) => agents.filter(({ slug, display_name: name }) => `${slug} ${name}`.toLowerCase().includes(text.toLowerCase())))
        .then((agents) => agents.slice(0, eachMax).map(({ slug, display_name: name }) => command('Agent', name, `/agents/${slug}`))),
      forge.sessions
        .list({ q: text, limit: eachMax }, options)
        .then(({ data }) => data.map(({ id, name }) => command('Session', name, `/sessions/${id}`))),
      forge.tasks
        .list({ text, limit: eachMax }, options)
        .then(({ data }) => data.map(({ id, number, title }) => command('Task', `#${number} ${title}`, `/tasks/${id}`))),
    ].map(forgiving),
  );
  return found.flat();
}

/** Every kind of thing is asked for the id; whatever answers is it. */
async function byId(forge: Forgeyard, id: string, signal: AbortSignal): Promise<readonly Command[]> {
  const options = { signal };
  const isUuid = id.includes('-');
  const kinds: Promise<readonly Command[]>[] = [
    forge.agents.get(id, options).then(({ slug, display_name: name }) => [command('Agent', name, `/agents/${slug}`)]),
  ];
  if (!id.startsWith('agt_'))
    kinds.push(
      forge.tasks.get(id, options).then((task) => [command('Task', `#${task.number} ${task.title}`, `/tasks/${task.id}`)]),
      forge.deliverables.get(id, options).then((one) => [command('Deliverable', one.title, `/deliverables/${one.id}`)]),
    );
  if (isUuid)
    kinds.push(
      forge.runs
        .get(id, options)
        .then((run) => [command('Run', `${run.agent.display_name}: ${run.input.slice(0, 60)}`, `/runs/${run.id}`)]),
      forge.sessions.get(id, options).then(({ name }) => [command('Session', name, `/sessions/${id}`)]),
      forge.interactions.get(id, options).then(({ question }) => [command('Question', question.slice(0, 80), `/inbox?id=${id}`)]),
      forge.credentials.get(id, options).then(({ name }) => [command('Key', name, `/settings/keys/${id}`)]),
    );
  return (await Promise.all(kinds.map(forgiving))).flat();
}

/** The way to the question that has waited longest, when one waits. */
export const oldestQuery = (forge: Forgeyard) =>
  queryOptions({
    queryKey: ['interactions', 'oldest'],
    queryFn: async ({ signal }): Promise<readonly Command[]> => {
      const { data } = await forge.interactions.list({ state: 'open', order: 'oldest', limit: 1 }, { signal });
      return data.map(({ id, question }) => ({
        id: 'answer oldest',
        kind: 'Answer',
        label: `Answer the oldest question: ${plainWords(question).slice(0, 80)}`,
        href: `/inbox?id=${id}`,
      }));
    },
  });

function command(kind: string, label: string, href: string): Command {
  return { id: href, kind, label, href };
}

/** What one may not read, or what does not exist, finds nothing. */
async function forgiving(asked: PromiseLike<readonly Command[]>): Promise<readonly Command[]> {
  try {
    return await asked;
  } catch (thrown) {
    if (statusOf(thrown) === 401) throw thrown;
    return [];
  }
}
