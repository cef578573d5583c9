// SPDX-License-Identifier: Apache-2.0
//
// A network as it lives: four validators and a fifth, their agents, a liar, colluders, a crash, a double vote. Started by
// scripts/network.sh; some 47 minutes, because eras and sessions are 200 blocks long.
//
// | era = session | blocks | set | slots used | minutes | what happens |
// |---|---|---|---|---|---|
// | 0 | 0 to 199 | 4 | 4 of 4 | 0 to 10 | agents start; Eve is added; of the sleeper 2 say up, 3 down |
// | 1 | 200 to 399 | 4 | 4, then 3 of 4 | 10 to 21 | the sleeper has 2 against 2; from block 360 on Dave is dead |
// | 2 | 400 to 599 | 5 | 4 of 5 | 21 to 33 | Eve validates, and is removed; the sleeper has 3 against 2 |
// | 3 | 600 to 799 | 5 | 4 of 5 | 33 to 46 | Dave's double vote is reported; the sleeper has 1 against none |
// | 4 | from 800 on | 4 | 3 of 4 | 46 to 47 | Eve is out, and Dave not among the next |
//
// More than two thirds vote at all times, with nobody to spare from block 360 on. What is ordered in a session is
// planned at its end, and in force a session later.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { after, before } from 'node:test';

import { u8aToHex } from '@polkadot/util';

import { onlyEvent, submit, submitFinalized } from '../chain.mjs';
import { BLOCK, check, startLocalNetwork, stopAll, until } from '../harness.mjs';
import { announce, startAgent, unlock } from './agents.mjs';
import { ChainWatch, ERA } from './chain-watch.mjs';
import { doubleVote, equivocationReceipt, keyOwnership } from './double-vote.mjs';
import { agentKeys, founders, specification } from './founders.mjs';
import { heartbeat, seenIn, submitAs } from './uptime.mjs';
import { authors, currentSet, validatorsAt, voters } from './votes.mjs';

const NODES = ['alice', 'bob', 'charlie', 'dave', 'eve'];

// Bob and Charlie are known by their blocks alone.
const WITH_ENDPOINT = ['alice', 'dave', 'eve'];

// A privileged port that nothing listens on.
const NOWHERE = 'http://127.0.0.1:1';

// Agents begin to look around no later than at block 170 of an era; they are unlocked before this one.
const LAST_UNLOCK = 150;

// By then the heartbeats of the era are there, and the set changes only after the others have gone on without Dave.
const KILL = ERA + 160;
const LONGEST_GAP = 60_000;
const REPORTED = 20 * BLOCK;
const PROGRESS = 25;

const STARTED = Date.now();

let nodes = {};
const agents = {};
let operators;
let bound;
let chain;
let api;

function say(text) {
  const seconds = Math.floor((Date.now() - STARTED) / 1_000);
  const clock = [seconds / 60, seconds % 60].map((part) => String(Math.floor(part)).padStart(2, '0')).join(':');
  console.log(`[${clock}] ${text}`);
}

/** The account of an operator. */
function account(name) {
  return operators.get(name).address;
}

function accounts(...names) {
  return new Set(names.map(account));
}

/** How an operator is seen now. */
async function uptime(name) {
  return nodes.alice.send('operators_uptime', [account(name)]);
}

let told = 0;

function tell(number) {
  if (number < told + PROGRESS) {
    return;
  }
  told = number;
  const names = [...NODES, 'liar', 'sleeper'];
  Promise.all(names.map(uptime)).then(
    (uptimes) => {
      const healthy = names.map((name, index) => `${name} ${uptimes[index].healthyEras}`).join(', ');
      say(`era ${Math.floor(number / ERA)}, block ${number} is final; healthy eras: ${healthy}`);
    },
    (error) => say(`block ${number} is final; nobody tells the uptimes: ${error.message}`),
  );
}

