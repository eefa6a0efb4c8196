import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { systemCaller } from '../../kernel/caller.ts';
import { RateLimit } from '../../kernel/rate-limit.ts';
import { Refusal } from '../../kernel/refusal.ts';
import type { At, Home } from '../../domain/home.ts';
import { getProfile, offsetMax, searchDirectory } from '../../domain/profiles/index.ts';
import { directoryList, fillPage, noProfile, profileText } from './directory-html.ts';
import type { ScriptlessPage } from './directory-html.ts';

export interface DirectoryPageParts {
  readonly home: Home;
  /** Pages that one network may ask for in a minute; beyond it the page comes without profiles. */
  readonly perMinute: number;
  /** The dashboard's page. */
  readonly page: () => Promise<string>;
  readonly policy: string;
}

const entriesPerPage = 24;
const textMax = 500;

/** Serves the directory as the dashboard's page that also says in HTML what it shows, for readers without scripts. */
export function mountDirectoryPage(app: FastifyInstance, parts: DirectoryPageParts): void {
  const limit = new RateLimit({ max: parts.perMinute, windowS: 60 });
  const answer = async (request: FastifyRequest, reply: FastifyReply, fill: (at: At) => Promise<ScriptlessPage>): Promise<FastifyReply> => {
    if (!(request.headers.accept ?? '').includes('text/html')) {
      reply.callNotFound();
      return reply;
    }
    const page = await parts.page();
    const filling = await limit
      .take(request.ip)
      .then(() => fill(visitorOf(request, parts.home)))
      .catch(undefinedWhenRefused);
    return reply
      .code(filling?.status ?? 200)
      .headers({ 'content-security-policy': parts.policy, 'cache-control': 'no-cache' })
      .type('text/html; charset=utf-8')
      .send(filling === undefined ? page : fillPage(page, filling));
  };
  app.get('/directory', (request, reply) => answer(request, reply, (at) => listed(at, request.query)));
  app.get('/directory/:agt', (request, reply) => answer(request, reply, (at) => profiled(at, textIn(request.params, 'agt'))));
}

async function listed(at: At, query: unknown): Promise<ScriptlessPage> {
  const wanted = Number.parseInt(textIn(query, 'offset'), 10);
  const offset = Number.isNaN(wanted) ? 0 : Math.min(Math.max(0, wanted), offsetMax);
  const question = { text: textIn(query, 'q'), category: textIn(query, 'category'), offset, limit: entriesPerPage };
  return directoryList(question, await searchDirectory(at, question));
}

async function profiled(at: At, agt: string): Promise<ScriptlessPage> {
  try {
    return profileText(await getProfile(at, agt));
  } catch (error) {
    if (error instanceof Refusal) return noProfile;
    throw error;
  }
}

/** Somebody of whom nothing is known. */
function visitorOf(request: FastifyRequest, home: Home): At {
  const facts = { id: request.id, ip: request.ip, userAgent: request.headers['user-agent'] ?? '' };
  return { caller: { ...systemCaller(''), grants: new Set() }, request: facts, home };
}

function undefinedWhenRefused(error: unknown): undefined {
  if (!(error instanceof Refusal)) throw error;
}

/** A text of a query or a path, at most 500 characters; empty when there is none. */
function textIn(values: unknown, name: string): string {
  if (typeof values !== 'object' || values === null) return '';
  const value: unknown = Object.entries(values).find(([key]) => key === name)?.[1];
  return typeof value === 'string' ? value.slice(0, textMax) : '';
}
