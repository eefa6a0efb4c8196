import type { MediaDoc, OperationDoc, ResponseDoc } from '../../faces/kit/openapi-document.ts';
import { codeBlock, jsonMarkup } from './code.ts';
import { html, nothing } from './html.ts';
import type { Markup } from './html.ts';
import type { Lookup } from './lookup.ts';
import { schemaMembers } from './members.ts';
import { sentence } from './prose.ts';
import { typeWords } from './schema-words.ts';

interface Listed {
  readonly status: string;
  readonly answer: ResponseDoc;
}

/** Successes with their bodies; refusals as a list, with the body they share once. */
export function answersOf(operation: OperationDoc, lookup: Lookup): Markup {
  const all = Object.entries(operation.responses).map(([status, answer]): Listed => ({ status, answer: lookup.answer(answer) }));
  const successes = all.filter(({ status }) => Number(status) < 400);
  const refusals = all.filter(({ status }) => Number(status) >= 400);
  return html`${successes.map((one) => success(one, lookup))}${refusals.length === 0 ? nothing : refusalList(refusals, lookup)}`;
}

function success({ status, answer }: Listed, lookup: Lookup): Markup {
  const bodies = Object.entries(answer.content ?? {}).map(([type, media]) => bodyOf(type, media, lookup));
  return html`<div class="answer">${line(status, answer)}${bodies}</div>`;
}

function bodyOf(type: string, media: MediaDoc, lookup: Lookup): Markup {
  const members = schemaMembers(media.schema, lookup);
  const label = html`<code>${type}</code> <span class="type">${typeWords(media.schema, lookup)}</span>`;
  if (members !== nothing)
    return html`<details>
      <summary>Body, ${label}</summary>
      ${members}
    </details>`;
  const { description } = lookup.schema(media.schema);
  return html`<p class="body">${label}</p>
    ${description === undefined ? nothing : html`<p class="body">${sentence(description)}</p>`}`;
}

function refusalList(refusals: readonly Listed[], lookup: Lookup): Markup {
  const bodies = refusals.flatMap(({ answer }) => Object.entries(answer.content ?? {}));
  const distinct = new Map(bodies.map(([type, media]) => [`${type} ${JSON.stringify(media.schema)}`, { type, media }]));
  const examples = bodies.flatMap(([, { example }]) => (example === undefined ? [] : [example]));
  const [example] = examples;
  return html`<div class="answer">
    <ul class="refusals">
      ${refusals.map(({ status, answer }) => html`<li>${line(status, answer)}</li>`)}
    </ul>
    ${[...distinct.values()].map(
      ({ type, media }) =>
        html`<details>
          <summary>Body of a refusal, <code>${type}</code></summary>
          ${schemaMembers(media.schema, lookup)}${example === undefined ? nothing : codeBlock('Example', jsonMarkup(example))}
        </details>`,
    )}
  </div>`;
}

function line(status: string, { description }: ResponseDoc): Markup {
  return html`<p class="status"><span class="code-${status.charAt(0)}">${status}</span> <span>${sentence(description)}</span></p>`;
}
