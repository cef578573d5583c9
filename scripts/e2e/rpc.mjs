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

function method(description, params, type = 'Json') {
  return { description, params: [...params, AT], type };
}

export const RPC = {
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
