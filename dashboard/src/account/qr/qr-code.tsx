import { useMemo } from 'react';
import { qrMatrix } from './qr-matrix.ts';

const quietModules = 4;

/** A text as a QR code: always dark on white, because many readers do not know the reverse. */
export function QrCode({ text, label }: { readonly text: string; readonly label: string }) {
  const { outline, size } = useMemo(() => outlineOf(text), [text]);
  return (
    <svg role="img" aria-label={label} viewBox={`0 0 ${size} ${size}`} shapeRendering="crispEdges" className="size-52 rounded-md">
      <rect width={size} height={size} fill="#fff" />
      <path d={outline} fill="#000" />
    </svg>
  );
}

function outlineOf(text: string): { readonly outline: string; readonly size: number } {
  const matrix = qrMatrix(text);
  const squares = matrix.flatMap((row, y) => row.flatMap((dark, x) => (dark ? `M${x + quietModules} ${y + quietModules}h1v1h-1z` : [])));
  return { outline: squares.join(''), size: matrix.length + quietModules * 2 };
}
