// SPDX-License-Identifier: Apache-2.0
//
// The harness itself, with a script in the place of a node: nothing may outlive a test.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { test } from 'node:test';
import { text } from 'node:stream/consumers';

import { TestNode, until, withDeadline } from './harness.mjs';

const DEADLINE = 60_000;
const HARNESS = new URL('./harness.mjs', import.meta.url).href;

const KEEP_RUNNING = 'setInterval(() => {}, 99);';
const UP = `console.log('up'); ${KEEP_RUNNING}`;

function fakeNode(script) {
  return new TestNode('fake node', process.execPath, ['-e', script, '--']);
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

test('a line is found whether it was printed before or after one waits for it', async () => {
  const node = fakeNode(`console.error('first 1'); setTimeout(() => console.log('second 2'), 50); ${KEEP_RUNNING}`);
  assert.equal((await node.waitForLine(/first (\d)/, DEADLINE))[1], '1');
  assert.equal((await node.waitForLine(/second (\d)/, DEADLINE))[1], '2');
  assert.equal((await node.waitForLine(/first (\d)/, DEADLINE))[1], '1');
  await node.stop();
});

test('stopping ends the process and removes its directory', async () => {
  const node = fakeNode(UP);
  await node.waitForLine(/up/, DEADLINE);
  assert.ok(isAlive(node.pid) && existsSync(node.basePath));
  await node.stop();
  assert.ok(!isAlive(node.pid) && !existsSync(node.basePath));
});

test('a node that ends early is reported with its log', async () => {
  const node = fakeNode("console.error('no such chain'); process.exit(7)");
  await assert.rejects(node.waitForLine(/never/, DEADLINE), /exit code 7[^]*no such chain/);
  await node.stop();
});

test('a program that does not exist is reported', async () => {
  await assert.rejects(TestNode.start('nothing', '/does/not/exist', []), /ENOENT/);
});

test('a missing line, a late promise and a failed wait say what was waited for', async () => {
  const node = fakeNode(UP);
  await node.waitForLine(/up/, DEADLINE);
  await assert.rejects(node.waitForLine(/never/, 20), /no line \/never\//);
  const never = new Promise(() => {});
  await assert.rejects(withDeadline(never, 20, () => 'the impossible'), /20 ms have passed: the impossible/);
  await assert.rejects(until('the impossible', 20, async () => false), /waited for the impossible/);
  await node.stop();
});

const ENDS = [
  "throw new Error('a failing test')",
  "process.kill(process.pid, 'SIGINT')",
  "process.kill(process.pid, 'SIGKILL')",
];
for (const end of ENDS) {
  test(`nothing is left after: ${end}`, async () => {
    const script = `
      import { TestNode, writeScratch } from '${HARNESS}';
      const node = new TestNode('fake node', process.execPath, ['-e', ${JSON.stringify(UP)}, '--']);
      await node.waitForLine(/up/, ${DEADLINE});
      const file = writeScratch('file', 'content');
      console.log(JSON.stringify({ pid: node.pid, basePath: node.basePath, file }));
      ${end};
      ${KEEP_RUNNING}`;
    const args = ['--input-type=module', '-e', script];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'ignore'] });
    const [output] = await Promise.all([text(child.stdout), once(child, 'exit')]);
    const { pid, basePath, file } = JSON.parse(output);
    await until('the process to be gone', DEADLINE, async () => !isAlive(pid));
    await until('its directory to be gone', DEADLINE, async () => !existsSync(basePath));
    await until('what it wrote to be gone', DEADLINE, async () => !existsSync(dirname(file)));
  });
}
