import { Type } from 'typebox';
import { describe, expect, test } from 'vitest';
import { all as faces } from '../../../test/route-table.ts';
import type { Face, Route } from '../../faces/kit/index.ts';
import { buildOpenApi } from '../../faces/kit/openapi.ts';
import { html } from './html.ts';
import { referenceCss, renderReference } from './index.ts';

const document = buildOpenApi(faces, { version: '1.2.3' });
const page = renderReference(document);
const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ method, path, operation })),
);

const hostile = `"><script>alert('x')</script><img src=x onerror=alert(1)> & 'quoted' \`<b>code</b>\``;

function hostilePage(): string {
  const schema = Type.Object(
    { [hostile]: Type.String({ description: hostile, pattern: hostile, default: hostile }) },
    { description: hostile },
  );
  const route: Route = {
    method: 'POST',
    path: '/things/:id',
    operationId: hostile,
    summary: hostile,
    tag: hostile,
    policy: { by: ['apiKey'], grant: null },
    params: Type.Object({ id: Type.String({ description: hostile }) }),
    query: schema,
    body: schema,
    bodyExample: { [hostile]: hostile },
    answers: { 200: { description: hostile, schema, example: { [hostile]: hostile } }, 404: { description: hostile, mediaType: hostile } },
    handle: async () => ({ status: 200 }),
  };
  const face: Face = {
    name: hostile,
    prefixes: ['/'],
    routes: [route],
    refuse: () => ({ status: 400, contentType: 'application/json', body: { [hostile]: hostile } }),
    fault: () => ({ status: 500, contentType: 'application/json', body: {} }),
  };
  return renderReference(buildOpenApi([face], { version: hostile, serverUrl: `https://x/${hostile}` }));
}

/** Every opening tag of a page. */
function tagsOf(text: string): readonly string[] {
  return [...text.matchAll(/<[a-z][^>]*>/gi)].map(([tag]) => tag);
}

describe('the page is safe under its policy', () => {
  test('text from the document never becomes markup', () => {
    const text = hostilePage();
    expect(text).toContain('&lt;script&gt;');
    expect(text).not.toContain('<script');
    expect(text).not.toContain('<img');
    expect(text).not.toContain('<b>');
    for (const tag of tagsOf(text)) expect(tag.replaceAll(/"[^"]*"/g, '""')).not.toMatch(/\son|alert|'/);
  });

  test('nothing on it is inline script or style, and nothing comes from elsewhere', () => {
    for (const tag of tagsOf(page))
      expect(tag).not.toMatch(/^<(script|style|iframe|object|form)|\s(style|on[a-z]+|srcdoc)=|\ssrc="(?!\/)/i);
    const links = [...page.matchAll(/\s(?:href|src)="([^"]*)"/g)].map((match) => match[1] ?? '');
    expect(links.filter((link) => !/^(?:#|\/(?!\/))/.test(link))).toEqual([]);
    expect(referenceCss).not.toMatch(/url\(|@import|<\//);
  });

  test('values in a template are escaped, also inside quotes', () => {
    expect(html`<a title="${`"'&<>`}">${'<i>'}${html`<b>${1}</b>`}</a>`.html).toBe(
      '<a title="&quot;&#39;&amp;&lt;&gt;">&lt;i&gt;<b>1</b></a>',
    );
  });
});

describe('the page is complete', () => {
  test('shows every operation with an anchor, a link in the navigation and a command', () => {
    for (const { operation } of operations) {
      expect(page).toContain(`<article id="${operation.operationId}"`);
      expect(page.slice(page.indexOf('<nav'), page.indexOf('</nav>'))).toContain(`href="#${operation.operationId}"`);
    }
    expect([...page.matchAll(/<article /g)]).toHaveLength(operations.length);
    expect([...page.matchAll(/<code>curl -sS/g)]).toHaveLength(operations.length);
  });

  test('every link within the page leads somewhere, and no anchor stands twice', () => {
    const anchors = [...page.matchAll(/\sid="([^"]*)"/g)].map((match) => match[1] ?? '');
    expect(new Set(anchors).size).toBe(anchors.length);
    const targets = [...page.matchAll(/href="#([^"]*)"/g)].map((match) => match[1] ?? '');
    expect(targets.filter((target) => !anchors.includes(target))).toEqual([]);
  });

  test('has one main heading and no gap between heading levels', () => {
    const levels = [...page.matchAll(/<h([1-6])[ >]/g)].map((match) => Number(match[1]));
    expect(levels.filter((level) => level === 1)).toHaveLength(1);
    levels.reduce((before, level) => {
      expect(level - before).toBeLessThanOrEqual(1);
      return level;
    }, 0);
    for (const landmark of ['<header', '<nav aria-label', '<main id="main"', 'href="#main"', '<html lang="en"'])
      expect(page).toContain(landmark);
  });

  test('commands are ready for a shell', () => {
    const absolute = renderReference(buildOpenApi(faces, { version: '1', serverUrl: 'https://forge.example.org' }));
    expect(absolute).toContain('curl -sSN &quot;https://forge.example.org/api/v1/agents/$ID/run&quot;');
    expect(absolute).toContain('-H &quot;X-Forge-Api-Key: $FORGEYARD_KEY&quot;');
    expect(page).toContain('curl -sS -X DELETE &quot;$FORGEYARD_URL/api/v1/agents/$ID&quot;');
    expect(hostilePage()).toContain(String.raw`&#39;\&#39;&#39;`);
  });
});
