import type { Me } from '@forgeyard/sdk';
import { ChevronsUpDown } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';

const OrgMenu = lazy(async () => ({ default: (await import('./org-menu.tsx')).OrgMenu }));

/** The class of the button that opens the list of organizations. */
const buttonClass = 'flex h-10 w-full min-w-0 items-center gap-2 rounded-md border border-border px-2.5 text-left hover:bg-accent';

/** Which organization this browser acts in; the list behind it is loaded only when it is wanted. */
export function OrgSwitch({ me, onGo }: { readonly me: Me; readonly onGo?: (() => void) | undefined }) {
  const [isWanted, setWanted] = useState(false);
  const inside = (
    <>
      <span className="sr-only">Organization: </span>
      <span className="min-w-0 flex-1 truncate font-medium">{me.org.name}</span>
      <ChevronsUpDown size={15} className="shrink-0 text-muted-foreground" aria-hidden />
    </>
  );
  const button = (
    <button
      type="button"
      aria-haspopup="menu"
      className={buttonClass}
      onPointerEnter={() => void import('./org-menu.tsx')}
      onClick={() => setWanted(true)}
    >
      {inside}
    </button>
  );
  return (
    <div className="px-2 pb-3">
      <Suspense fallback={button}>
        {isWanted ? (
          <OrgMenu me={me} triggerClass={buttonClass} onGo={onGo}>
            {inside}
          </OrgMenu>
        ) : (
          button
        )}
      </Suspense>
    </div>
  );
}
