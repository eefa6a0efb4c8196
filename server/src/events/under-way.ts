import type { ClaimedDelivery } from '../domain/webhooks/index.ts';

export interface UnderWayLimits {
  readonly atOnceMax: number;
  readonly perOrgMax: number;
  readonly perEndpointMax: number;
}

/** Counts by a key, without those that are zero. */
class Counts {
  readonly #counts = new Map<string, number>();

  of(key: string): number {
    return this.#counts.get(key) ?? 0;
  }

  add(key: string, by: 1 | -1): void {
    const count = this.of(key) + by;
    if (count > 0) this.#counts.set(key, count);
    else this.#counts.delete(key);
  }

  atLeast(max: number): string[] {
    return [...this.#counts].filter(([, count]) => count >= max).map(([key]) => key);
  }
}

/** The attempts of this process that have begun and not ended, and how many more there may be. */
export class UnderWay {
  readonly #limits: UnderWayLimits;
  readonly #attempts = new Set<Promise<void>>();
  readonly #ofEndpoint = new Counts();
  readonly #ofOrg = new Counts();

  constructor(limits: UnderWayLimits) {
    this.#limits = limits;
  }

  room(): number {
    return Math.max(0, this.#limits.atOnceMax - this.#attempts.size);
  }

  /** What a claim may take. */
  limits() {
    const { perEndpointMax, perOrgMax } = this.#limits;
    return {
      room: this.room(),
      roomOfEndpoint: (id: string) => perEndpointMax - this.#ofEndpoint.of(id),
      roomOfOrg: (id: string) => perOrgMax - this.#ofOrg.of(id),
      fullEndpoints: this.#ofEndpoint.atLeast(perEndpointMax),
      fullOrgs: this.#ofOrg.atLeast(perOrgMax),
    };
  }

  add({ endpoint_id: endpoint, org_id: org }: Pick<ClaimedDelivery, 'endpoint_id' | 'org_id'>, attempt: Promise<void>): void {
    this.#ofEndpoint.add(endpoint, 1);
    this.#ofOrg.add(org, 1);
    const counted = attempt.finally(() => {
      this.#ofEndpoint.add(endpoint, -1);
      this.#ofOrg.add(org, -1);
      this.#attempts.delete(counted);
    });
    this.#attempts.add(counted);
  }

  /** Whether all, an organisation or an endpoint has no room left. */
  isFull(): boolean {
    const { fullEndpoints, fullOrgs, room } = this.limits();
    return room === 0 || fullEndpoints.length > 0 || fullOrgs.length > 0;
  }

  /** Resolves when what is under way now has ended. */
  async ended(): Promise<void> {
    await Promise.all(this.#attempts);
  }
}
