interface AccessCommand {
  readonly says: string;
  readonly command: string;
}

const header = '-H "X-Agent-Key: $AGENT_KEY"';

/** The first commands of a program that works as an agent. Source: agents API, "Agent endpoints". */
export function accessCommands(origin: string): readonly AccessCommand[] {
  return [
    { says: 'Who am I?', command: `curl ${origin}/api/agents/me ${header}` },
    { says: 'What is next? This only looks.', command: `curl ${origin}/api/agents/me/tasks/next ${header}` },
    {
      says: 'Take the next task for a minute at a time, so that it is given away again should the program die.',
      command: `curl "${origin}/api/agents/me/tasks/next?lease=60" ${header}`,
    },
  ];
}
