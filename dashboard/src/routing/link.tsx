import type { ComponentProps, MouseEvent } from 'react';
import { hrefTo, useRouter, useShown, type Target } from './hooks.ts';
import type { Path } from './addresses.ts';

type Rest = Omit<ComponentProps<'a'>, 'href' | 'target'>;
type LinkProps<P extends Path> = Target<P> & Rest & { readonly replace?: boolean; readonly resetScroll?: boolean };

/** A link to a page of this dashboard, whose code is loaded as soon as somebody points at it. */
export function Link<P extends Path>({ to, params, search, replace = false, resetScroll = true, onClick, ...rest }: LinkProps<P>) {
  const router = useRouter();
  const now = useShown()?.place.search ?? '';
  const href = hrefTo(targetOf<P>({ to, params, search }), now);
  const preload = () => router.preload(to);
  const go = (event: MouseEvent<HTMLAnchorElement>) => {
    onClick?.(event);
    if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    void router.go(href, { replace, resetScroll });
  };
  return <a {...rest} href={href} onClick={go} onPointerEnter={preload} onFocus={preload} onTouchStart={preload} />;
}

/** Guaranteed by LinkProps: these are the parts of a target, taken apart. */
function targetOf<P extends Path>(parts: object): Target<P> {
  return parts as Target<P>;
}