before(async () => {
  say('this takes some 47 minutes');
  [operators, bound] = await Promise.all([founders(), agentKeys()]);
  const started = await startLocalNetwork(NODES.length, await specification(operators, bound));
  nodes = Object.fromEntries(NODES.map((name, index) => [name, started[index]]));
  ({ api } = nodes.alice);
  [...operators.values(), ...bound.values()].forEach((signer) => signer.connect(api));
  chain = new ChainWatch([nodes.alice, nodes.bob], tell);
  await chain.reach(1);
  say('five nodes run');

  await Promise.all([
    ...[...bound].map(([name, key]) =>
      submitFinalized(api.tx.proxy.addProxy(key.address, 'Agent', 0), operators.get(name)),
    ),
    ...NODES.map(async (name) => {
      agents[name] = await startAgent(name, operators.get(name), bound.get(name) ?? operators.get(name), nodes[name]);
    }),
  ]);
  await Promise.all([
    ...WITH_ENDPOINT.map((name) => announce(api, operators.get(name), agents[name])),
    submitFinalized(api.tx.operators.setEndpoint(NOWHERE), operators.get('liar')),
  ]);
  await Promise.all(NODES.map((name) => unlock(name, agents[name])));
  say(`five agents run, unlocked at block ${chain.number}`);
  assert.ok(chain.number < LAST_UNLOCK, 'in time for the heartbeats of era 0');
});

after(async () => {
  chain?.end();
  await Promise.all(Object.values(agents).map((agent) => agent.stop()));
  await stopAll(Object.values(nodes));
});

/** What the sleeper's observers say of it in an era, each `true`, `false` or `null` for nothing. */
async function reportSleeper(era, reports) {
  const observers = await observersOf('sleeper', era);
  assert.equal(observers.length, reports.length);
  const signers = new Map([...operators.values()].map((signer) => [signer.address, signer]));
  await Promise.all(
    reports.map(async (up, index) => {
      if (up !== null) {
        await heartbeat(api, signers.get(observers[index]), era, [[account('sleeper'), up]]);
      }
    }),
  );
  await heartbeat(api, operators.get('sleeper'), era);
}

async function observersOf(name, era) {
  return chain.ask('operators_observers', [account(name), era], era * ERA);
}

/** The liar vouches for itself, which is refused, and gives its sign of life. */
async function reportLiar(era) {
  const beat = (observed) =>
    submitAs(api, operators.get('liar'), bound.get('liar'), api.tx.operators.heartbeat(era, observed));
  await assert.rejects(beat([[account('liar'), true]]), { message: 'operators.NotObserved' });
  await beat([]);
}

/** Compares how operators were seen in an era with what was to be expected. */
async function expectSeen(era, expected) {
  const found = {};
  for (const name of Object.keys(expected)) {
    found[name] = await seenIn(era, account(name), chain);
    const { heartbeat: alive, authored, up, down, counted } = found[name];
    const said = [alive ? 'heartbeat' : 'silent', authored ? 'authored' : 'no block', `${up} up`, `${down} down`];
    say(`era ${era}: ${name.padEnd(7)} ${said.join(', ')}: ${counted ? 'counts' : 'does not count'}`);
  }
  assert.deepEqual(found, expected);
}

function seen(up, down, counted, { beat = true, authored = true } = {}) {
  return { heartbeat: beat, authored, up, down, counted };
}

const NO_BLOCK = { authored: false };
const DEAD = { beat: false, authored: false };

check('founders stand where their order puts them, and have the observers that stand next to them', async () => {
  const { items } = await chain.ask('operators_list', [0, 256], 1);
  assert.deepEqual(
    items.map(({ account: who, position: { x, y, z } }) => [who, x + 8 * y + 64 * z]),
    [...operators.values()].map(({ address }, index) => [address, index]),
  );
  assert.equal((await observersOf('sleeper', 0)).length, 5);
  const beside = async (name, ...names) => {
    const observers = new Set(await observersOf(name, 0));
    assert.ok(names.every((other) => observers.has(account(other))), `the observers of ${name}`);
  };
  await beside('liar', 'bob', 'charlie');
  await beside('dave', 'alice', 'eve');
});

check('era 0: the governor adds a fifth validator, which brings keys of its own', async () => {
  const eve = operators.get('eve');
  const add = api.tx.operators.addValidator(eve.address);
  await assert.rejects(submit(add, operators.get('alice')), { message: 'operators.NoSessionKeys' });
  const { keys, proof } = await nodes.eve.send('author_rotateKeysWithOwner', [u8aToHex(eve.accountId)]);
  await submit(api.tx.session.setKeys(keys, proof), eve);
  await assert.rejects(submit(add, eve), { message: 'BadOrigin' });
  await submit(add, operators.get('alice'));
});

check('era 0: a liar cannot report about itself, and two of five vouch for the sleeper', async () => {
  await reportLiar(0);
  await reportSleeper(0, [true, false, false, true, false]);
});

