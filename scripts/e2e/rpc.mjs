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

function method(description, params, type = 'Json') {
  return { description, params: [...params, AT], type };
}

export const RPC = {
  receipts: {
    get: method('All that the chain knows of a receipt', [{ name: 'id', type: 'u64' }], 'Option<Json>'),
    head: method("The end of an issuer's chain of receipts", [ACCOUNT]),
    byIssuer: method('The receipts of an issuer, from a sequence on', [ACCOUNT, ...PAGE]),
    bySubject: method('The receipts about a subject', [{ name: 'subject', type: 'H256' }, ISSUER, ...PAGE]),
    byDigest: method('The receipts of a payload', [{ name: 'digest', type: 'H256' }, ISSUER, ...PAGE]),
  },
};
