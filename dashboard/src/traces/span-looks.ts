import type { Span } from '@forgeyard/sdk';

/** How the bar of each kind is drawn. */
export const barLooks: Readonly<Record<Span['kind'], string>> = {
  agent: 'bg-foreground/45',
  model: 'bg-bar-model',
  tool: 'bg-bar-tool',
  retrieval: 'bg-success',
  wait: 'hatched border border-bar-wait',
  queue: 'hatched border border-bar-wait',
  other: 'bg-bar-wait',
};

/** What a kind is called in the legend. */
export const kindWords: Readonly<Record<Span['kind'], string>> = {
  agent: 'agent',
  model: 'model',
  tool: 'tool',
  retrieval: 'retrieval',
  wait: 'waits for a person',
  queue: 'queue',
  other: 'other',
};
