// SPDX-License-Identifier: Apache-2.0
//
// The verifier of this folder on the vectors of the chain's own one, and on what is made of them. Needs no node.

import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { readLeafProof } from './bundle.mjs';
import { changedByte, changedContent, randomIntegers } from './mutations.mjs';
import { batchOf, leafProof } from './merkle-tree.mjs';
import { GOOD, vector, vectorPath, VECTORS, vectorText } from './vectors.mjs';
import { loadTrust, STEPS, verifyBundle } from './verify-bundle.mjs';

const PROGRAM = fileURLToPath(new URL('verify-bundle.mjs', import.meta.url));

// Some ten seconds, most of them for signatures.
const BYTE_MUTATIONS = 6_000;
const CONTENT_MUTATIONS = 1_000;

// With the prefix 0.
const OTHER_CHAINS_ADDRESS = '15oF4uVJwmo4TdGW7VfQxNLavjCXviqxT9S1MgbjMNHr6Sp5';

const good = vectorText('good.bundle.json');
const trusted = loadTrust(vector('trust.json'));

const bytesOf = (text) => new TextEncoder().encode(text);

/** The step at which a bundle fails, `null` where it holds, and what is said about it. */
function outcome(bundle, trust = trusted, options = {}) {
  const bytes = typeof bundle === 'string' ? bytesOf(bundle) : bundle;
  const { steps, exitCode } = verifyBundle(bytes, trust, options);
  const failure = steps.find(({ verdict }) => verdict === 'failed') ?? { step: null, detail: '' };
  assert.equal(exitCode, failure.step === null ? 0 : STEPS[failure.step]);
  return failure;
}

/** The text of a bundle after `change` has changed what it says. */
function changed(text, change) {
  const bundle = JSON.parse(text);
  change(bundle);
  return JSON.stringify(bundle);
}

function assertFails(bundle, step, detail, trust = trusted) {
  const found = outcome(bundle, trust);
  assert.equal(found.step, step, found.detail);
  assert.match(found.detail, detail);
}

describe('vectors', () => {
  for (const { bundle, trust, payload, fails, exit } of VECTORS) {
    test(`${bundle} with ${trust}${payload === null ? '' : ` and the payload "${payload}"`}`, () => {
      const options = payload === null ? {} : { payload: bytesOf(payload) };
      const found = outcome(vector(bundle), loadTrust(vector(trust)), options);
      assert.equal(found.step, fails, found.detail);
      assert.equal(fails === null ? 0 : STEPS[fails], exit);
    });
  }

  test('one newline at the end is allowed', () => {
    assert.equal(outcome(`${good}\n`).step, null);
  });
});

