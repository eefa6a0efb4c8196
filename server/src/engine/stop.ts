/** Why a run was stopped from outside. Used as abort reasons, so that whoever catches one knows what to settle. */
export class DeadlineReached extends Error {}
export class CancelRequested extends Error {}
/** The server is going away; the run goes on elsewhere. */
export class Draining extends Error {}
