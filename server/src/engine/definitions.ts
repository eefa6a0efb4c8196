import { LRUCache } from 'lru-cache';
import type { Model, ToolOffer } from '../kernel/model.ts';
import { ModelError } from '../kernel/model.ts';
import type { AgentDefinition } from '../domain/agents/index.ts';
import { accessFor, chosenProvider, isProviderChanged } from '../domain/providers/index.ts';
import { definitionOf } from '../domain/runs/index.ts';
import type { RunWork } from '../domain/runs/index.ts';
import type { EngineDeps } from './deps.ts';
import { offersFor } from './tool-offers.ts';

const definitionsMax = 500;
const noAccount = 'No provider account serves the model';
const accessTrustMs = 1_000;

export interface LoadedDefinition extends AgentDefinition {
  readonly offers: readonly ToolOffer[];
}

/** Immutable agent versions with their tool offers, and the models that serve them. */
export class Definitions {
  readonly #deps: EngineDeps;
  readonly #loaded = new LRUCache<string, LoadedDefinition>({ max: definitionsMax });
  readonly #models = new LRUCache<string, Model>({ max: definitionsMax, ttl: accessTrustMs });

  constructor(deps: EngineDeps) {
    this.#deps = deps;
    deps.home.store.onCommitted((signals) => {
      if (signals.some((signal) => signal.kind === 'authority.changed' || isProviderChanged(signal))) this.#models.clear();
    });
  }

  async of(work: RunWork): Promise<LoadedDefinition> {
    const key = `${work.agent.id}:${work.agent.version}`;
    const known = this.#loaded.get(key);
    if (known !== undefined) return known;
    const definition = await definitionOf(this.#deps.home, work);
    const loaded = { ...definition, offers: offersFor(this.#deps.home.tools, definition.tools) };
    this.#loaded.set(key, loaded);
    return loaded;
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