check('era 0 counts for those who answer or make blocks, not for the liar nor the sleeper', async () => {
  await expectSeen(0, {
    alice: seen(2, 0, 1),
    bob: seen(2, 0, 1),
    charlie: seen(1, 0, 1),
    dave: seen(2, 0, 1),
    eve: seen(3, 0, 1, NO_BLOCK),
    liar: seen(0, 2, 0, NO_BLOCK),
    sleeper: seen(2, 3, 0, NO_BLOCK),
  });
});

check('era 1: two of four vouch for the sleeper', async () => {
  await chain.reach(ERA + 2);
  await reportLiar(1);
  await reportSleeper(1, [true, null, false, true, false]);
});

check('era 1: one of four validators is killed with its agent, and the other three finalise', async () => {
  await chain.reach(KILL);
  await until('the heartbeats about dave', REPORTED, async () => {
    const { heartbeat: alive, up } = await uptime('dave');
    return alive && up === 2;
  });
  const { dave } = nodes;
  delete nodes.dave;
  await dave.api.disconnect();
  dave.killNow();
  assert.deepEqual(await agents.dave.stop('SIGKILL'), { code: null, signal: 'SIGKILL' });
  const killed = chain.number;
  say(`dave is killed at block ${killed}`);

  assert.deepEqual(await voters(nodes.alice, killed + 5), accounts('alice', 'bob', 'charlie'));
  assert.deepEqual(await authors(nodes.alice, chain, killed + 8, killed + 16), accounts('alice', 'bob', 'charlie'));
});

check('era 1 counts for the killed validator yet; a tie does not for the sleeper', async () => {
  await expectSeen(1, {
    alice: seen(2, 0, 1),
    bob: seen(2, 0, 1),
    charlie: seen(1, 0, 1),
    dave: seen(2, 0, 1),
    eve: seen(3, 0, 1, NO_BLOCK),
    liar: seen(0, 2, 0, NO_BLOCK),
    sleeper: seen(2, 2, 0, NO_BLOCK),
  });
});

check('era 2: three of five vouch for the sleeper', async () => {
  await chain.reach(2 * ERA + 2);
  await reportLiar(2);
  await reportSleeper(2, [true, false, true, true, false]);
});

check('era 2: the fifth validator authors and votes, two sessions after it was added', async () => {
  const earlier = await validatorsAt(api, await chain.hashAt(2 * ERA - 1));
  assert.deepEqual(new Set(earlier), accounts('alice', 'bob', 'charlie', 'dave'));
  const now = await chain.hashAt(2 * ERA);
  assert.deepEqual(new Set(await validatorsAt(api, now)), accounts(...NODES));
  assert.equal(await currentSet(nodes.alice, now), 1n);

  const alive = accounts('alice', 'bob', 'charlie', 'eve');
  assert.deepEqual(await authors(nodes.alice, chain, 2 * ERA + 1, 2 * ERA + 12), alive);
  // Four of five are the fewest that finalise: without Eve's vote there would be none to see.
  assert.deepEqual(await voters(nodes.alice, 2 * ERA + 1), alive);
});

check('era 2: the governor removes it', async () => {
  const remove = api.tx.operators.removeValidator(account('eve'));
  const result = await submitFinalized(remove, operators.get('alice'));
  assert.equal(onlyEvent(result, 'operators', 'ValidatorRemoved').operator.toString(), account('eve'));
});

check('era 2 does not count for the dead validator, which its neighbours report, and does for the sleeper', async () => {
  await expectSeen(2, {
    alice: seen(1, 0, 1),
    bob: seen(2, 0, 1),
    charlie: seen(1, 0, 1),
    dave: seen(0, 2, 0, DEAD),
    eve: seen(2, 0, 1),
    liar: seen(0, 2, 0, NO_BLOCK),
    sleeper: seen(3, 2, 1, NO_BLOCK),
  });
  for (const name of ['alice', 'eve']) {
    const log = readFileSync(join(dirname(agents[name].config), 'data', 'operational.jsonl'), 'utf8');
    const entries = log.trim().split('\n').map((line) => JSON.parse(line).observation);
    const { observed } = entries.find((entry) => entry?.kind === 'era' && entry.era === 2);
    const dave = observed.find((sight) => sight.account === account('dave'));
    assert.deepEqual([dave.by, dave.up], ['endpoint', false], `what ${name} saw`);
  }
});

check('era 3: a single observer vouches for the sleeper', async () => {
  await chain.reach(3 * ERA + 2);
  await reportLiar(3);
  await reportSleeper(3, [null, null, true, null, null]);
});

