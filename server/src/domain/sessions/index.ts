export { appendEvents, isEventsAppended, writeEvents } from './append-events.ts';
export type { EventsAppended, LogTarget, SessionChange } from './append-events.ts';
export { createSession, sessionName } from './create-session.ts';
export { readEvents } from './read-events.ts';
export { getSession, listSessionEvents, listSessions, renameSession, visibleSession } from './read-sessions.ts';
export { saidIn, wordsOf } from './said.ts';
export { sessionOrigins, sessionStatuses } from './session.ts';
export type { Session, SessionOrigin, SessionStatus } from './session.ts';
