import { randomUUID } from 'node:crypto';
import type { Forge } from './Forge';
import { azureDevopsDialect } from './azureDevops';
import { bitbucketDialect } from './bitbucket';
import { githubDialect } from './github';
import { gitlabDialect } from './gitlab';
import type { ForgeDelivery, ForgeEvent, ForgeVendor } from './types';

const DIALECTS = {
  github: githubDialect,
  gitlab: gitlabDialect,
  bitbucket: bitbucketDialect,
  'azure-devops': azureDevopsDialect,
};

/** Where events are told. @public */
export interface ForgeWebhook {
  vendor: ForgeVendor;
  /** URL that is posted to, or what takes the delivery in its place. */
  to: string | ((delivery: ForgeDelivery) => Promise<void> | void);
  /** What deliveries are signed with. */
  secret: string;
}

/** What goes wrong with deliveries, by fractions of 1. @public */
export interface ForgeWebhookFaults {
  lost?: number;
  doubled?: number;
  /** Signed by somebody who does not know the secret. */
  forged?: number;
  /** Holds deliveries until {@link ForgeWebhooks.flush}, which shuffles them. */
  isShuffled?: boolean;
}

/** Tells of events as each vendor does, or as badly as is asked. @public */
export class ForgeWebhooks {
  readonly targets: ForgeWebhook[] = [];
  readonly faults: ForgeWebhookFaults = {};
  /** Status that each delivery to a URL was answered with, in order. */
  readonly statuses: number[] = [];
  readonly #forge: Forge;
  readonly #running = new Set<Promise<void>>();
  #held: (() => Promise<void>)[] = [];
  #seed = 20_111;

  constructor(forge: Forge) {
    this.#forge = forge;
  }

  tell(event: ForgeEvent): void {
    for (const target of this.targets) {
      // Made now, since the vendor tells of the state at the event.
      this.#track(this.#prepare(event, target));
    }
  }

  /** Sends what was held, in another order. */
  async flush(): Promise<void> {
    await this.idle();
    const held = this.#held;
    this.#held = [];
    for (let left = held.length; left > 0; left--) {
      const [send] = held.splice(Math.floor(this.#random() * left), 1);
      this.#track(send());
    }
    await this.idle();
  }

  /** Resolves when everything on its way has arrived. */
  async idle(): Promise<void> {
    while (this.#running.size > 0) {
      await Promise.all(this.#running);
    }
  }

  async #prepare(event: ForgeEvent, target: ForgeWebhook): Promise<void> {
    const { lost = 0, doubled = 0, forged = 0, isShuffled } = this.faults;
    const copies = this.#random() < lost ? 0 : 1 + +(this.#random() < doubled);
    const secret = this.#random() < forged ? 'not-it' : target.secret;
    const delivery = await DIALECTS[target.vendor].deliver(event, {
      ...{ secret, forge: this.#forge, id: randomUUID() },
    });
    if (!delivery) {
      return;
    }
    const sends = Array.from(
      { length: copies },
      () => () => this.#send(target, delivery),
    );
    if (isShuffled) {
      this.#held.push(...sends);
    } else {
      await Promise.all(sends.map(send => send()));
    }
  }

  async #send({ to }: ForgeWebhook, delivery: ForgeDelivery): Promise<void> {
    if (typeof to === 'function') {
      await to(delivery);
      return;
    }
    const { headers, body } = delivery;
    const { status } = await fetch(to, { method: 'POST', headers, body });
    this.statuses.push(status);
  }

  #track(work: Promise<void>): void {
    // Nobody hears of a delivery that fails, as with the vendors.
    const tracked = work
      .catch(() => {})
      .finally(() => this.#running.delete(tracked));
    this.#running.add(tracked);
  }

  /** The same sequence each time, so that a test fails again. */
  #random(): number {
    this.#seed = (this.#seed * 48_271) % 2_147_483_647;
    return this.#seed / 2_147_483_647;
  }
}
