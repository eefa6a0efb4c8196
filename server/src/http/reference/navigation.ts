import { html } from './html.ts';
import type { Markup } from './html.ts';
import { methodBadge } from './operation.ts';
import type { GroupOutline, TagOutline } from './outline.ts';
import { clauses, sentence } from './prose.ts';

/** Links to every section and operation. */
export function navigation(groups: readonly GroupOutline[]): Markup {
  const tags = groups.map(
    ({ name, tags: inside }) =>
      html`<li class="group">
        <span class="group-name">${name}</span>
        <ul>
          ${inside.map(tagLinks)}
        </ul>
      </li>`,
  );
  return html`<nav aria-label="Operations">
    <ul class="tree">
      <li class="group">
        <ul>
          <li class="tag"><a href="#authentication">Authentication</a></li>
        </ul>
      </li>
      ${tags}
    </ul>
  </nav>`;
}

function tagLinks({ tag, anchor, operations }: TagOutline): Markup {
  const links = operations.map(
    ({ method, operation }) =>
      html`<li>
        <a href="#${operation.operationId}">${methodBadge(method)}<span>${sentence(clauses(operation.summary).title)}</span></a>
      </li>`,
  );
  return html`<li class="tag">
    <a href="#${anchor}">${tag.name}</a>
    <ul>
      ${links}
    </ul>
  </li>`;
}
