#!/usr/bin/env node
// SPDX-License-Identifier: Apache-2.0
//
// Verifies a proof bundle without a node, and without a line of the chain's own code, as docs/PROOF_BUNDLE.md
// specifies. It needs two packages, @noble/hashes and @noble/post-quantum.
//
//   node verify-bundle.mjs BUNDLE --trust TRUST [--payload FILE] [--leaf LEAF] [--json]
//
// It prints what each step found, and exits with 0 if all hold, else with the code of the first one that does not.

import { readFileSync, realpathSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { sha256 } from '@noble/hashes/sha2.js';

import { readBundle, readLeafProof } from './bundle.mjs';
import { toHex } from './bytes.mjs';
import {
  decodeEntry,
  decodeHead,
  decodeRevocation,
  decodeSuspension,
  headKey,
  receiptKey,
  revocationKey,
  suspensionKey,
} from './entry.mjs';
import { headerOf } from './header.mjs';
import { decodeJustification, verifyJustification } from './justification.mjs';
import { verifyLeaf } from './merkle.mjs';
import { decodeAddress } from './ss58.mjs';
import { StorageProof } from './trie.mjs';
import { verifyTrust } from './trust.mjs';

const USAGE = 'usage: node verify-bundle.mjs BUNDLE --trust TRUST [--payload FILE] [--leaf LEAF] [--json]';

const WRONG_USAGE = 2;
const UNREADABLE_FILE = 4;

/** The steps in their order, each with the exit code that says that it failed. */
export const STEPS = {
  bundle: 20,
  trust: 21,
  authoritySet: 22,
  votes: 23,
  header: 24,
  storageProof: 25,
  receipt: 26,
  body: 29,
  payload: 27,
  leaf: 28,
  revocation: 11,
  expiry: 12,
  suspension: 13,
};

const PASSED = 'passed';
const FAILED = 'failed';
const SKIPPED = 'skipped';

/**
 * @typedef {object} Report
 * @property {{ step: string, verdict: 'passed' | 'failed' | 'skipped', detail: string }[]} steps
 * @property {object | null} proven what is proved once the steps up to `receipt` have passed
 * @property {number} exitCode 0 if no step failed
 */

/**
 * The authority sets that a trust file proves, or why it proves none. One can serve any number of bundles.
 *
 * @param {Uint8Array} bytes the file
 */
export function loadTrust(bytes) {
  try {
    return verifyTrust(bytes);
  } catch (error) {
    return { error };
  }
}

/**
 * Verifies a bundle. Nothing that a file holds makes it throw.
 *
 * @param {Uint8Array} bytes the file
 * @param {ReturnType<typeof loadTrust>} trust
 * @param {{ payload?: Uint8Array, leaf?: ReturnType<typeof readLeafProof> }} [options] the payload; that it is a leaf
 * @returns {Report}
 */
export function verifyBundle(bytes, trust, options = {}) {
  const report = new Map();
  const proven = prove(bytes, trust, report);
  if (proven !== null) {
    judge(proven, options, report);
  }
  const steps = Object.keys(STEPS).map((step) => ({
    step,
    ...(report.get(step) ?? skipped('not reached: an earlier step failed')),
  }));
  const failure = steps.find(({ verdict }) => verdict === FAILED);
  return { steps, proven, exitCode: failure === undefined ? 0 : STEPS[failure.step] };
}

/** The steps on which everything else rests; `null` at the first that fails. */
function prove(bytes, trust, report) {
  let step;
  const next = (name, find) => {
    step = name;
    const [value, detail] = find();
    report.set(name, passed(detail));
    return value;
  };
  try {
    const { bundle, header, justification } = next('bundle', () => contentOf(bytes));
    next('trust', () => sameChain(bundle, trust));
    const set = next('authoritySet', () => knownSet(bundle, trust));
    next('votes', () => votes(justification, set));
    next('header', () => finalised(header, justification));
    const state = next('storageProof', () => stateOf(bundle, header));
    const suspension = next('receipt', () => shownAsHeld(bundle, header, state));
    return {
      genesisHash: bundle.genesisHash,
      setId: bundle.setId,
      blockNumber: header.number,
      blockHash: toHex(header.hash),
      receipt: bundle.receipt,
      head: bundle.head,
      suspension,
    };
  } catch (error) {
    report.set(step, failed(error.message));
    return null;
  }
}

function contentOf(bytes) {
  const bundle = readBundle(bytes);
  const header = headerOf(bundle.header);
  const justification = decodeJustification(bundle.justification);
  if (bundle.head !== null && bundle.receipt.receipt === null) {
    throw new Error('it has a head, but no issuer whose head it could be');
  }
  return [{ bundle, header, justification }, `receipt ${bundle.receipt.id} in ${bytes.length} bytes`];
}

function sameChain(bundle, trust) {
  if (trust.error !== undefined) {
    throw trust.error;
  }
  if (bundle.genesisHash !== trust.genesisHash) {
    throw new Error(`the bundle is of the chain ${bundle.genesisHash}, the trust file of ${trust.genesisHash}`);
  }
  return [null, `the chain is ${trust.genesisHash}`];
}

function knownSet(bundle, { sets }) {
  const set = sets[bundle.setId];
  if (set === undefined) {
    const known = sets.length - 1;
    throw new Error(`authority set ${bundle.setId} is unknown, the trust file knows sets 0 to ${known}: update it`);
  }
  return [set, `set ${set.id} of ${set.voters.weights.size} authorities`];
}

function votes(justification, set) {
  verifyJustification(justification, set);
  return [null, `${justification.precommits.length} votes finalise block ${justification.targetNumber}`];
}

function finalised(header, { targetHash, targetNumber }) {
  const hash = toHex(header.hash);
  if (hash !== targetHash || header.number !== targetNumber) {
    const votedFor = `${targetNumber}, ${targetHash}`;
    throw new Error(`the header is of block ${header.number}, ${hash}; the votes are for ${votedFor}`);
  }
  return [null, `block ${header.number}, ${hash}`];
}

/** What the state of the block holds of what the bundle shows. */
function stateOf(bundle, header) {
  const { id, receipt } = bundle.receipt;
  const proof = new StorageProof(header.stateRoot, bundle.proof);
  const issuer = receipt === null ? null : decodeAddress(receipt.issuer);
  const state = {
    entry: proof.read(receiptKey(id)),
    revocation: proof.read(revocationKey(id)),
    head: bundle.head === null ? null : proof.read(headKey(issuer)),
    suspension: issuer === null ? null : proof.read(suspensionKey(issuer)),
  };
  proof.end();
  return [state, `${bundle.proof.length} nodes`];
}

/** The bundle must show what the state holds, field by field; the state alone tells whether the issuer was stopped. */
function shownAsHeld({ receipt: shown, head }, header, state) {
  if (state.entry === null) {
    throw new Error(`the state of block ${header.number} has no receipt ${shown.id}`);
  }
  const revoked = state.revocation === null ? null : decodeRevocation(state.revocation);
  const held = { id: shown.id, ...decodeEntry(state.entry), revoked };
  const difference = firstDifference(shown, held);
  if (difference !== null) {
    throw new Error(`its ${difference} is not what the state holds`);
  }
  const heldHead = state.head === null ? null : decodeHead(state.head);
  if (firstDifference(head, heldHead) !== null) {
    throw new Error("the head of its issuer's chain is not what the state holds");
  }
  return [state.suspension === null ? null : decodeSuspension(state.suspension), summary(shown)];
}

/** The name of the first field that differs, at any depth; `null` if none does. Both come without undefined. */
function firstDifference(left, right, name = 'value') {
  const isObject = (value) => typeof value === 'object' && value !== null;
  if (!isObject(left) || !isObject(right)) {
    return left === right ? null : name;
  }
  const fields = new Set([...Object.keys(left), ...Object.keys(right)]);
  const differences = [...fields].map((field) => firstDifference(left[field], right[field], field));
  return differences.find((difference) => difference !== null) ?? null;
}

function summary({ id, link, receipt }) {
  if (receipt === null) {
    return `receipt ${id}, of which the link ${link} is left`;
  }
  const { issuer, sequence, at, time } = receipt;
  return `receipt ${id}, number ${sequence} of ${issuer}, written by block ${at} at ${new Date(time).toISOString()}`;
}

/** What is to be said of a receipt that is proved. */
function judge({ blockNumber, receipt: { receipt, revoked }, suspension }, { payload, leaf }, report) {
  const pruned = receipt === null;
  const unlessPruned = (find) => (pruned ? skipped('the body of the receipt is pruned') : find());
  const linkOnly = 'link only: the body of the receipt is pruned';
  report.set('body', pruned ? failed(linkOnly) : passed('the whole receipt is there'));
  report.set('payload', unlessPruned(() => judgePayload(receipt, payload, leaf)));
  report.set('leaf', unlessPruned(() => judgeLeaf(receipt, leaf)));
  report.set('revocation', judgeRevocation(revoked, blockNumber));
  report.set('expiry', unlessPruned(() => judgeExpiry(receipt, blockNumber)));
  report.set('suspension', unlessPruned(() => judgeSuspension(receipt, suspension, blockNumber)));
}

/** The payload of a leaf has the digest that the leaf says, any other one that of the receipt. */
function judgePayload({ digest, batch }, payload, leaf) {
  if (payload === undefined) {
    return skipped('no payload was given');
  }
  const found = toHex(sha256(payload));
  const [what, expected] = leaf === undefined ? ['receipt', digest] : ['leaf', leaf.digest];
  if (found === expected) {
    return passed(`its SHA-256 is ${found}`);
  }
  const hint = batch !== null && leaf === undefined ? ', which is a batch: give the proof of its leaf, too' : '';
  return failed(`its SHA-256 is ${found}, the ${what} is of ${expected}${hint}`);
}

function judgeLeaf({ batch }, leaf) {
  if (leaf === undefined) {
    return skipped(batch === null ? 'the receipt is of one payload, not of a batch' : 'no proof of a leaf was given');
  }
  const { error } = attempt(() => verifyLeaf(leaf, batch));
  return error ? failed(error.message) : passed(`leaf ${leaf.index} of ${leaf.leaves}`);
}

function judgeRevocation(revoked, block) {
  if (revoked === null) {
    return passed(`not revoked up to block ${block}`);
  }
  // The reason is a stranger's text: it does not reach a terminal as it is.
  return failed(`revoked by block ${revoked.at}, its reason in hex is ${revoked.reason}`);
}

function judgeExpiry({ expires }, block) {
  if (expires === null) {
    return passed('does not expire');
  }
  const detail = `block ${expires} is the first one at which it is expired, this is block ${block}`;
  return block >= expires ? failed(detail) : passed(detail);
}

function judgeSuspension({ at }, suspension, block) {
  if (suspension === null) {
    return passed(`its issuer was not stopped up to block ${block}`);
  }
  const { since, lapses, successor } = suspension;
  const lapsed = lapses === null ? '' : ` up to block ${lapses}`;
  const goesOn = successor === null ? '' : `; the operator goes on as ${successor}`;
  const detail = `its issuer was stopped from block ${since}${lapsed}, this was written by block ${at}${goesOn}`;
  return since <= at && (lapses === null || at < lapses) ? failed(detail) : passed(detail);
}

function attempt(find) {
  try {
    return { value: find() };
  } catch (error) {
    return { error };
  }
}

function passed(detail) {
  return { verdict: PASSED, detail };
}

function failed(detail) {
  return { verdict: FAILED, detail };
}

function skipped(detail) {
  return { verdict: SKIPPED, detail };
}

function commandLine(args) {
  const file = { type: 'string' };
  const options = { trust: file, payload: file, leaf: file, json: { type: 'boolean' } };
  const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
  if (positionals.length !== 1 || values.trust === undefined) {
    throw new Error('one BUNDLE and --trust expected');
  }
  return { ...values, bundle: positionals[0] };
}

function readFiles({ bundle, trust, payload, leaf }) {
  const read = (path) => (path === undefined ? undefined : new Uint8Array(readFileSync(path)));
  const proof = leaf === undefined ? undefined : readLeafProof(read(leaf));
  return { bundle: read(bundle), trust: read(trust), payload: read(payload), leaf: proof };
}

function main(args) {
  const line = attempt(() => commandLine(args));
  if (line.error) {
    console.error(`${line.error.message}\n${USAGE}`);
    return WRONG_USAGE;
  }
  const files = attempt(() => readFiles(line.value));
  if (files.error) {
    console.error(files.error.message);
    return UNREADABLE_FILE;
  }
  const { bundle, trust, payload, leaf } = files.value;
  const report = verifyBundle(bundle, loadTrust(trust), { payload, leaf });
  if (line.value.json) {
    console.log(JSON.stringify(report));
  } else {
    report.steps.forEach(({ step, verdict, detail }) => console.log(`${verdict.padEnd(8)}${step.padEnd(14)}${detail}`));
  }
  return report.exitCode;
}

if (process.argv[1] !== undefined && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  process.exitCode = main(process.argv.slice(2));
}
