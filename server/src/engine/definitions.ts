import { LRUCache } from 'lru-cache';
import type { Model } from '../kernel/model.ts';
import { ModelError } from '../kernel/model.ts';
import type { AgentDefinition } from '../domain/agents/index.ts';
import { accessFor, chosenProvider, isProviderChanged } from '../domain/providers/index.ts';
import { definitionOf } from '../domain/runs/index.ts';
import type { RunWork } from '../domain/runs/index.ts';
import { AgentTools } from './agent-tools.ts';
import type { ToolSet } from './agent-tools.ts';
import type { EngineDeps } from './deps.ts';

const definitionsMax = 500;
const noAccount = 'No provider account serves the model';
const accessTrustMs = 1_000;

/** Immutable agent versions, what they may call, and the models that serve them. */
export class Definitions {
  readonly #deps: EngineDeps;
  readonly #loaded = new LRUCache<string, AgentDefinition>({ max: definitionsMax });
  readonly #tools: AgentTools;
  readonly #models = new LRUCache<string, Model>({ max: definitionsMax, ttl: accessTrustMs });

  constructor(deps: EngineDeps) {
    this.#deps = deps;
    this.#tools = new AgentTools(deps);
    deps.home.store.onCommitted((signals) => {
      if (signals.some((signal) => signal.kind === 'authority.changed' || isProviderChanged(signal))) this.#models.clear();
    });
  }

  async of(work: RunWork): Promise<AgentDefinition> {
    const key = `${work.agent.id}:${work.agent.version}`;
    const known = this.#loaded.get(key);
    if (known !== undefined) return known;
    const loaded = await definitionOf(this.#deps.home, work);
    this.#loaded.set(key, loaded);
    return loaded;
  }

  /** What the agent of a run may call at this moment. */
  async toolsOf(work: RunWork): Promise<ToolSet> {
    return this.#tools.of(work, await this.of(work));
  }

  /** @throws ModelError `auth` when neither the agent nor its organisation has access to the model */
  async modelOf({ orgId, agent }: Pick<RunWork, 'orgId' | 'agent'>, name: string): Promise<Model> {
    const key = `${agent.id}:${name}`;
    const known = this.#models.get(key);
    if (known !== undefined) return known;
    const { home, modelFor } = this.#deps;
    const family = home.models.providerOf(name);
    if (family === 'playbook') return modelFor('playbook');
    const access = await home.read(async (tx) => {
      const provider = (await chosenProvider(tx, agent.id)) ?? family;
      return accessFor(tx, home.sealer, { orgId, agentId: agent.id, model: name, provider });
    });
    if (access === undefined) throw new ModelError('auth', `${noAccount} '${name}'. Add one under Providers.`);
    const model = modelFor(access);
    this.#models.set(key, model);
    return model;
  }
}
