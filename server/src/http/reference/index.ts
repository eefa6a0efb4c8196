export { renderReference } from './page.ts';
export { referenceCss } from './styles.ts';
