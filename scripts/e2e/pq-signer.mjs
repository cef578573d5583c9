// SPDX-License-Identifier: Apache-2.0
//
// A Falcon-512 signer for polkadot-js. With it, `signAndSend` works on Tonnetz as on any other Substrate chain:
//
//   import { ApiPromise, WsProvider } from '@polkadot/api';
//   import { FalconSigner } from './pq-signer.mjs';
//
//   const api = await ApiPromise.create({ provider: new WsProvider('ws://127.0.0.1:9944') });
//   const alice = FalconSigner.fromKeyJson(keyJson).connect(api);
//   await api.tx.balances.transferKeepAlive(bob, amount).signAndSend(alice.address, { signer: alice });

import { falcon512padded } from '@noble/post-quantum/falcon.js';
import { hexToU8a, stringToU8a, u8aConcat, u8aEq, u8aToHex, u8aWrapBytes } from '@polkadot/util';
import { blake2AsU8a, decodeAddress, encodeAddress } from '@polkadot/util-crypto';

/** Length in bytes of a Falcon-512 public key; its first byte is 0x09. */
export const PUBLIC_KEY_LENGTH = 897;

/** Length in bytes of a Falcon-512 secret key in the encoding of Falcon's round 3; its first byte is 0x59. */
export const SECRET_KEY_LENGTH = 1281;

/** Length in bytes of a padded Falcon-512 signature; its first byte is 0x39. */
export const SIGNATURE_LENGTH = 666;

/** The context of extrinsics, block seals and finality votes. Detached statements have contexts of their own. */
export const CONTEXT = 'tonnetz/v1';

/** The SS58 prefix of an address that is made without a connection to a chain. */
export const DEFAULT_SS58_PREFIX = 42;

const SCHEME = 'falcon512';
const SCHEME_INDEX = 0x00;
const ACCOUNT_DOMAIN = stringToU8a('tonnetz/account/v1');

// Longer payloads are replaced by their hash before signing: the rule of `SignedPayload::using_encoded`.
const MAX_UNHASHED_PAYLOAD = 256;

// What a `Signature` takes in an extrinsic; only its length matters for a fee. Not zeros: polkadot-js takes an
// extrinsic whose signature is all zeros for an unsigned one.
const DUMMY_SIGNATURE = u8aToHex(
  encodeSignature(new Uint8Array(PUBLIC_KEY_LENGTH).fill(1), new Uint8Array(SIGNATURE_LENGTH).fill(1)),
);

/**
 * The bytes that are really signed for a message: the context's length, the context, the message.
 *
 * @param {string} context at most 255 bytes
 * @param {Uint8Array} message
 * @returns {Uint8Array}
 */
export function inContext(context, message) {
  const name = stringToU8a(context);
  if (name.length > 255) {
    throw new Error(`a context has at most 255 bytes, this one has ${name.length}`);
  }
  return u8aConcat(new Uint8Array([name.length]), name, message);
}

/**
 * The account that a Falcon-512 public key controls.
 *
 * @param {Uint8Array} publicKey 897 bytes
 * @returns {Uint8Array} 32 bytes
 */
export function accountId(publicKey) {
  expectLength('public key', publicKey, PUBLIC_KEY_LENGTH);
  return blake2AsU8a(u8aConcat(ACCOUNT_DOMAIN, new Uint8Array([SCHEME_INDEX]), publicKey), 256);
}

/**
 * SCALE of the runtime's `Signature::Falcon512 { public, signature }`: the form in which an extrinsic carries it.
 *
 * @param {Uint8Array} publicKey 897 bytes
 * @param {Uint8Array} signature 666 bytes
 * @returns {Uint8Array} 1,564 bytes
 */
export function encodeSignature(publicKey, signature) {
  expectLength('public key', publicKey, PUBLIC_KEY_LENGTH);
  expectLength('signature', signature, SIGNATURE_LENGTH);
  return u8aConcat(new Uint8Array([SCHEME_INDEX]), publicKey, signature);
}

/**
 * Whether a signature of `message` in `context` is that of `publicKey`. Malformed keys and signatures are `false`.
 *
 * @param {Uint8Array} signature
 * @param {string} context
 * @param {Uint8Array} message
 * @param {Uint8Array} publicKey
 * @returns {boolean}
 */
export function verify(signature, context, message, publicKey) {
  return falcon512padded.verify(signature, inContext(context, message), publicKey);
}

/**
 * A Falcon-512 key as a polkadot-js `Signer`.
 *
 * The secret stays in a private field: neither `console.log` nor `JSON.stringify` shows it.
 */
export class FalconSigner {
  #secretKey;
  #registry;
  #requests = 0;

