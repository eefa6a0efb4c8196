import type { OpenApiDocument, SecuritySchemeDoc } from '../../faces/kit/openapi-document.ts';
import { codeBlock } from './code.ts';
import { html } from './html.ts';
import type { Markup } from './html.ts';
import { paragraphs, sentence } from './prose.ts';

/** What the API is, where it is, and how to say who calls. */
export function introduction({ info, components }: OpenApiDocument, serverUrl: string): Markup {
  const isAbsolute = /^https?:\/\//.test(serverUrl);
  const shell = [...(isAbsolute ? [] : ['export FORGEYARD_URL=http://127.0.0.1:3001']), 'export FORGEYARD_KEY=forge_…'].join('\n');
  const schemes = Object.values(components.securitySchemes).map(
    (scheme) =>
      html`<tr>
        <th scope="row"><code>${carrierOf(scheme)}</code></th>
        <td>${sentence(scheme.description)}</td>
      </tr>`,
  );
  return html`<section class="introduction" aria-labelledby="title">
      <div class="words">
        <p class="eyebrow">Version ${info.version}</p>
        <h1 id="title">${info.title}</h1>
        <p class="lead">${info.summary}.</p>
        ${paragraphs(info.description)}
      </div>
    </section>
    <section id="authentication" class="introduction" aria-labelledby="authentication-title">
      <div class="words">
        <h2 id="authentication-title">Authentication</h2>
        <table class="parameters">
          <thead>
            <tr>
              <th scope="col">Carrier</th>
              <th scope="col">What it holds</th>
            </tr>
          </thead>
          <tbody>
            ${schemes}
          </tbody>
        </table>
      </div>
      <div class="samples">
        <p>The commands on this page take ${isAbsolute ? 'the key' : 'the server and the key'} from the shell:</p>
        ${codeBlock('Once per shell', html`${shell}`)}
      </div>
    </section>`;
}

function carrierOf({ type, in: place, name, scheme }: SecuritySchemeDoc): string {
  if (type === 'http') return `Authorization: ${scheme === 'bearer' ? 'Bearer' : (scheme ?? '')}`;
  return place === 'cookie' ? `Cookie: ${name ?? ''}` : (name ?? '');
}
