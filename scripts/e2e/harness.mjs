// SPDX-License-Identifier: Apache-2.0
//
// Starts nodes for the tests: free ports, temporary directories, captured logs. Whatever this process started is gone
// when it ends, however it ends.

import { execFile, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { ApiPromise, WsProvider } from '@polkadot/api';

import { FalconSigner } from './pq-signer.mjs';
import { RPC } from './rpc.mjs';

/** The chain's block time in milliseconds; deadlines are counted in it. */
export const BLOCK = 3_000;

const REPOSITORY = fileURLToPath(new URL('../../', import.meta.url));
const RPC_READY = /Running JSON-RPC server: addr=127\.0\.0\.1:(\d+)/;

// The first start compiles the runtime, on a machine that may be busy with something else.
const START_DEADLINE = 120_000;
const STOP_DEADLINE = 60_000;
const POLL_INTERVAL = 100;
const LOG_TAIL = 60;

// Free ports everywhere; nothing that looks outside the machine.
const QUIET_LOCAL_NODE = [
  '--rpc-port=0',
  '--listen-addr=/ip4/127.0.0.1/tcp/0',
  '--no-mdns',
  '--no-telemetry',
  '--no-prometheus',
];

// They wait for the end of their standard input, which comes with the end of the test process, even by SIGKILL.
const WATCHDOG = 'read -r _; kill -9 "$1"; rm -rf -- "$2"';
const SCRATCH_WATCHDOG = 'read -r _; rm -rf -- "$1"';
const PROCESS_WATCHDOG = 'read -r _; kill -9 "$1"';

const running = new Set();

let scratch;

process.on('exit', () => running.forEach((node) => node.killNow()));
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => process.exit(1));
}

/** One running node. */
export class TestNode {
  #child;
  #watchdog;
  #basePath;
  #lines = [];
  #watchers = new Set();
  #exited;
  #provider;
  #api;

  constructor(name, command, args) {
    this.name = name;
    this.#basePath = mkdtempSync(join(tmpdir(), 'tonnetz-e2e-'));
    running.add(this);
    this.#child = spawn(command, [...args, '--base-path', this.#basePath], { stdio: ['ignore', 'pipe', 'pipe'] });
    this.#watchdog = startWatchdog(this.#child.pid, this.#basePath);
    this.#exited = new Promise((resolve) => {
      this.#child.once('error', (error) => resolve(error.message));
      this.#child.once('exit', (code, signal) => resolve(`it ended with ${signal ?? `exit code ${code}`}`));
    });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      createInterface({ input: stream }).on('line', (line) => this.#record(line));
    }
  }

  /** Starts a node, waits until its RPC server listens, and connects. */
  static async start(name, command, args) {
    const node = new TestNode(name, command, args);
    try {
      const [, port] = await node.waitForLine(RPC_READY, START_DEADLINE);
      node.url = `ws://127.0.0.1:${port}`;
      await withDeadline(node.#connect(), START_DEADLINE, () => `${name}: no connection\n${node.logTail}`);
      return node;
    } catch (error) {
      await node.stop();
      throw error;
    }
  }

  /** The node's process id. */
  get pid() {
    return this.#child.pid;
  }

  /** Where the node keeps its data; removed with the node. */
  get basePath() {
    return this.#basePath;
  }

  /** The newest lines of the node's log. */
  get logTail() {
    return this.#lines.slice(-LOG_TAIL).join('\n');
  }

  /** The match of the first line that matches, whether it was printed already or comes later. */
  async waitForLine(pattern, deadline) {
    const line = new Promise((resolve) => {
      const watcher = (text) => {
        const match = pattern.exec(text);
        if (match) {
          this.#watchers.delete(watcher);
          resolve(match);
        }
      };
      this.#watchers.add(watcher);
      this.#lines.forEach(watcher);
    });
    const ended = this.#exited.then((how) => {
      throw new Error(`${this.name} gave no line ${pattern}: ${how}\n${this.logTail}`);
    });
    // Whoever waits has an answer by then; an exit that comes later is no error.
    ended.catch(() => {});
    const explain = () => `${this.name}: no line ${pattern}\n${this.logTail}`;
    return withDeadline(Promise.race([line, ended]), deadline, explain);
  }

  /** The polkadot-js connection to the node; it ends with the node. */
  get api() {
    return this.#api;
  }

  /** A JSON-RPC request whose answer no decoder of polkadot-js touches. */
  async send(method, params = []) {
    return this.#provider.send(method, params);
  }

  /** Ends the node, waits for its end and removes its directory. */
  async stop() {
    try {
      await (this.#api ?? this.#provider)?.disconnect();
      this.#child.kill('SIGTERM');
      await withDeadline(this.#exited, STOP_DEADLINE, () => `${this.name} ignores SIGTERM`);
    } finally {
      this.killNow();
    }
  }

  /** For `process.on('exit')`, where nothing can be waited for. */
  killNow() {
    this.#watchdog?.kill('SIGKILL');
    this.#child.kill('SIGKILL');
    rmSync(this.#basePath, { recursive: true, force: true, maxRetries: 3 });
    running.delete(this);
  }

  async #connect() {
    this.#provider = new WsProvider(this.url);
    this.#api = await ApiPromise.create({
      provider: this.#provider,
      rpc: RPC,
      noInitWarn: true,
      throwOnConnect: true,
    });
  }

  #record(line) {
    this.#lines.push(line);
    this.#watchers.forEach((watcher) => watcher(line));
  }
}