  /**
   * @param {object} key
   * @param {Uint8Array} key.secretKey 1,281 bytes
   * @param {Uint8Array} [key.publicKey] 897 bytes; computed from the secret key, and compared with it where given
   */
  constructor({ secretKey, publicKey }) {
    expectLength('secret key', secretKey, SECRET_KEY_LENGTH);
    this.#secretKey = Uint8Array.from(secretKey);
    this.publicKey = falcon512padded.getPublicKey(this.#secretKey);
    if (publicKey !== undefined && !u8aEq(publicKey, this.publicKey)) {
      throw new Error('the public key does not belong to the secret key');
    }
    this.accountId = accountId(this.publicKey);
    this.address = encodeAddress(this.accountId, DEFAULT_SS58_PREFIX);
  }

  /**
   * From what `tonnetz-node key inspect --scheme falcon512 --show-secret --output json SURI` prints.
   *
   * @param {string | { scheme: string, publicKey: string, secretKey: string }} json
   * @returns {FalconSigner}
   */
  static fromKeyJson(json) {
    const key = typeof json === 'string' ? JSON.parse(json) : json;
    if (key.scheme !== SCHEME) {
      throw new Error(`this signer signs with ${SCHEME}, the key is for ${key.scheme}`);
    }
    if (!key.secretKey) {
      throw new Error('the key has no secretKey: inspect it with --show-secret');
    }
    return new FalconSigner({ secretKey: hexToU8a(key.secretKey), publicKey: hexToU8a(key.publicKey) });
  }

  /**
   * Takes from a chain its types, which `signPayload` needs, and its SS58 prefix.
   *
   * @param {import('@polkadot/api').ApiPromise} api
   * @returns {this}
   */
  connect(api) {
    this.#registry = api.registry;
    this.address = encodeAddress(this.accountId, api.registry.chainSS58 ?? DEFAULT_SS58_PREFIX);
    return this;
  }

  /**
   * Signs a message in a context.
   *
   * @param {string} context
   * @param {Uint8Array} message
   * @returns {Uint8Array} 666 bytes, different each time: Falcon's signing is randomised
   */
  sign(context, message) {
    return falcon512padded.sign(inContext(context, message), this.#secretKey);
  }

  /**
   * Signs an extrinsic. polkadot-js calls it; see `Signer` in @polkadot/types.
   *
   * @param {import('@polkadot/types/types').SignerPayloadJSON} payload
   * @returns {Promise<{ id: number, signature: `0x${string}` }>}
   */
  async signPayload(payload) {
    if (this.#registry === undefined) {
      throw new Error('the signer knows no chain yet: call connect(api)');
    }
    // `method: true` leaves out the call's length prefix, which is not part of what is signed.
    const bytes = this.#registry
      .createType('ExtrinsicPayload', payload, { version: payload.version })
      .toU8a({ method: true });
    return this.signRaw({ address: payload.address, data: u8aToHex(bytes), type: 'payload' });
  }

  /**
   * Signs bytes: an encoded extrinsic payload (`type: 'payload'`) or a message (`type: 'bytes'`).
   *
   * A message in the context of extrinsics is wrapped in `<Bytes>` as wallets do, so that nobody can get an extrinsic
   * signed by calling it a message. In any other context it is signed as it is: that is how a receipt's statement is
   * made (`context: 'tonnetz/statement/v1'`).
   *
   * @param {{ address: string, data: string, type?: 'bytes' | 'payload', context?: string }} raw `data` in hex
   * @returns {Promise<{ id: number, signature: `0x${string}` }>}
   */
  async signRaw({ address, data, type = 'bytes', context = CONTEXT }) {
    this.#expectOwn(address);
    const message = messageToSign(hexToU8a(data), type, context);
    const signature = this.sign(context, message);
    this.#requests += 1;
    return { id: this.#requests, signature: u8aToHex(encodeSignature(this.publicKey, signature)) };
  }

  #expectOwn(address) {
    if (!u8aEq(decodeAddress(address), this.accountId)) {
      throw new Error(`this key signs for ${this.address}, not for ${address}`);
    }
  }
}

/**
 * What an extrinsic will cost. `extrinsic.paymentInfo` cannot tell: it asks with a signature of 256 bytes, and a fee
 * depends on the length.
 *
 * @param {import('@polkadot/api').ApiPromise} api
 * @param {import('@polkadot/api/types').SubmittableExtrinsic<'promise'>} extrinsic is not changed
 * @param {string} address of the account that would sign
 * @param {object} [options] those of `signAndSend` that change the length or the fee: nonce, era, tip
 * @returns {Promise<import('@polkadot/types/interfaces').RuntimeDispatchInfo>} weight, class, partialFee
 */
export async function estimateFee(api, extrinsic, address, options = {}) {
  const signer = { signPayload: async () => ({ id: 0, signature: DUMMY_SIGNATURE }) };
  const signed = await api.tx(extrinsic.method).signAsync(address, { ...options, signer });
  const bytes = signed.toU8a();
  return api.call.transactionPaymentApi.queryInfo(bytes, bytes.length);
}

function messageToSign(bytes, type, context) {
  if (type === 'payload') {
    if (context !== CONTEXT) {
      throw new Error(`an extrinsic is signed in the context ${CONTEXT}, not in ${context}`);
    }
    return bytes.length > MAX_UNHASHED_PAYLOAD ? blake2AsU8a(bytes, 256) : bytes;
  }
  return context === CONTEXT ? u8aWrapBytes(bytes) : bytes;
}

function expectLength(what, bytes, length) {
  if (bytes.length !== length) {
    throw new Error(`a Falcon-512 ${what} has ${length} bytes, this one has ${bytes.length}`);
  }
}
