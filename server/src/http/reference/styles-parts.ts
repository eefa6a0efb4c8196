/** Badges, tables, member lists, answers and code. */
export const partsCss = `
code, pre, var { font-family: ui-monospace, SFMono-Regular, 'SF Mono', Menlo, Consolas, 'DejaVu Sans Mono', monospace; font-size: 0.875em; font-style: normal; }
p code, .limits code, td code { background: var(--chip); padding: 0.1em 0.35em; border-radius: 4px; overflow-wrap: anywhere; }
.method {
  display: inline-block; padding: 0.1rem 0.4rem; border-radius: 4px;
  font-size: 0.6875rem; line-height: 1.3; font-weight: 650; letter-spacing: 0.03em;
}
.get { color: var(--get); background: var(--get-ground); }
.post { color: var(--post); background: var(--post-ground); }
.put, .patch { color: var(--put); background: var(--put-ground); }
.delete { color: var(--delete); background: var(--delete-ground); }
p .path, .path { background: none; padding: 0; overflow-wrap: anywhere; }
.path var { color: var(--ember); }
.address { margin-top: 0.5rem; display: flex; gap: 0.6rem; align-items: baseline; }
.access { margin: 0.35rem 0 0.75rem; font-size: 0.8125rem; color: var(--quiet); }
.required { color: var(--required); font-size: 0.75rem; font-weight: 600; }
.optional, .place { color: var(--quiet); font-size: 0.75rem; font-weight: 400; }
.type { color: var(--quiet); font-size: 0.8125rem; }
.limits { color: var(--quiet); font-size: 0.8125rem; }

.parameters { width: 100%; border-collapse: collapse; border-top: 1px solid var(--line); }
.parameters thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
.parameters th, .parameters td { padding: 0.6rem 0; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; font-weight: 400; }
.parameters th { width: 11.5rem; padding-right: 1rem; overflow-wrap: anywhere; }
.parameters th code { font-weight: 600; }
.parameters th .type { display: block; }

@media (max-width: 30rem) { .parameters th { width: 8.5rem; } }

.members { list-style: none; margin: 0; padding: 0; border-top: 1px solid var(--line); }
.members > li { padding: 0.6rem 0; border-bottom: 1px solid var(--line); }
.member { display: flex; flex-wrap: wrap; align-items: baseline; column-gap: 0.6rem; }
.member > code { font-weight: 600; overflow-wrap: anywhere; }
.members .members { margin: 0.5rem 0 0 0.25rem; padding-left: 1rem; border-top: 0; border-left: 2px solid var(--line); }
.members .members > li:last-child { border-bottom: 0; }

details { margin-top: 0.4rem; }
summary { cursor: pointer; width: fit-content; padding: 0.15rem 0; font-size: 0.8125rem; color: var(--link); }
summary .type { margin-left: 0.35rem; }
details > .members { margin-top: 0.4rem; }

.answer + .answer { margin-top: 0.75rem; padding-top: 0.75rem; border-top: 1px solid var(--line); }
.status { display: flex; gap: 0.75rem; align-items: baseline; }
.status [class^='code-'] { flex: none; font: 600 0.8125rem ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', monospace; }
.code-2, .code-3 { color: var(--post); }
.code-4 { color: var(--put); }
.code-5 { color: var(--delete); }
.refusals { list-style: none; margin: 0; padding: 0; }
.refusals li + li { margin-top: 0.25rem; }
.body { margin-top: 0.3rem; font-size: 0.8125rem; color: var(--quiet); }

.code { margin: 0; border: 1px solid var(--code-line); border-radius: 8px; background: var(--code-ground); color: var(--code-text); overflow: hidden; }
.samples > * + .code, details .code { margin-top: 1rem; }
.code figcaption { padding: 0.5rem 1rem; font-size: 0.75rem; color: var(--code-title); border-bottom: 1px solid var(--code-line); }
.code pre { margin: 0; padding: 0.85rem 1rem; overflow: auto; max-height: 26rem; white-space: pre-wrap; overflow-wrap: anywhere; font-size: 0.8125rem; line-height: 1.55; scrollbar-width: thin; scrollbar-color: var(--code-title) transparent; }
.code pre:focus-visible { outline-offset: -2px; }
.code code { font-size: inherit; }
.code .n { color: var(--code-name); }
.code .s { color: var(--code-string); }
.code .v { color: var(--code-value); }
:target > .words > h3, :target > .tag-head h2 { color: var(--ember); }
`;
