// SPDX-License-Identifier: Apache-2.0
//
// A planner in Node.js, as people write one: signs a command over what JSON.stringify makes of it, and posts it.
//
//   node planner.mjs SECRET_FILE GATE_URL < command.json

import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { argv, stdin, stdout } from 'node:process';
import { text } from 'node:stream/consumers';

const [, , secretFile, gate] = argv;
const secret = readFileSync(secretFile, 'utf8').trimEnd();

const command = JSON.parse(await text(stdin));
command.signature = createHmac('sha256', secret).update(JSON.stringify(command)).digest('hex');

const response = await fetch(`${gate}/cust/execute`, {
  method: 'POST',
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify(command),
});
stdout.write(JSON.stringify({ status: response.status, answer: await response.json() }));
