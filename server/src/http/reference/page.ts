import type { OpenApiDocument } from '../../faces/kit/openapi-document.ts';
import { html } from './html.ts';
import type { Markup } from './html.ts';
import { introduction } from './introduction.ts';
import { lookupIn } from './lookup.ts';
import type { Lookup } from './lookup.ts';
import { navigation } from './navigation.ts';
import { methodBadge, operationArticle, pathMarkup } from './operation.ts';
import { outlineOf } from './outline.ts';
import type { GroupOutline, TagOutline } from './outline.ts';
import { paragraphs } from './prose.ts';

/**
 * The API document as a page to read: no script, no inline style, nothing from other hosts; it needs only `/docs/reference.css`.
 * Every text of the document is escaped, so that the page is as safe as its policy.
 */
export function renderReference(document: OpenApiDocument): string {
  const groups = outlineOf(document);
  const lookup = lookupIn(document);
  const serverUrl = document.servers[0]?.url ?? '/';
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${document.info.title} ${document.info.version}</title>
        <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
        <link rel="stylesheet" href="/docs/reference.css" />
      </head>
      <body>
        <a class="skip" href="#main">Skip to the reference</a>
        <header class="top">
          <a class="home" href="/">Forgeyard</a> <span class="where">API reference</span>
          <a class="file" href="/openapi.json">openapi.json</a>
        </header>
        <div class="frame">
          ${navigation(groups)}
          <main id="main">${introduction(document, serverUrl)} ${groups.map((group) => groupSections(group, serverUrl, lookup))}</main>
        </div>
      </body>
    </html> `;
  return page.html;
}

function groupSections({ name, tags }: GroupOutline, serverUrl: string, lookup: Lookup): Markup {
  return html`${tags.map((outline) => tagSection(name, outline, serverUrl, lookup))}`;
}

function tagSection(group: string, { tag, anchor, operations }: TagOutline, serverUrl: string, lookup: Lookup): Markup {
  const index = operations.map(
    ({ method, path, operation }) => html`<li><a href="#${operation.operationId}">${methodBadge(method)} ${pathMarkup(path)}</a></li>`,
  );
  return html`<section id="${anchor}" class="tag-section" aria-labelledby="${anchor}-title">
    <div class="tag-head">
      <div class="words">
        <p class="eyebrow">${group}</p>
        <h2 id="${anchor}-title">${tag.name}</h2>
        ${paragraphs(tag.description)}
      </div>
      <ul class="index">
        ${index}
      </ul>
    </div>
    ${operations.map((operation) => operationArticle(operation, serverUrl, lookup))}
  </section>`;
}