/** A development chain of one node: Alice authors, everything in memory or in a temporary directory. */
export async function startDev(args = []) {
  return TestNode.start('dev node', nodeBinary(), ['--dev', ...QUIET_LOCAL_NODE, ...args]);
}

/**
 * The chain `local` with its first `count` validators, each in a node of its own. All of them are there before the
 * first block is: a validator makes none as long as it has no peer. A fifth one runs beside them, and validates when
 * the chain says so.
 *
 * @param {number} count
 * @param {object} [spec] the raw specification of another chain with the same validators
 */
export async function startLocalNetwork(count, spec) {
  // From a raw specification the nodes need not compile the runtime, each for itself, to make the first block.
  const chain = writeScratch('local.json', JSON.stringify(spec ?? (await rawChainSpec('local'))));
  const names = ['alice', 'bob', 'charlie', 'dave', 'eve'].slice(0, count);
  const started = await Promise.allSettled(names.map((name) => startValidator(name, chain)));
  const nodes = started.flatMap(({ value }) => value ?? []);
  try {
    const failed = started.find(({ status }) => status === 'rejected');
    if (failed) {
      throw failed.reason;
    }
    await introduce(nodes);
    return nodes;
  } catch (error) {
    await stopAll(nodes);
    throw error;
  }
}

export async function stopAll(nodes) {
  await Promise.all(nodes.map((node) => node.stop()));
}

/** The raw specification of a chain, parsed, without boot nodes. */
export async function rawChainSpec(chain) {
  const args = ['export-chain-spec', '--raw', '--chain', chain];
  const { stdout } = await promisify(execFile)(nodeBinary(), args, { maxBuffer: 2 ** 26 });
  return { ...JSON.parse(stdout), bootNodes: [] };
}

/** Writes a file that is gone when this process ends, with the directories it is in, and returns its path. */
export function writeScratch(name, content, mode = 0o644) {
  if (scratch === undefined) {
    scratch = mkdtempSync(join(tmpdir(), 'tonnetz-e2e-'));
    watch(SCRATCH_WATCHDOG, scratch);
  }
  const path = join(scratch, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content, { mode });
  return path;
}

/** Has a process end with this one, should this one end without seeing to it. Returns what takes that back. */
export function endTogether(pid) {
  const watchdog = watch(PROCESS_WATCHDOG, String(pid));
  return () => watchdog.kill('SIGKILL');
}

/**
 * Runs the client `tonnetz`.
 *
 * @param {string[]} args
 * @returns {Promise<{ code: number, stdout: string, stderr: string }>} how it ended, whatever that was
 */
