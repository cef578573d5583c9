// SPDX-License-Identifier: Apache-2.0
//
// The chain's own RPC methods, for `ApiPromise.create({ provider, rpc: RPC })`. Everything else polkadot-js reads from
// the chain's metadata; no types bundle is needed.

const ACCOUNT = { name: 'account', type: 'AccountId' };
const AT = { name: 'at', type: 'BlockHash', isHistoric: true, isOptional: true };
const PAGE = [
  { name: 'from', type: 'u64' },
  { name: 'limit', type: 'u32' },
];
const ISSUER = { name: 'issuer', type: 'Option<AccountId>' };

const ID = { name: 'id', type: 'u64' };
const OPTIONS = { name: 'options', type: 'Option<Json>', isOptional: true };

const TARGET = { name: 'target', type: 'Text' };
const PLANNER = { name: 'planner', type: 'AccountId' };

function method(description, params, type = 'Json') {
  return { description, params: [...params, AT], type };
}

const SESSION = { name: 'session', type: 'H256' };

export const RPC = {
  operators: {
    get: method('An operator', [ACCOUNT], 'Option<Json>'),
    list: method('The operators, from a number on', PAGE),
    neighbours: method('The operators next to one on the torus', [ACCOUNT, ...PAGE]),
    observers: method('Who may report on an operator', [ACCOUNT, { name: 'era', type: 'u32' }]),
    observes: method('Whom an operator may report on now', [ACCOUNT, ...PAGE]),
    uptime: method('How an operator has been seen', [ACCOUNT], 'Option<Json>'),
    atPosition: method('The operators at a position', [...['x', 'y', 'z'].map((name) => ({ name, type: 'u8' })), ...PAGE]),
  },
  certification: {
    tier: method('The tier of an operator', [ACCOUNT]),
    evidence: method('The evidence of an operator', [ACCOUNT]),
    artifact: method('A receipt as an artifact', [{ name: 'receipt', type: 'u64' }], 'Option<Json>'),
    openCeremonies: method('The ceremonies that are open', PAGE),
  },
  signals: {
    streams: method('The streams of an operator', [ACCOUNT]),
    stream: method('A stream', [ID], 'Option<Json>'),
    reliability: method('How reliable an operator is', [ACCOUNT]),
    sessionCoherence: method('What the reporters of a session agree on', [SESSION], 'Option<Json>'),
    coherenceHistory: method('The readings of an operator', [ACCOUNT, ...PAGE]),
  },
  cust: {
    target: method('All that the chain knows of a target but its policy', [TARGET], 'Option<Json>'),
    targets: method('The targets, from a number on', [{ name: 'from', type: 'u32' }, PAGE[1]]),
    policy: method('The policy of a target', [TARGET], 'Option<Json>'),
    command: method('A command and where it stands', [ID], 'Option<Json>'),
    pending: method('The commands of a target that wait for approvals', [TARGET, ...PAGE]),
    open: method('The commands of a target that are open', [TARGET, ...PAGE]),
    history: method('The commands of a target', [TARGET, ...PAGE]),
    nextNonce: method("The nonce of a planner's next command", [TARGET, PLANNER], 'u64'),
    evaluate: method('What would become of a command', [
      { name: 'command', type: 'Text' },
      PLANNER,
      { name: 'nonce', type: 'Option<u64>' },
      { name: 'expiresAt', type: 'Option<u32>' },
    ]),
  },
  receipts: {
    get: method('All that the chain knows of a receipt', [ID], 'Option<Json>'),
    head: method("The end of an issuer's chain of receipts", [ACCOUNT]),
    byIssuer: method('The receipts of an issuer, from a sequence on', [ACCOUNT, ...PAGE]),
    bySubject: method('The receipts about a subject', [{ name: 'subject', type: 'H256' }, ISSUER, ...PAGE]),
    byDigest: method('The receipts of a payload', [{ name: 'digest', type: 'H256' }, ISSUER, ...PAGE]),
    lineage: method('A receipt and those it derives from', [ID]),
    witnesses: method('Who countersigned a receipt', [ID, ...PAGE]),
    volume: method('The attestation volume of an account', [ACCOUNT], 'u64'),
    statementNonce: method("The nonce of an account's next statement", [ACCOUNT], 'u64'),
    proof: method('All that proves a receipt without a node', [ID, OPTIONS]),
    trustGenesis: { description: 'The first block and its authorities', params: [], type: 'Json' },
    setChanges: {
      description: 'The changes of the authority set, from a set on',
      params: [{ name: 'setId', type: 'u64' }],
      type: 'Json',
    },
  },
};
