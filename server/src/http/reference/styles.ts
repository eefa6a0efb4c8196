import { colorCss } from './styles-color.ts';
import { layoutCss } from './styles-layout.ts';
import { partsCss } from './styles-parts.ts';

/** The reference page's stylesheet, served as `/docs/reference.css`. */
export const referenceCss = [colorCss, layoutCss, partsCss].join('\n');
