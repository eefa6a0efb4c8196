import type { Face } from '../faces/kit/index.ts';

/** Methods that some face serves at this path. */
export function allowedMethods(faces: readonly Face[], url: string): string[] {
  const path = url.split(/[?#]/, 1)[0] ?? '';
  const segments = path.split('/');
  const fits = (pattern: string): boolean => {
    const parts = pattern.split('/');
    return (
      parts.length === segments.length &&
      parts.every((part, index) => (part.startsWith(':') ? segments[index] !== '' : part === segments[index]))
    );
  };
  const methods = faces.flatMap((face) => face.routes.filter((route) => fits(route.path)).map((route): string => route.method));
  return [...new Set(methods)].sort();
}
