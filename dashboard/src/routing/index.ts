/** The way between the pages: typed addresses, links, and what an address says. */
export { Link } from './link.tsx';
export { RouterContext, useBlocker, useRefine, useNavigate, useParams, useRouter, useSearch, useShown } from './hooks.ts';
export { Outlet, RouterView, type FailureProps } from './outlet.tsx';
export { Router, type PageLoader } from './router.ts';
export type { Path } from './addresses.ts';
