import { createContext, useContext, useEffect, useState, type ReactNode } from 'react';

const NowContext = createContext(Date.now());

/** Gives the time in milliseconds that relative times are counted from; renewed every 15 s. */
export function useNow(): number {
  return useContext(NowContext);
}

/** Renews the time for everything below it. */
export function NowProvider({ children }: { readonly children: ReactNode }) {
  const now = useTick(15_000, true);
  return <NowContext value={now}>{children}</NowContext>;
}

/** The current time, renewed every `everyMs` while `isOn`. */
export function useTick(everyMs: number, isOn: boolean): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (!isOn) return;
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs, isOn]);
  return now;
}
