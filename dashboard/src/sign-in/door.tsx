import type { ReactNode } from 'react';
import { useTitle } from '../ui/page.tsx';

/** The frame of the pages in front of the door: one card in the middle. */
export function Door({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  useTitle(title);
  return (
    <main className="flex min-h-dvh flex-col items-center justify-center p-4">
      <div className="flex w-full max-w-sm flex-col gap-5 rounded-xl border border-border bg-card p-6 shadow-sm">
        <p className="flex items-center gap-2 font-semibold">
          <img src="/favicon.svg" alt="" width={24} height={24} />
          Forgeyard
        </p>
        <h1 className="text-xl font-semibold tracking-tight">{title}</h1>
        {children}
      </div>
    </main>
  );
}
