import { LRUCache } from 'lru-cache';
import type { ToolDefinition } from '../kernel/tool.ts';
import type { ToolOffer } from '../kernel/model.ts';
import type { AgentDefinition } from '../domain/agents/index.ts';
import type { RunWork } from '../domain/runs/index.ts';
import { isToolServersChanged, usableTools } from '../domain/tool-servers/index.ts';
import type { UsableTool } from '../domain/tool-servers/index.ts';
import type { EngineDeps } from './deps.ts';
import { offersFor } from './tool-offers.ts';

/** What an agent may call at a moment. */
export interface ToolSet {
  readonly definitions: readonly ToolDefinition[];
  /** Tools and `tool.action` entries. */
  readonly granted: readonly string[];
  readonly offers: readonly ToolOffer[];
  readonly ofServers: readonly UsableTool[];
}

const agentsMax = 500;
/** How long another process may offer what was taken back; a call asks the store in any case. */
const trustMs = 30_000;
/** Tells other processes that agents' tool servers changed. */
const topic = 'tool_servers.changed';

/** The tools of agents, built-in ones and those of their tool servers; read anew when somebody changes them. */
export class AgentTools {
  readonly #deps: EngineDeps;
  readonly #known = new LRUCache<string, ToolSet>({ max: agentsMax, ttl: trustMs });
  #changes = 0;

  constructor(deps: EngineDeps) {
    this.#deps = deps;
    const { store } = deps.home;
    store.onCommitted((signals) => {
      if (!signals.some(isToolServersChanged)) return;
      this.#forget();
      store.hint([topic]);
    });
    store.onHint((topics) => {
      if (topics.includes(topic)) this.#forget();
    });
  }

  async of({ agent }: RunWork, { tools }: Pick<AgentDefinition, 'tools'>): Promise<ToolSet> {
    const key = `${agent.id}:${agent.version}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const { home } = this.#deps;
    const changes = this.#changes;
    const ofServers = await home.read((tx) => usableTools(tx, agent.id));
    const set = toolSet(home.tools, tools, ofServers);
    if (changes === this.#changes) this.#known.set(key, set);
    return set;
  }

  #forget(): void {
    this.#changes += 1;
    this.#known.clear();
  }
}

function toolSet(builtIn: readonly ToolDefinition[], tools: readonly string[], ofServers: readonly UsableTool[]): ToolSet {
  const definitions = [...builtIn, ...definitionsOf(ofServers)];
  const granted = [...tools, ...ofServers.map((tool) => `${tool.toolId}.${tool.action}`)];
  return { definitions, granted, offers: offersFor(definitions, granted), ofServers };
}

function definitionsOf(ofServers: readonly UsableTool[]): readonly ToolDefinition[] {
  return [...Map.groupBy(ofServers, (tool) => tool.toolId)].map(([id, tools]) => ({
    id,
    version: '',
    description: '',
    recovery: 'unsafe',
    exposure: { readsUntrusted: true, sendsOutside: true },
    actions: tools.map(({ action, description, inputSchema, recovery, exposure }) => ({
      name: action,
      description,
      inputSchema,
      outputSchema: {},
      recovery,
      exposure,
      example: { input: {}, output: null },
    })),
  }));
}
