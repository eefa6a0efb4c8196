export { decisions } from './interaction.ts';
export type { Interaction } from './interaction.ts';
export { openApproval } from './open-approval.ts';
export { listInteractions } from './read-interactions.ts';
export { resolveInteraction } from './resolve-interaction.ts';
export type { Answer } from './resolve-interaction.ts';
export { questionDesk } from './question-desk.ts';
