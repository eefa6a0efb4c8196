/** Frame, navigation and columns: one column on phones, a side navigation from 60rem, words and samples side by side from 82rem. */
export const layoutCss = `
*, ::before, ::after { box-sizing: border-box; }
html { scroll-padding-top: 4.5rem; -webkit-text-size-adjust: 100%; }
body {
  margin: 0;
  background: var(--ground);
  color: var(--text);
  font: 400 0.9375rem/1.6 ui-sans-serif, system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif;
}
a { color: var(--link); text-underline-offset: 0.2em; }
:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; border-radius: 3px; }
.skip { position: absolute; left: -100vw; padding: 0.5rem 1rem; background: var(--ground); z-index: 3; }
.skip:focus { left: 0.5rem; top: 0.5rem; }

.top {
  position: sticky; top: 0; z-index: 2; height: 3.25rem;
  display: flex; align-items: center; gap: 0.75rem; padding: 0 1.25rem;
  background: var(--ground); border-bottom: 1px solid var(--line);
}
.home { font-weight: 650; color: var(--text); text-decoration: none; }
.home::before {
  content: ''; display: inline-block; width: 0.6rem; height: 0.6rem; margin-right: 0.5rem;
  border-radius: 2px; background: var(--ember); transform: rotate(45deg);
}
.where { color: var(--quiet); }
.file { margin-left: auto; font-size: 0.8125rem; }

nav ul { list-style: none; margin: 0; padding: 0; }
nav a { text-decoration: none; }
.group-name, .eyebrow {
  font-size: 0.75rem; font-weight: 600; letter-spacing: 0.06em; text-transform: uppercase; color: var(--ember);
}
main { min-width: 0; padding: 0 1.25rem 6rem; }
h1, h2, h3, h4, p { margin: 0; text-wrap: pretty; overflow-wrap: break-word; }
h1 { font-size: 2rem; line-height: 1.2; letter-spacing: -0.02em; }
h2 { font-size: 1.5rem; line-height: 1.25; letter-spacing: -0.015em; }
h3 { font-size: 1.1875rem; line-height: 1.35; letter-spacing: -0.01em; }
h4 { font-size: 0.8125rem; margin: 1.75rem 0 0.5rem; color: var(--quiet); font-weight: 600; }
h3 a { color: inherit; text-decoration: none; }
h3 a:hover { text-decoration: underline; }
.introduction { padding-top: 2.5rem; }
.introduction .words > * + * { margin-top: 0.75rem; }
.introduction .words { max-width: 46rem; }
.introduction .lead { font-size: 1.125rem; color: var(--quiet); }
.tag-section { margin-top: 4rem; border-top: 1px solid var(--line); padding-top: 2.5rem; }
.tag-head .words > * + * { margin-top: 0.4rem; }
.index { list-style: none; margin: 1.25rem 0 0; padding: 0.5rem; background: var(--panel); border-radius: 8px; align-self: start; }
.index a { display: flex; gap: 0.6rem; align-items: baseline; padding: 0.3rem 0.5rem; border-radius: 5px; color: var(--text); text-decoration: none; }
.index .method { flex: none; width: 3.6rem; text-align: center; }
.index a:hover { background: var(--chip); }
.operation { margin-top: 3.5rem; }
.samples { margin-top: 1.5rem; min-width: 0; }
.words { min-width: 0; }

@media (max-width: 59.99rem) {
  html { scroll-padding-top: 6.75rem; }
  nav { position: sticky; top: 3.25rem; z-index: 2; background: var(--ground); border-bottom: 1px solid var(--line); overflow-x: auto; scrollbar-width: none; }
  nav .tree, nav .group, nav .group > ul { display: flex; align-items: center; gap: 0.25rem; white-space: nowrap; }
  nav .tree { padding: 0.35rem 1rem; width: max-content; }
  nav .group-name, nav .tag > ul { display: none; }
  nav .tag > a { display: block; padding: 0.35rem 0.65rem; border-radius: 999px; color: var(--text); font-size: 0.8125rem; background: var(--panel); }
}

@media (min-width: 60rem) {
  .frame { display: grid; grid-template-columns: 17.5rem minmax(0, 1fr); }
  nav {
    position: sticky; top: 3.25rem; height: calc(100vh - 3.25rem); overflow-y: auto; padding: 1.25rem 0.75rem 3rem;
    border-right: 1px solid var(--line); font-size: 0.8125rem; line-height: 1.4; scrollbar-width: thin;
  }
  nav .group + .group { margin-top: 1.5rem; }
  nav .group-name { padding: 0 0.5rem; }
  nav .tag { margin-top: 0.6rem; }
  nav .tag > a { display: block; padding: 0.25rem 0.5rem; font-weight: 600; color: var(--text); }
  nav .tag li a { display: flex; gap: 0.5rem; align-items: baseline; padding: 0.25rem 0.5rem; border-radius: 5px; color: var(--quiet); }
  nav .tag a:hover { background: var(--panel); color: var(--text); border-radius: 5px; }
  nav .method { flex: none; width: 3.6rem; text-align: center; }
  main { padding: 0 2.5rem 8rem; }
}

@media (min-width: 82rem) {
  .introduction, .tag-head, .operation { display: grid; grid-template-columns: minmax(0, 1fr) minmax(0, 28rem); gap: 3rem; max-width: 82rem; }
  .index { margin-top: 0; }
  .samples { margin-top: 0; position: sticky; top: 4.5rem; align-self: start; max-height: calc(100vh - 6rem); overflow-y: auto; scrollbar-width: thin; }
}

@media print {
  nav, .top { display: none; }
}
`;
