/** Names below `/api/agents/` that are no agents, and the methods they do serve. No agent can take such a name. */
export const agentPlaces: ReadonlyMap<string, readonly string[]> = new Map([
  ['me', ['GET']],
  ['directory', ['GET']],
  ['profile', ['DELETE', 'POST', 'PUT']],
]);