check('era 3: a replayed double vote disables the validator at once, takes its day, and leaves a receipt', async () => {
  const [dave, reporter] = ['dave', 'founder-20'].map((name) => operators.get(name));
  const number = chain.number;
  const [first, second] = [await chain.hashAt(number), await chain.hashAt(number - 1)];
  const setId = await currentSet(nodes.alice, first);
  const round = 7n;
  const votes = doubleVote(dave, setId, round, [
    { hash: first, number },
    { hash: second, number: number - 1 },
  ]);
  const { proof, session } = await keyOwnership(nodes.alice, first, setId, dave.publicKey);
  assert.deepEqual([setId, session], [1n, 3]);
  assert.equal((await chain.ask('operators_uptime', [dave.address], number)).healthyEras, 2);

  const report = api.tx.grandpa.reportEquivocation(votes, proof);
  const result = await submitFinalized(report, reporter);
  const { offender, receipt } = onlyEvent(result, 'operators', 'Equivocated');
  assert.equal(offender.toString(), dave.address);
  const block = result.status.asFinalized.toHex();
  const at = await chain.finalised(block);
  say(`dave's double vote is reported in block ${at}`);

  const validators = await validatorsAt(api, block);
  const disabled = await (await api.at(block)).query.session.disabledValidators();
  assert.deepEqual(
    disabled.map(([index]) => validators[index.toNumber()]),
    [dave.address],
  );
  assert.equal((await chain.ask('operators_get', [dave.address], at)).validator, false);
  const { healthyEras, missedOfLastDay } = await chain.ask('operators_uptime', [dave.address], at);
  assert.deepEqual([healthyEras, missedOfLastDay], [0, 3]);

  const entry = (await chain.ask('receipts_get', [receipt.unwrap().toNumber()], at)).receipt;
  const { kind, issuer, subject, digest } = entry;
  const expected = equivocationReceipt('dave', dave.accountId, session, setId, round);
  assert.deepEqual({ kind, issuer, subject, digest }, expected);

  await assert.rejects(submit(report, reporter), { message: 'grandpa.DuplicateOffenceReport' });
});

check('era 3: the governor cannot go below three validators', async () => {
  const remove = api.tx.operators.removeValidator(account('charlie'));
  await assert.rejects(submit(remove, operators.get('alice')), { message: 'operators.TooFewValidators' });
});

check('era 3 counts for those who live, and one report is none', async () => {
  await expectSeen(3, {
    alice: seen(1, 0, 1),
    bob: seen(2, 0, 1),
    charlie: seen(1, 0, 1),
    dave: seen(0, 2, 0, DEAD),
    eve: seen(2, 0, 1),
    liar: seen(0, 2, 0, NO_BLOCK),
    sleeper: seen(1, 0, 0, NO_BLOCK),
  });
});

check('era 4: the set is back without the fifth, finalises, and the next is without the convicted', async () => {
  const changed = await chain.hashAt(4 * ERA);
  assert.deepEqual(new Set(await validatorsAt(api, changed)), accounts('alice', 'bob', 'charlie', 'dave'));
  assert.equal(await currentSet(nodes.alice, changed), 2n);
  const next = await (await api.at(changed)).query.session.queuedKeys();
  assert.deepEqual(new Set(next.map(([who]) => who.toString())), accounts('alice', 'bob', 'charlie'));

  const alive = accounts('alice', 'bob', 'charlie');
  assert.deepEqual(await voters(nodes.alice, 4 * ERA + 1), alive);
  assert.deepEqual(await authors(nodes.alice, chain, 4 * ERA + 1, 4 * ERA + 8), alive);
});

check('uptimes are the sums of what counted', async () => {
  const healthy = {};
  for (const name of [...NODES, 'liar', 'sleeper']) {
    healthy[name] = (await chain.ask('operators_uptime', [account(name)], 4 * ERA)).healthyEras;
  }
  assert.deepEqual(healthy, { alice: 4, bob: 4, charlie: 4, dave: 0, eve: 4, liar: 0, sleeper: 1 });
});

check('finality was never gone for a minute', () => {
  const { after: block, ms } = chain.longestGap;
  say(`up to block ${chain.number}, the longest time without finality was ${ms / 1_000} s, after block ${block}`);
  assert.ok(ms < LONGEST_GAP, `${ms} ms after block ${block}`);
});
