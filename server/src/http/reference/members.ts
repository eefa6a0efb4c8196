import type { ParameterDoc, SchemaDoc } from '../../faces/kit/openapi-document.ts';
import { html, nothing } from './html.ts';
import type { Markup } from './html.ts';
import { objectIn } from './lookup.ts';
import type { Lookup } from './lookup.ts';
import { sentence } from './prose.ts';
import { allowedWords, limitWords, typeWords } from './schema-words.ts';

const depthMax = 6;

interface Member {
  readonly name: string;
  readonly note: Markup;
  readonly schema: SchemaDoc;
  readonly description: string | undefined;
}

/** The members of a schema's object, nested ones folded; nothing when there is no object. */
export function schemaMembers(schema: SchemaDoc, lookup: Lookup, depth = 0): Markup {
  const object = objectIn(schema, lookup);
  const entries = Object.entries(object?.properties ?? {});
  if (entries.length === 0 || depth > depthMax) return nothing;
  const rows = entries.map(([name, member]) => {
    const note = object?.required?.includes(name) === true ? html`<span class="required">required</span>` : nothing;
    return row({ name, note, schema: member, description: member.description ?? lookup.schema(member).description }, lookup, depth);
  });
  return html`<ul class="members">
    ${rows}
  </ul>`;
}

export function parameterTable(parameters: readonly ParameterDoc[], lookup: Lookup): Markup {
  const rows = parameters.map(
    ({ name, required, description, schema, in: place }) =>
      html`<tr>
        <th scope="row"><code>${name}</code><span class="type">${typeWords(schema, lookup)}</span></th>
        <td>
          <span class="place">${place}</span
          >${required ? html` <span class="required">required</span>` : nothing}${meaning(schema, description, lookup)}
        </td>
      </tr>`,
  );
  return html`<table class="parameters">
    <thead>
      <tr>
        <th scope="col">Name</th>
        <th scope="col">Meaning</th>
      </tr>
    </thead>
    <tbody>
      ${rows}
    </tbody>
  </table>`;
}

function row({ name, note, schema, description }: Member, lookup: Lookup, depth: number): Markup {
  const head = html`<code>${name}</code> <span class="type">${typeWords(schema, lookup)}</span> ${note}`;
  const inner = schemaMembers(schema, lookup, depth + 1);
  const nested =
    inner === nothing
      ? nothing
      : html`<details>
          <summary>Members of <code>${name}</code></summary>
          ${inner}
        </details>`;
  return html`<li>
    <div class="member">${head}</div>
    ${meaning(schema, description, lookup)}${nested}
  </li>`;
}

function meaning(schema: SchemaDoc, description: string | undefined, lookup: Lookup): Markup {
  const words = allowedWords(schema, lookup);
  const choices = words.map((word, index) => html`${index === 0 ? '' : ' '}<code>${word}</code>`);
  const limits = limitWords(schema, lookup);
  return html`${description === undefined ? nothing : html`<p>${sentence(description)}</p>`}${
    words.length === 0 ? nothing : html`<p class="limits">${words.length === 1 ? 'always ' : 'one of '}${choices}</p>`
  }${limits.length === 0 ? nothing : html`<p class="limits">${sentence(limits.join(' · '))}</p>`}`;
}
