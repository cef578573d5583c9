// SPDX-License-Identifier: Apache-2.0
//
// Follows what two nodes finalise: how far they are, how long it ever took, and what both of them answer.

import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';

/** Blocks of an era, and of a session. */
export const ERA = 200;

const POLL_INTERVAL = 500;

// A chain that finalises nothing for so long is not waited for.
const STALLED = 180_000;

/** The finalised chain, as two nodes have it that live as long as the run. */
export class ChainWatch {
  #nodes;
  #number = 0;
  #advanced = Date.now();
  #longest = { after: 0, ms: 0 };
  #failure;
  #ended = false;
  #onAdvance;

  /**
   * @param {import('../harness.mjs').TestNode[]} nodes
   * @param {(number: number) => void} onAdvance is told of each newest block
   */
  constructor(nodes, onAdvance) {
    this.#nodes = nodes;
    this.#onAdvance = onAdvance;
    this.#follow().catch((error) => (this.#failure = error));
  }

  /** The newest block that both have finalised. */
  get number() {
    return this.#number;
  }

  /** The longest time, from the first finalised block on, in which no further one was finalised. */
  get longestGap() {
    const running = Date.now() - this.#advanced;
    return running > this.#longest.ms ? { after: this.#number, ms: running } : this.#longest;
  }

  end() {
    this.#ended = true;
  }

  /** Waits until a block is finalised on both nodes. */
  async reach(number) {
    while (this.#number < number) {
      if (this.#failure !== undefined) {
        throw this.#failure;
      }
      if (Date.now() - this.#advanced > STALLED) {
        throw new Error(`nothing has been finalised since block ${this.#number}, and block ${number} is waited for`);
      }
      await delay(POLL_INTERVAL);
    }
  }

  /** The number of a block, once both have finalised it. */
  async finalised(hash) {
    const { number } = await this.#nodes[0].send('chain_getHeader', [hash]);
    await this.reach(Number(number));
    return Number(number);
  }

  /** The hash of a finalised block, which both agree on. */
  async hashAt(number) {
    await this.reach(number);
    return this.#agreed('chain_getBlockHash', [number]);
  }

  /** What both answer to one of the chain's own methods, whose last parameter is the block. */
  async ask(method, params, number) {
    return this.#agreed(method, [...params, await this.hashAt(number)]);
  }

  async #agreed(method, params) {
    const [first, second] = await Promise.all(this.#nodes.map((node) => node.send(method, params)));
    assert.deepEqual(second, first, `${method} of two nodes`);
    return first;
  }

  async #follow() {
    while (!this.#ended) {
      const numbers = await Promise.all(this.#nodes.map(finalisedNumber));
      const number = Math.min(...numbers);
      if (number > this.#number) {
        this.#advance(number);
      }
      await delay(POLL_INTERVAL);
    }
  }

  #advance(number) {
    const now = Date.now();
    const ms = now - this.#advanced;
    // Before the first one, the nodes find each other.
    if (this.#number > 0 && ms > this.#longest.ms) {
      this.#longest = { after: this.#number, ms };
    }
    this.#advanced = now;
    this.#number = number;
    this.#onAdvance(number);
  }
}

async function finalisedNumber(node) {
  const { number } = await node.send('chain_getHeader', [await node.send('chain_getFinalizedHead')]);
  return Number(number);
}
