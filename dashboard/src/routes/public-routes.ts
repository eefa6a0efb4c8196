import { createRoute } from '@tanstack/react-router';
import { publicPages } from './frames.ts';
import { page } from './page.ts';
import { texts } from './texts.ts';

const directory = createRoute({
  getParentRoute: () => publicPages,
  path: '/directory',
  validateSearch: texts('q', 'category'),
  component: page(() => import('../directory/directory-page.tsx'), 'DirectoryPage'),
});

const profile = createRoute({
  getParentRoute: () => publicPages,
  path: '/directory/$agt',
  component: page(() => import('../directory/profile-page.tsx'), 'ProfilePage'),
});

export const publicRoutes = [directory, profile];
