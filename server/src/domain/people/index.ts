export { LoginSessions, lifeMsMax } from './login-sessions.ts';
export { issueOwnerLink } from './one-time-links.ts';
export { Passwords } from './passwords.ts';
export { createPerson, findMember } from './person.ts';
export type { Member, Person } from './person.ts';
export { changePassword, signInByLink, signInByPassword, signOut } from './sign-in.ts';
export type { SignedIn } from './sign-in.ts';
