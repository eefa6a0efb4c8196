import { createRoute } from '@tanstack/react-router';
import { root } from './frames.ts';
import { page } from './page.ts';
import { texts } from './texts.ts';

const login = createRoute({
  getParentRoute: () => root,
  path: '/login',
  validateSearch: texts('next', 'error'),
  component: page(() => import('../sign-in/login-page.tsx'), 'LoginPage'),
});

const signUp = createRoute({
  getParentRoute: () => root,
  path: '/sign-up',
  validateSearch: texts('next'),
  component: page(() => import('../sign-in/sign-up-page.tsx'), 'SignUpPage'),
});

const invitation = createRoute({
  getParentRoute: () => root,
  path: '/invitations/$token',
  component: page(() => import('../sign-in/invitation-page.tsx'), 'InvitationPage'),
});

const resetAsk = createRoute({
  getParentRoute: () => root,
  path: '/reset',
  component: page(() => import('../sign-in/reset-ask-page.tsx'), 'ResetAskPage'),
});

const reset = createRoute({
  getParentRoute: () => root,
  path: '/reset/$token',
  component: page(() => import('../sign-in/reset-page.tsx'), 'ResetPage'),
});

const welcome = createRoute({
  getParentRoute: () => root,
  path: '/welcome',
  validateSearch: texts('token'),
  component: page(() => import('../sign-in/welcome-page.tsx'), 'WelcomePage'),
});

export const frontRoutes = [login, signUp, invitation, resetAsk, reset, welcome];
