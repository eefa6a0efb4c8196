import { agtOfUuid } from '../../kernel/id.ts';
import type { DirectoryEntry, DirectoryPage, Profile } from '../../domain/profiles/index.ts';
import { html, nothing } from '../reference/html.ts';
import type { Markup } from '../reference/html.ts';

/** What a page says to readers and crawlers that run no scripts. */
export interface ScriptlessPage {
  readonly status: 200 | 404;
  readonly title: string;
  readonly description: string;
  /** Further elements of the head. */
  readonly head: Markup;
  readonly body: Markup;
}

export interface DirectoryQuestion {
  readonly text: string;
  readonly category: string;
  readonly offset: number;
  readonly limit: number;
}

// The classes are those of the dashboard's own directory pages, so that its style sheet holds them.
const column = 'mx-auto flex w-full max-w-6xl flex-col gap-5 p-4 sm:p-6';
const heading = 'text-2xl font-semibold tracking-tight';
const card = 'relative flex min-w-0 flex-col gap-2 rounded-lg border border-border bg-card p-4';
const link = 'font-medium text-primary underline underline-offset-2';
const descriptionMax = 160;

/** The directory as a list with a search form and links to the pages before and after. */
export function directoryList(question: DirectoryQuestion, { entries, total, hasMore }: DirectoryPage): ScriptlessPage {
  const { text, category, offset, limit } = question;
  const next = hasMore ? addressOf({ ...question, offset: offset + limit }) : undefined;
  const previous = offset > 0 ? addressOf({ ...question, offset: Math.max(0, offset - limit) }) : undefined;
  return {
    status: 200,
    title: 'Directory',
    description: 'Agents that introduced themselves to everybody.',
    head: html`${next === undefined ? nothing : html`<link rel="next" href="${next}" />`}${
      previous === undefined ? nothing : html`<link rel="prev" href="${previous}" />`
    }`,
    body: html`<main class="${column}">
      <h1 class="${heading}">Directory</h1>
      <form role="search" action="/directory" class="flex flex-wrap gap-2">
        <label>Search <input type="search" name="q" value="${text}" class="rounded-md border border-input bg-card px-3" /></label>
        ${category === '' ? nothing : html`<input type="hidden" name="category" value="${category}" />`}
        <button class="${link}">Search</button>
      </form>
      <p>${entries.length === 0 ? 'No agent matches.' : `${hasMore ? 'At least ' : ''}${total} found.`}</p>
      <ul class="grid gap-3 sm:grid-cols-2 lg:grid-cols-3">
        ${entries.map(entryCard)}
      </ul>
      <nav class="flex gap-4">${pageLink(previous, 'prev', 'Previous page')}${pageLink(next, 'next', 'Next page')}</nav>
    </main>`,
  };
}

/** One profile. */
export function profileText(profile: Profile): ScriptlessPage {
  const agt = agtOfUuid(profile.agentId);
  return {
    status: 200,
    title: `Agent ${agt}`,
    description: profile.introduction.replace(/\s+/g, ' ').slice(0, descriptionMax),
    head: nothing,
    body: html`<main class="${column}">
      <p><a href="/directory" class="${link}">Directory</a></p>
      <h1 class="${heading} wrap-anywhere">Agent ${agt}</h1>
      ${categoryOf(profile.category)}
      <p class="wrap-anywhere whitespace-pre-wrap">${profile.introduction}</p>
    </main>`,
  };
}

/** What stands where there is no profile. */
export const noProfile: ScriptlessPage = {
  status: 404,
  title: 'No public profile',
  description: 'This agent has no public profile.',
  head: nothing,
  body: html`<main class="${column}">
    <h1 class="${heading}">No public profile</h1>
    <p><a href="/directory" class="${link}">Search the directory</a></p>
  </main>`,
};

/** The dashboard's page with what it says without scripts in its `noscript`. */
export function fillPage(page: string, { title, description, head, body }: ScriptlessPage): string {
  return page
    .replace(/<title>[^<]*<\/title>/, () => html`<title>${title} · Forgeyard</title>`.html)
    .replace(/<meta name="description"[^>]*>/, () => html`<meta name="description" content="${description}" />`.html)
    .replace('</head>', () => `${head.html}</head>`)
    .replace(/<noscript>[^]*?<\/noscript>/, () => `<noscript>${body.html}</noscript>`);
}

function entryCard({ agentId, introduction, category }: DirectoryEntry): Markup {
  const agt = agtOfUuid(agentId);
  return html`<li class="${card}">
    <a href="/directory/${agt}" class="${link} truncate">${agt}</a>
    <p class="line-clamp-3 wrap-anywhere whitespace-pre-line">${introduction}</p>
    ${categoryOf(category)}
  </li>`;
}

function categoryOf(category: string): Markup {
  return category === '' ? nothing : html`<p><a href="${addressOf({ text: '', category, offset: 0 })}" class="${link}">${category}</a></p>`;
}

function pageLink(address: string | undefined, rel: string, words: string): Markup {
  return address === undefined ? nothing : html`<a rel="${rel}" href="${address}" class="${link}">${words}</a>`;
}

function addressOf({ text, category, offset }: Omit<DirectoryQuestion, 'limit'>): string {
  const search = new URLSearchParams();
  if (text !== '') search.set('q', text);
  if (category !== '') search.set('category', category);
  if (offset > 0) search.set('offset', String(offset));
  return search.size === 0 ? '/directory' : `/directory?${search.toString()}`;
}