describe('the text of a bundle', () => {
  const replaced = (from, to) => {
    assert.ok(good.includes(from), from);
    return good.replace(from, to);
  };
  const digest = JSON.parse(good).receipt.receipt.digest;
  const cases = {
    'no JSON': ['{', /not a tonnetz-proof-bundle file/],
    'of another format': [replaced('tonnetz-proof-bundle', 'tonnetz-trust'), /its format is "tonnetz-trust"/],
    'of another version': [replaced('"version":1', '"version":2'), /version 2 of .* is unknown/],
    'null': ['null', /not a tonnetz-proof-bundle file/],
    'a list': ['[]', /not a tonnetz-proof-bundle file/],
    'with a space': [replaced(',"version"', ', "version"'), /canonical/],
    'pretty': [JSON.stringify(JSON.parse(good), null, 2), /canonical/],
    'with two newlines': [`${good}\n\n`, /canonical/],
    'with a carriage return': [`${good}\r\n`, /canonical/],
    'with a byte order mark': [`\ufeff${good}`, /not a tonnetz-proof-bundle file/],
    'with a field twice': [replaced('"setId":0', '"setId":0,"setId":0'), /canonical/],
    'with a field more': [replaced('"setId":0', '"setId":0,"more":0'), /the fields .* expected in this order/],
    'without a field': [replaced(',"head":null', ''), /the fields .* expected in this order/],
    'with fields in another order': [
      changed(good, (bundle) => {
        const { setId } = bundle;
        delete bundle.setId;
        bundle.setId = setId;
      }),
      /the fields .* expected in this order/,
    ],
    'with a fraction of zero': [replaced('"setId":0', '"setId":0.0'), /canonical/],
    'with an exponent': [replaced('"version":1', '"version":1e0'), /canonical/],
    'with a negative zero': [replaced('"setId":0', '"setId":-0'), /canonical|integer/],
    'with a negative number': [replaced('"setId":0', '"setId":-1'), /setId: an integer from 0/],
    'with a fraction': [replaced('"setId":0', '"setId":0.5'), /setId: an integer from 0/],
    'with a number in a string': [replaced('"setId":0', '"setId":"0"'), /setId: an integer from 0/],
    'with a block of 33 bits': [good.replace(/"at":\d+/, '"at":4294967296'), /receipt\.at: 4294967295 at most/],
    'with capital hex': [replaced(digest, digest.toUpperCase().replace('0X', '0x')), /receipt\.digest: 32 bytes/],
    'with a short hash': [replaced(digest, digest.slice(0, -2)), /receipt\.digest: 32 bytes/],
    'with an escape': [replaced('"header"', '"h\\u0065ader"'), /canonical/],
    'with unpadded base64': [good.replace(/=+"/, '"'), /base64/],
    'with base64 of URLs': [good.replaceAll('+', '-'), /base64/],
    'with an unknown kind': [
      changed(good, ({ receipt: { receipt } }) => (receipt.kind = 'letter')),
      /kind: "letter" is none of what it may be/,
    ],
    'with an unknown source': [changed(good, ({ receipt }) => (receipt.source = 'oracle')), /source: one of/],
    'with a uri of 129 bytes': [
      changed(good, ({ receipt: { receipt } }) => (receipt.uri = `0x${'61'.repeat(129)}`)),
      /uri: 0 to 128 bytes/,
    ],
    'with an address of another chain': [
      changed(good, ({ receipt: { receipt } }) => (receipt.issuer = OTHER_CHAINS_ADDRESS)),
      /issuer: an address with the prefix 42/,
    ],
    'with a head and a pruned body': [
      changed(vectorText('pruned.bundle.json'), (bundle) => (bundle.head = { next: 1, hash: digest })),
      /no issuer/,
    ],
    'of more than a mebibyte': [good + ' '.repeat(2 ** 20), /bytes are too many/],
  };
  for (const [name, [text, detail]] of Object.entries(cases)) {
    test(`${name} is refused`, () => assertFails(text, 'bundle', detail));
  }

  test('that is no UTF-8 is refused', () => {
    const bytes = bytesOf(good);
    bytes[20] = 0xff;
    assertFails(bytes, 'bundle', /not valid|encoded/);
  });

  test('with a number that JavaScript cannot read exactly is refused by name', () => {
    for (const number of ['9007199254740992', '9007199254740993', '18446744073709551615']) {
      assertFails(good.replace(/"sequence":\d+/, `"sequence":${number}`), 'bundle', /sequence: .* beyond 2\^53 - 1/);
    }
  });

  test('that nests too deeply for any parser is refused', () => {
    assertFails('['.repeat(2 ** 20), 'bundle', /not a tonnetz-proof-bundle file/);
  });

  test('with the base64 of the same bytes, spelled otherwise, is refused', () => {
    const [, text] = /"([A-Za-z0-9+/]+)="/.exec(good);
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
    const other = alphabet[alphabet.indexOf(text.at(-1)) + 1];
    const respelled = `${text.slice(0, -1)}${other}=`;
    assert.deepEqual(Buffer.from(respelled, 'base64'), Buffer.from(`${text}=`, 'base64'));
    assertFails(good.replace(`${text}=`, respelled), 'bundle', /base64/);
  });
});

describe('nodes of the storage proof', () => {
  const withNodes = (change) => changed(good, (bundle) => (bundle.proof = change(bundle.proof)));

  test('must be in ascending order', () => {
    assertFails(withNodes((nodes) => nodes.toReversed()), 'storageProof', /ascending order/);
  });

  test('may be there once', () => {
    assertFails(withNodes(([first, ...rest]) => [first, first, ...rest]), 'storageProof', /there twice/);
  });

  test('must all be there, and be needed', () => {
    const { length } = JSON.parse(good).proof;
    for (let index = 0; index < length; index += 1) {
      assertFails(withNodes((nodes) => nodes.toSpliced(index, 1)), 'storageProof', /lacks the node/);
    }
    const more = withNodes((nodes) => [...nodes, '/////w==']);
    assertFails(more, 'storageProof', /1 nodes .* superfluous/);
  });

  test('of none at all prove nothing', () => {
    assertFails(withNodes(() => []), 'storageProof', /lacks the node/);
  });
});

describe('what the state holds', () => {
  const shows = (change) => changed(good, ({ receipt }) => change(receipt));

  test('is shown in every field', () => {
    const hash = `0x${'77'.repeat(32)}`;
    const address = '5C4hrfjw9DjXZTzV3MwzrrAr9P1MJhSrvWGWqi1eSuyUpnhM';
    const body = {
      sequence: 9,
      kind: { custom: 9 },
      subject: hash,
      digest: hash,
      parent: 9,
      batch: { root: hash, leaves: 9 },
      at: 9,
      time: 9,
      expires: 9,
      uri: '0x77',
      relayer: address,
    };
    const fields = new Set(Object.keys(body)).add('issuer');
    assert.deepEqual(fields, new Set(Object.keys(JSON.parse(good).receipt.receipt)));
    for (const [field, value] of Object.entries(body)) {
      assertFails(shows(({ receipt }) => (receipt[field] = value)), 'receipt', /is not what the state holds/);
    }
    const rest = { link: hash, source: 'autonomous', revoked: { at: 9, time: 9, reason: '0x' } };
    for (const [field, value] of Object.entries(rest)) {
      assertFails(shows((receipt) => (receipt[field] = value)), 'receipt', /is not what the state holds/);
    }
    // Whose suspension the proof must hold, the issuer says.
    assertFails(shows(({ receipt }) => (receipt.issuer = address)), 'storageProof', /lacks the node/);
    assertFails(shows((receipt) => (receipt.receipt = null)), 'storageProof', /superfluous/);
  });

  test('of another receipt is not in the proof', () => {
    assertFails(shows((receipt) => (receipt.id += 1)), 'storageProof', /lacks the node|superfluous/);
  });

  test('of the head is shown, too', () => {
    const next = changed(vectorText('head.bundle.json'), ({ head }) => (head.next += 1));
    assertFails(next, 'receipt', /the head of its issuer's chain/);
    const without = changed(vectorText('head.bundle.json'), (bundle) => (bundle.head = null));
    assertFails(without, 'storageProof', /superfluous/);
  });

  test('of a revocation is not left out', () => {
    const hidden = changed(vectorText('revoked.bundle.json'), ({ receipt }) => (receipt.revoked = null));
    assertFails(hidden, 'receipt', /revoked is not what the state holds/);
  });
});

test('no part of a bundle fits in one of another block or receipt', () => {
  const bundles = GOOD.map((name) => JSON.parse(vectorText(name)));
  const pairs = bundles.flatMap((one) => bundles.map((other) => [one, other]));
  for (const [one, other] of pairs) {
    // Of the same block any votes will do.
    const parts = one.header === other.header ? ['proof', 'receipt', 'head'] : ['header', 'justification', 'proof'];
    for (const part of parts) {
      const swapped = JSON.stringify({ ...one, [part]: other[part] });
      if (swapped !== JSON.stringify(one) && swapped !== JSON.stringify(other)) {
        assert.notEqual(outcome(swapped).step, null, part);
      }
    }
  }
});

describe('random changes', () => {
  const random = randomIntegers(2026);
  const any = () => GOOD[random(GOOD.length)];

  test(`none of ${BYTE_MUTATIONS} of one byte verifies`, () => {
    for (let count = 0; count < BYTE_MUTATIONS; count += 1) {
      const name = any();
      const bytes = changedByte(bytesOf(vectorText(name)), random);
      assert.notEqual(outcome(bytes).step, null, `${name}: ${new TextDecoder().decode(bytes)}`);
    }
  });

  test(`none of ${CONTENT_MUTATIONS} of the content verifies`, () => {
    for (let count = 0; count < CONTENT_MUTATIONS; count += 1) {
      const name = any();
      const text = changedContent(vectorText(name), random);
      assert.notEqual(outcome(text).step, null, `${name}: ${text}`);
    }
  });
});

describe('a trust file', () => {
  const whole = vectorText('trust.json');
  const bundle = vectorText('changed-set-twice.bundle.json');
  const refused = (change, detail) => {
    const { error } = loadTrust(bytesOf(changed(whole, change)));
    assert.match(error?.message ?? 'it holds', detail);
    assertFails(bundle, 'trust', detail, { error });
  };

  test('without one of its changes breaks', () => {
    refused(({ changes }) => changes.shift(), /change 0 .* no authority of set 0/);
  });

  test('with its changes in another order breaks', () => {
    refused(({ changes }) => changes.reverse(), /change 0 of the authority set/);
  });

  test('with a change twice breaks', () => {
    refused(({ changes }) => changes.push(changes.at(-1)), /change 2 of the authority set/);
  });

  test('with the votes for another block breaks', () => {
    const { header } = JSON.parse(good);
    refused(({ changes: [first] }) => (first.header = header), /block 60 does not change the authority set/);
  });

  test('with other authorities at genesis breaks', () => {
    refused(({ authorities }) => authorities.pop(), /change 0 .* no authority of set 0/);
  });

  test('with a key of another length, or with no authority, is none', () => {
    refused(({ authorities }) => (authorities[0].key = 'AAAA'), /authorities\[0\]\.key: 897 bytes/);
    refused(({ authorities }) => (authorities.length = 0), /weighs 1 to 2\^64 - 1, not 0/);
  });

  test('of another chain is refused for that', () => {
    const genesisHash = `0x${'11'.repeat(32)}`;
    const other = loadTrust(bytesOf(changed(whole, (trust) => (trust.genesisHash = genesisHash))));
    assertFails(bundle, 'trust', /the trust file of 0x1111/, other);
  });
});

describe('a leaf of a batch', () => {
  const digests = ['1', '2'].map((digit) => `0x${digit.repeat(64)}`);
  const attested = JSON.parse(vectorText('batch.bundle.json')).receipt.receipt.batch;

  test('is judged by the batch of the receipt', () => {
    const found = outcome(vectorText('batch.bundle.json'), trusted, { leaf: leafProof(0, digests) });
    assert.notDeepEqual(batchOf(digests), attested);
    assert.deepEqual([found.step, /the receipt attests/.test(found.detail)], ['leaf', true]);
  });

  test('is of no receipt of one payload', () => {
    assert.deepEqual(outcome(good, trusted, { leaf: leafProof(0, digests) }), {
      step: 'leaf',
      verdict: 'failed',
      detail: 'the receipt is not one of a batch: it has no leaves',
    });
  });

  test('is proved by a file of its format alone, however that is spaced', () => {
    const proof = leafProof(1, digests);
    assert.deepEqual(readLeafProof(bytesOf(JSON.stringify(proof, null, 2))), proof);
    assert.throws(() => readLeafProof(bytesOf('{}')), /not a tonnetz-leaf-proof file/);
    assert.throws(() => readLeafProof(bytesOf(JSON.stringify({ ...proof, more: 1 }))), /the fields/);
  });
});

describe('the program', () => {
  test('is made of the files beside it and of noble alone', () => {
    const seen = new Set();
    const packages = new Set();
    const visit = (name) => {
      if (!seen.has(name)) {
        seen.add(name);
        const source = readFileSync(new URL(name, import.meta.url), 'utf8');
        for (const [, imported] of source.matchAll(/^(?:import|\}) .*?from '([^']+)';$/gm)) {
          if (imported.startsWith('./')) {
            visit(imported);
          } else if (!imported.startsWith('node:')) {
            packages.add(imported.split('/').slice(0, 2).join('/'));
          }
        }
      }
    };
    visit('./verify-bundle.mjs');
    assert.ok(seen.has('./trie.mjs') && seen.has('./json-form.mjs'), 'the imports are found');
    assert.deepEqual([...packages].toSorted(), ['@noble/hashes', '@noble/post-quantum']);
  });

  const files = ['good.bundle.json', '--trust', 'trust.json'].map((name) =>
    name.endsWith('.json') ? vectorPath(name) : name,
  );
  const run = (...args) => spawnSync(process.execPath, [PROGRAM, ...args], { encoding: 'utf8' });

  test('prints each step and exits with 0', () => {
    const lines = execFileSync(process.execPath, [PROGRAM, ...files], { encoding: 'utf8' }).trimEnd().split('\n');
    assert.deepEqual(lines.map((line) => line.split(/ +/)[1]), Object.keys(STEPS));
  });

  test('prints the report as JSON and exits with the code of the first step that failed', () => {
    const { status, stdout } = run(...files, '--payload', vectorPath('index.json'), '--json');
    const { steps, proven, exitCode } = JSON.parse(stdout);
    assert.deepEqual([status, exitCode], [STEPS.payload, STEPS.payload]);
    assert.deepEqual(steps.map(({ step }) => step), Object.keys(STEPS));
    assert.equal(proven.receipt.id, JSON.parse(good).receipt.id);
  });

  test('says how it is used, and which file it cannot read', () => {
    assert.deepEqual([run().status, run(...files, '--wrong').status], [2, 2]);
    assert.match(run().stderr, /usage: node verify-bundle\.mjs/);
    const missing = run('missing.json', '--trust', 'trust.json');
    assert.equal(missing.status, 4);
    assert.match(missing.stderr, /missing\.json/);
    assert.equal(run(...files, '--leaf', vectorPath('index.json')).status, 4);
  });
});
