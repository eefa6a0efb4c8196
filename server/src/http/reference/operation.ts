import type { MediaDoc, OperationDoc } from '../../faces/kit/openapi-document.ts';
import { answersOf } from './answers.ts';
import { codeBlock, jsonMarkup } from './code.ts';
import { curlCommand } from './curl.ts';
import { html, nothing } from './html.ts';
import type { Markup } from './html.ts';
import type { Lookup } from './lookup.ts';
import { parameterTable, schemaMembers } from './members.ts';
import { clauses, paragraphs, sentence } from './prose.ts';
import { sampleOf } from './sample.ts';

export interface ListedOperation {
  readonly method: string;
  readonly path: string;
  readonly operation: OperationDoc;
}

/** One operation: what it takes and answers on one side, what to type and what comes back on the other. */
export function operationArticle(listed: ListedOperation, serverUrl: string, lookup: Lookup): Markup {
  const { operation } = listed;
  const { operationId: id } = operation;
  const { title, note } = clauses(operation.summary);
  return html`<article id="${id}" class="operation" aria-labelledby="${id}-title">
    <div class="words">
      <h3 id="${id}-title"><a href="#${id}">${sentence(title)}</a></h3>
      <p class="address">${methodBadge(listed.method)} ${pathMarkup(listed.path)}</p>
      <p class="access">${accessWords(operation)}</p>
      ${note === '' ? nothing : paragraphs(note)} ${operation.description === undefined ? nothing : paragraphs(operation.description)}
      ${
        operation.parameters === undefined
          ? nothing
          : html`<h4>Parameters</h4>
              ${parameterTable(operation.parameters, lookup)}`
      }
      ${bodyPart(operation, lookup)}
      <h4>Answers</h4>
      ${answersOf(operation, lookup)}
    </div>
    <div class="samples">
      ${codeBlock('Request', html`${curlCommand({ ...listed, serverUrl }, lookup)}`)} ${answerSample(operation, lookup)}
    </div>
  </article>`;
}

export function methodBadge(method: string): Markup {
  return html`<span class="method ${method}">${method.toUpperCase()}</span>`;
}

/** A path that may break after its slashes, with its parameters marked. */
export function pathMarkup(path: string): Markup {
  const segments = path.split('/').slice(1);
  const pieces = segments.map((segment) => html`/<wbr />${segment.startsWith('{') ? html`<var>${segment}</var>` : segment}`);
  return html`<code class="path">${pieces}</code>`;
}

function accessWords({ security }: OperationDoc): Markup {
  if (security.length === 0) return html`Open to anybody`;
  const takes = (scheme: string): boolean => security.some((choice) => scheme in choice);
  const account = takes('account') ? "an agent account's key" : takes('token') && !takes('forgeKey') ? "an agent account's token" : '';
  const key = takes('forgeKey') ? 'a key' : account;
  const who = [key, takes('session') ? 'a signed-in person' : ''].filter((words) => words !== '').join(', or ');
  return html`Needs <a href="#authentication">${who}</a>${takes('csrf') ? html` with <code>X-CSRF-Token</code>` : nothing}`;
}

function bodyPart({ requestBody }: OperationDoc, lookup: Lookup): Markup {
  const media = requestBody?.content['application/json'];
  if (requestBody === undefined || media === undefined) return nothing;
  return html`<h4>Body${requestBody.required ? nothing : html` <span class="optional">optional</span>`}</h4>
    ${schemaMembers(media.schema, lookup)}`;
}

/** The first success that carries JSON: its documented example, or its shape. */
function answerSample({ responses }: OperationDoc, lookup: Lookup): Markup {
  const bodies = Object.entries(responses).flatMap(([status, answer]) => {
    const media = Number(status) < 400 ? jsonOf(lookup.answer(answer).content ?? {}) : undefined;
    return media === undefined ? [] : [{ status, media }];
  });
  const [first] = bodies;
  if (first === undefined) return nothing;
  const title = `Answer ${first.status}${first.media.example === undefined ? ', its shape' : ''}`;
  return codeBlock(title, jsonMarkup(sampleOf(first.media, lookup)));
}

function jsonOf(content: Readonly<Record<string, MediaDoc>>): MediaDoc | undefined {
  return Object.entries(content).find(([type]) => type.includes('json'))?.[1];
}
