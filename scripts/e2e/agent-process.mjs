// SPDX-License-Identifier: Apache-2.0
//
// A running `tonnetz agent`, its gate, and a git repository that it pushes to.

import { execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';

import { builtBinary, endTogether, runClient, until } from './harness.mjs';

const START_DEADLINE = 60_000;
const STOP_DEADLINE = 90_000;

/** A directory of a test, with a bare repository `remote.git` and a clone of it, `checkout`, on branch `main`. */
export class Workshop {
  constructor() {
    this.path = mkdtempSync(join(tmpdir(), 'tonnetz-e2e-'));
    process.on('exit', () => this.remove());
    this.git('.', 'init', '--quiet', '--bare', '--initial-branch=main', 'remote.git');
    this.git('.', 'clone', '--quiet', 'remote.git', 'checkout');
    this.write('checkout/README.md', 'A service.\n');
    this.git('checkout', 'add', '-A');
    this.git('checkout', 'commit', '--quiet', '-m', 'feat: begin');
    this.git('checkout', 'push', '--quiet', 'origin', 'HEAD:main');
  }

  file(name) {
    return join(this.path, name);
  }

  write(name, content, mode = 0o644) {
    const path = this.file(name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content, { mode });
    chmodSync(path, mode);
    return path;
  }

  /** A secret of 64 hexadecimal characters in a file of mode 0600. */
  secret(name) {
    return this.write(name, `${randomBytes(32).toString('hex')}\n`, 0o600);
  }

  git(directory, ...args) {
    const identity = ['-c', 'user.name=Planner', '-c', 'user.email=planner@example.org'];
    // Nothing of the machine's own configuration.
    const env = { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' };
    const options = { cwd: this.file(directory), encoding: 'utf8', env };
    return execFileSync('git', [...identity, ...args], options).trim();
  }

  /** The commit that the remote's `main` is at. */
  remoteHead() {
    return this.git('remote.git', 'rev-parse', 'main');
  }

  remove() {
    rmSync(this.path, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** A `tonnetz agent run`. */
export class Agent {
  #child;
  #lines = [];
  #ended;

  constructor(config) {
    this.config = config;
    const args = ['agent', 'run', '--config', config];
    this.#child = spawn(builtBinary('tonnetz', 'TONNETZ_CLIENT'), args, { stdio: ['ignore', 'pipe', 'pipe'] });
    const letGo = endTogether(this.#child.pid);
    this.#ended = new Promise((resolve) =>
      this.#child.once('exit', (code, signal) => {
        letGo();
        resolve({ code, signal });
      }),
    );
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      createInterface({ input: stream }).on('line', (line) => this.#lines.push(line));
    }
    process.on('exit', () => this.#child.kill('SIGKILL'));
  }

  /** Starts an agent and waits until it answers. */
  static async start(config) {
    const agent = new Agent(config);
    await until(`the agent to answer\n${agent.log}`, START_DEADLINE, async () => {
      if (agent.#child.exitCode !== null) {
        throw new Error(`the agent ended\n${agent.log}`);
      }
      return (await agent.status()).node?.connected;
    });
    return agent;
  }

  get log() {
    return this.#lines.join('\n');
  }

  /** What `tonnetz agent status` says, or `{}`. */
  async status() {
    const { code, stdout } = await runClient(['agent', 'status', '--config', this.config, '--json']);
    return code === 0 ? JSON.parse(stdout) : {};
  }

  /** Where planners send commands. */
  async gate() {
    return `http://${(await this.status()).gate.listen}`;
  }

  /** What a path of the status server answers. */
  async get(path) {
    const { status } = await this.status();
    return fetch(`http://${status}${path}`);
  }

  async unlock(...suriFiles) {
    const files = suriFiles.flatMap((file) => ['--suri-file', file]);
    return runClient(['agent', 'unlock', '--config', this.config, ...files, '--json']);
  }

  async lock() {
    return runClient(['agent', 'lock', '--config', this.config, '--json']);
  }

  /** Ends the agent as an operator does, and returns how it ended. */
  async stop(signal = 'SIGTERM') {
    this.#child.kill(signal);
    const late = setTimeout(() => this.#child.kill('SIGKILL'), STOP_DEADLINE);
    const ended = await this.#ended;
    clearTimeout(late);
    return ended;
  }
}
