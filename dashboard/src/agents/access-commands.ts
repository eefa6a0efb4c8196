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

interface McpSnippet {
  readonly title: string;
  readonly says: string;
  readonly config: string;
}

/** What stands where the key belongs; a configuration is never shown with a real one. */
const placeholder = 'YOUR_KEY';

/** How clients of the Model Context Protocol are told of this server. Source: guide "The Model Context Protocol", "Setting up a client". */
export function mcpSnippets(origin: string): readonly McpSnippet[] {
  const overHttp = { type: 'http', url: `${origin}/mcp`, headers: { Authorization: `Bearer ${placeholder}` } };
  const asProgram = { command: 'npx', args: ['forgeyard', 'mcp'], env: { FORGEYARD_URL: origin, FORGEYARD_KEY: placeholder } };
  return [
    { title: 'over HTTP', says: 'Clients that speak HTTP:', config: configOf(overHttp) },
    {
      title: 'as a program',
      says: 'Clients that start their servers as programs, through the command line tool:',
      config: configOf(asProgram),
    },
  ];
}

/** Short lists stay on one line, as people write them. */
function configOf(server: object): string {
  const text = JSON.stringify({ mcpServers: { forgeyard: server } }, null, 2);
  return text.replaceAll(/\[[^[\]{}]*\]/g, (list) =>
    list
      .replaceAll(/\s*\n\s*/g, ' ')
      .replace('[ ', '[')
      .replace(' ]', ']'),
  );
}
