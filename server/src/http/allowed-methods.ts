import { shapeOf } from '../kernel/id.ts';
import type { Face } from '../faces/kit/index.ts';

/** Methods that some face serves at this path. */
export function allowedMethods(faces: readonly Face[], url: string): string[] {
  const path = url.split(/[?#]/, 1)[0] ?? '';
  const segments = path.split('/');
  const fits = ({ path: pattern, idShape }: Face['routes'][number]): boolean => {
    const parts = pattern.split('/');
    const shaped = idShape === undefined ? -1 : parts.findIndex((part) => part.startsWith(':'));
    return (
      parts.length === segments.length &&
      parts.every((part, index) => {
        const segment = segments[index] ?? '';
        if (!part.startsWith(':')) return part === segment;
        return segment !== '' && (index !== shaped || (shapeOf(segment) ?? 'name') === idShape);
      })
    );
  };
  const methods = faces.flatMap((face) => face.routes.filter((route) => fits(route)).map((route): string => route.method));
  return [...new Set(methods)].sort();
}