export async function runClient(args) {
  const binary = builtBinary('tonnetz', 'TONNETZ_CLIENT');
  return new Promise((resolve, reject) => {
    execFile(binary, args, { maxBuffer: 2 ** 26 }, (error, stdout, stderr) => {
      if (error !== null && typeof error.code !== 'number') {
        reject(error);
      } else {
        resolve({ code: error?.code ?? 0, stdout, stderr });
      }
    });
  });
}

/** What `tonnetz-node key inspect` prints for a development key, parsed. */
export async function inspectKey(suri) {
  const args = ['key', 'inspect', '--scheme', 'falcon512', '--output', 'json', '--show-secret', suri];
  const { stdout } = await promisify(execFile)(nodeBinary(), args);
  return JSON.parse(stdout);
}

/** A development key of the node, as a signer for a chain. */
export async function devSigner(api, suri) {
  return FalconSigner.fromKeyJson(await inspectKey(suri)).connect(api);
}

/** `node:test`'s `test`; when it fails, the logs of the nodes that run in this process are printed. */
export function check(name, body) {
  test(name, async (context) => {
    try {
      await body(context);
    } catch (error) {
      running.forEach((node) => console.error(`--- ${node.name}\n${node.logTail}\n---`));
      throw error;
    }
  });
}

/** What the promise gives, or an error when it takes longer than `deadline` milliseconds. */
export async function withDeadline(promise, deadline, explain) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${deadline} ms have passed: ${explain()}`)), deadline);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Asks again and again until the answer is truthy, and returns it. */
export async function until(what, deadline, probe) {
  const end = Date.now() + deadline;
  for (;;) {
    const value = await probe();
    if (value) {
      return value;
    }
    if (Date.now() > end) {
      throw new Error(`${deadline} ms have passed: waited for ${what}`);
    }
    await delay(POLL_INTERVAL);
  }
}

/** Ends the process and removes the directory should this process end without doing so. */
function startWatchdog(pid, basePath) {
  return pid === undefined ? undefined : watch(WATCHDOG, String(pid), basePath);
}

function watch(script, ...args) {
  // Of a group of its own, so that a signal to this one's does not end it first.
  const options = { stdio: ['pipe', 'ignore', 'ignore'], detached: true };
  const watchdog = spawn('sh', ['-c', script, 'watchdog', ...args], options);
  watchdog.unref();
  watchdog.stdin.unref();
  return watchdog;
}

function nodeBinary() {
  return builtBinary('tonnetz-node', 'TONNETZ_NODE');
}

/** The path of a program that was built from this repository. */
export function builtBinary(name, variable) {
  const target = process.env.CARGO_TARGET_DIR ?? join(REPOSITORY, 'target');
  const binary = process.env[variable] ?? join(target, 'release', name);
  if (!existsSync(binary)) {
    throw new Error(`no ${name} at ${binary}: build it with "cargo build --release", or set ${variable}`);
  }
  return binary;
}

async function startValidator(name, chain) {
  return TestNode.start(name, nodeBinary(), [
    `--chain=${chain}`,
    `--${name}`,
    '--validator',
    // A validator has to keep its network identity; these have no past.
    '--unsafe-force-node-key-generation',
    ...QUIET_LOCAL_NODE,
  ]);
}

/** Each node is told of those before it, and connects to them. */
async function introduce(nodes) {
  const addresses = await Promise.all(nodes.map(networkAddress));
  const pairs = nodes.flatMap((node, index) => addresses.slice(0, index).map((address) => [node, address]));
  await Promise.all(pairs.map(([node, address]) => node.send('system_addReservedPeer', [address])));
}

async function networkAddress({ name, api }) {
  const address = await until(`${name} to listen`, START_DEADLINE, async () => {
    const addresses = await api.rpc.system.localListenAddresses();
    return addresses.map(String).find((text) => /^\/ip4\/127\.0\.0\.1\/tcp\/[1-9]/.test(text));
  });
  return address.includes('/p2p/') ? address : `${address}/p2p/${await api.rpc.system.localPeerId()}`;
}
