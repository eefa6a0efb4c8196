import type { Signal } from '../../store/index.ts';

/** Announced when an agent may call other tools of other servers than before. */
export interface ToolServersChanged extends Signal {
  readonly kind: 'tool_servers.changed';
}

export const toolServersChanged: ToolServersChanged = { kind: 'tool_servers.changed' };

export function isToolServersChanged(signal: Signal): signal is ToolServersChanged {
  return signal.kind === toolServersChanged.kind;
}
