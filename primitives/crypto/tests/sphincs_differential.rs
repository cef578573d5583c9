// SPDX-License-Identifier: Apache-2.0

//! The SPHINCS+ verifier of this crate against pqcrypto-sphincsplus: a known answer, and agreement
//! on acceptance and rejection over random and mutated (public key, message, signature) triples.
//!
//! Every run does a thousand cases in some seconds. The long run, some minutes:
//!
//! ```text
//! TONNETZ_DIFFERENTIAL_CASES=20000 ./scripts/cargo.sh test --release --workspace \
//!     --test sphincs_differential -- --nocapture
//! ```
//!
//! `TONNETZ_DIFFERENTIAL_SEED` (a number) selects another sequence of messages and mutations, which
//! is the same in every run with the same seed. pqcrypto takes the randomness of keys and
//! signatures from the operating system, though, so a failure prints its whole triple.

#![allow(
	clippy::unwrap_used,
	clippy::expect_used,
	clippy::indexing_slicing,
	clippy::panic,
	clippy::arithmetic_side_effects
)]

use pqcrypto_sphincsplus::sphincsshake128ssimple as reference;
use pqcrypto_traits::sign::{DetachedSignature as _, PublicKey as _, SecretKey as _};
use rand::{rngs::StdRng, Rng, RngCore, SeedableRng};
use sha2::{Digest, Sha256};
use std::{collections::BTreeMap, fmt, ops::Range, time::Instant};
use tonnetz_crypto::sphincs::verify_raw;

const SIGNATURE: usize = 7856;
const NODE: usize = 16;
const NODES: usize = SIGNATURE / NODE;
const FORS_TREES: usize = 14;
/// A secret value and an authentication path of twelve nodes.
const FORS_TREE: usize = 13 * NODE;
const HYPERTREE: usize = NODE + FORS_TREES * FORS_TREE;
const LAYERS: usize = 7;
/// 35 links of WOTS+ chains and an authentication path of nine nodes.
const WOTS: usize = 35 * NODE;
const LAYER: usize = WOTS + 9 * NODE;

/// Message lengths about the ends of SHAKE256's blocks (136 bytes, the first 48 of which hold R and
/// the public key) and of its lanes (8 bytes).
const LENGTHS: [usize; 12] = [0, 1, 7, 8, 9, 86, 87, 88, 89, 223, 224, 1000];

#[derive(Clone, PartialEq)]
struct Triple {
	public: [u8; 32],
	message: Vec<u8>,
	signature: [u8; SIGNATURE],
}

impl fmt::Display for Triple {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		let Self { public, message, signature } = self;
		let [public, message] = [hex::encode(public), hex::encode(message)];
		write!(f, "public {public}\nmessage {message}\nsignature {}", hex::encode(signature))
	}
}

impl Triple {
	fn reference_accepts(&self) -> bool {
		let public = reference::PublicKey::from_bytes(&self.public).unwrap();
		let signature = reference::DetachedSignature::from_bytes(&self.signature).unwrap();
		reference::verify_detached_signature(&signature, &self.message, &public).is_ok()
	}

	/// Whether both accept, having checked that they agree. The message is cut at random places.
	fn accepted(&self, rng: &mut StdRng, what: &str) -> bool {
		let mut cuts: Vec<usize> =
			(0..rng.gen_range(0..4)).map(|_| rng.gen_range(0..=self.message.len())).collect();
		cuts.extend([0, self.message.len()]);
		cuts.sort_unstable();
		let parts: Vec<&[u8]> = cuts.windows(2).map(|cut| &self.message[cut[0]..cut[1]]).collect();

		let ours = verify_raw(&self.public, &parts, &self.signature);
		let theirs = self.reference_accepts();
		assert_eq!(ours, theirs, "{what}: ours, pqcrypto's; message cut at {cuts:?}\n{self}");
		ours
	}
}

/// A key and its signatures of two messages.
struct Signer {
	triples: [Triple; 2],
}

impl Signer {
	fn new(rng: &mut StdRng, lengths: [usize; 2]) -> Self {
		let (public, secret) = reference::keypair();
		let triples = lengths.map(|length| {
			let message = random_bytes(rng, length);
			let signature = reference::detached_sign(&message, &secret);
			let [public, signature] = [public.as_bytes(), signature.as_bytes()];
			let (public, signature) = (public.try_into().unwrap(), signature.try_into().unwrap());
			let triple = Triple { public, message, signature };
			assert!(triple.accepted(rng, "a new signature"), "both reject it\n{triple}");
			triple
		});
		Self { triples }
	}
}

fn random_bytes(rng: &mut StdRng, length: usize) -> Vec<u8> {
	let mut bytes = vec![0; length];
	rng.fill_bytes(&mut bytes);
	bytes
}

fn flip_bit(rng: &mut StdRng, bytes: &mut [u8]) {
	if !bytes.is_empty() {
		let bit = rng.gen_range(0..bytes.len() * 8);
		bytes[bit / 8] ^= 1 << (bit % 8);
	}
}

/// What can be done to a triple. The signature's regions are flipped one by one, so that none
/// escapes for being small.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Mutation {
	Nothing,
	Randomizer,
	ForsSecret,
	ForsPath,
	Wots(usize),
	Path(usize),
	ManyBits,
	RandomNodes,
	SwapNodes,
	SwapLayers,
	ShiftByte,
	ShiftNode,
	Constant,
	RandomSignature,
	OtherSignature,
	SpliceOther,
	MessageBit,
	MessageCut,
	MessageExtended,
	MessageInserted,
	OtherMessage,
	KeySeed,
	KeyRoot,
	KeyHalvesSwapped,
	OtherKey,
	RandomTriple,
}

impl Mutation {
	fn all() -> Vec<Self> {
		use Mutation::*;
		let mut all = vec![Nothing, Nothing, Randomizer, ForsSecret, ForsPath, ManyBits];
		all.extend((0..LAYERS).flat_map(|layer| [Wots(layer), Path(layer)]));
		all.extend([RandomNodes, SwapNodes, SwapLayers, ShiftByte, ShiftNode, Constant]);
		all.extend([RandomSignature, OtherSignature, SpliceOther, MessageBit, MessageCut]);
		all.extend([MessageExtended, MessageInserted, OtherMessage, KeySeed, KeyRoot]);
		all.extend([KeyHalvesSwapped, OtherKey, RandomTriple]);
		all
	}

	/// The triple mutated; `sibling` is of the same key, `stranger` of another.
	fn apply(self, rng: &mut StdRng, base: &Triple, sibling: &Triple, stranger: &Triple) -> Triple {
		let mut triple = base.clone();
		let Triple { public, message, signature } = &mut triple;
		let node = |index: usize| index * NODE..(index + 1) * NODE;
		let layer = |index: usize| HYPERTREE + index * LAYER..HYPERTREE + (index + 1) * LAYER;
		let swap = |bytes: &mut [u8], a: Range<usize>, b: Range<usize>| {
			let (first, second) = (bytes[a.clone()].to_vec(), bytes[b.clone()].to_vec());
			bytes[a].copy_from_slice(&second);
			bytes[b].copy_from_slice(&first);
		};
		match self {
			Self::Nothing => {}
			Self::Randomizer => flip_bit(rng, &mut signature[..NODE]),
			Self::ForsSecret => {
				let start = NODE + rng.gen_range(0..FORS_TREES) * FORS_TREE;
				flip_bit(rng, &mut signature[start..start + NODE]);
			}
			Self::ForsPath => {
				let start = NODE + rng.gen_range(0..FORS_TREES) * FORS_TREE;
				flip_bit(rng, &mut signature[start + NODE..start + FORS_TREE]);
			}
			Self::Wots(index) => flip_bit(rng, &mut signature[layer(index)][..WOTS]),
			Self::Path(index) => flip_bit(rng, &mut signature[layer(index)][WOTS..]),
			Self::ManyBits => {
				for _ in 0..rng.gen_range(2..50) {
					flip_bit(rng, signature);
				}
			}
			Self::RandomNodes => {
				let (first, last) = (rng.gen_range(0..NODES), rng.gen_range(0..NODES));
				rng.fill_bytes(
					&mut signature[first.min(last) * NODE..(first.max(last) + 1) * NODE],
				);
			}
			Self::SwapNodes => {
				let (first, second) = (rng.gen_range(0..NODES), rng.gen_range(0..NODES));
				swap(signature, node(first), node(second));
			}
			Self::SwapLayers => {
				let (first, second) = (rng.gen_range(0..LAYERS), rng.gen_range(0..LAYERS));
				swap(signature, layer(first), layer(second));
			}
			Self::ShiftByte if rng.gen() => signature.rotate_left(1),
			Self::ShiftByte => signature.rotate_right(1),
			Self::ShiftNode => {
				// As if a node were left out and the end made up.
				let start = rng.gen_range(0..NODES) * NODE;
				signature.copy_within((start + NODE).min(SIGNATURE).., start);
				rng.fill_bytes(&mut signature[SIGNATURE - NODE..]);
			}
			Self::Constant => {
				signature.fill(*[0, 1, 0x7f, 0x80, 0xff].get(rng.gen_range(0..5)).unwrap())
			}
			Self::RandomSignature => rng.fill_bytes(signature),
			Self::OtherSignature => *signature = sibling.signature,
			Self::SpliceOther => {
				// No change if both end alike, as the top of the uppermost tree may be in both.
				let start = rng.gen_range(0..NODES) * NODE;
				signature[start..].copy_from_slice(&sibling.signature[start..]);
			}
			Self::MessageBit if message.is_empty() => message.push(rng.gen()),
			Self::MessageBit => flip_bit(rng, message),
			Self::MessageCut if message.is_empty() => message.push(0),
			Self::MessageCut => message.truncate(rng.gen_range(0..message.len())),
			Self::MessageExtended => {
				let length = rng.gen_range(1..300);
				// Padding and zeros are what a careless sponge would overlook.
				match rng.gen_range(0..3) {
					0 => message.extend(vec![0; length]),
					1 => message.push(0x1f),
					_ => message.extend(random_bytes(rng, length)),
				}
			}
			Self::MessageInserted => message.insert(rng.gen_range(0..=message.len()), rng.gen()),
			Self::OtherMessage => message.clone_from(&sibling.message),
			Self::KeySeed => flip_bit(rng, &mut public[..NODE]),
			Self::KeyRoot => flip_bit(rng, &mut public[NODE..]),
			Self::KeyHalvesSwapped => public.rotate_left(NODE),
			Self::OtherKey => *public = stranger.public,
			Self::RandomTriple => {
				rng.fill_bytes(public);
				rng.fill_bytes(signature);
				*message = random_bytes(rng, message.len());
			}
		}
		triple
	}
}

fn number_from_env(name: &str, default: u64) -> u64 {
	std::env::var(name).map_or(default, |value| value.parse().expect(name))
}

/// The known answer of `vectors/sphincs_shake_128s.json`.
fn vector() -> Triple {
	let json = include_str!("vectors/sphincs_shake_128s.json");
	let json: serde_json::Value = serde_json::from_str(json).unwrap();
	let field = |name: &str| hex::decode(json[name].as_str().expect(name)).expect(name);
	let signature = field("signature");
	assert_eq!(Sha256::digest(&signature).as_slice(), field("signature_sha256"));
	Triple {
		public: field("public").try_into().unwrap(),
		message: field("message"),
		signature: signature.try_into().unwrap(),
	}
}

#[test]
fn accepts_the_known_answer_however_its_message_is_cut() {
	let triple = vector();
	let Triple { public, message, signature } = &triple;
	assert!(triple.reference_accepts());
	assert!(verify_raw(public, &[message], signature));
	assert!(verify_raw(public, &message.chunks(1).collect::<Vec<_>>(), signature));
	for cut in 0..=message.len() {
		let (start, end) = message.split_at(cut);
		assert!(verify_raw(public, &[start, &[], end, &[]], signature), "cut at {cut}");
	}
	assert!(!verify_raw(public, &[], signature));
	assert!(!verify_raw(public, &[message, message], signature));
}

#[test]
fn every_node_and_every_byte_of_message_and_key_counts() {
	let (base, mut rng) = (vector(), StdRng::seed_from_u64(2));
	for start in (0..SIGNATURE).step_by(NODE) {
		let mut triple = base.clone();
		flip_bit(&mut rng, &mut triple.signature[start..start + NODE]);
		assert!(!triple.accepted(&mut rng, &format!("byte {start} of the signature")));
	}
	for at in 0..base.message.len() {
		let mut triple = base.clone();
		flip_bit(&mut rng, &mut triple.message[at..=at]);
		assert!(!triple.accepted(&mut rng, &format!("byte {at} of the message")));
	}
	for at in 0..base.public.len() {
		let mut triple = base.clone();
		flip_bit(&mut rng, &mut triple.public[at..=at]);
		assert!(!triple.accepted(&mut rng, &format!("byte {at} of the key")));
	}
}

/// The root is hashed with the message, so a changed one spoils the whole signature and hides
/// whether the comparison at the end sees all of it. A signer who is told a slightly wrong root
/// makes signatures in which nothing but that comparison fails.
#[test]
fn the_root_is_compared_in_all_its_parts() {
	let mut rng = StdRng::seed_from_u64(3);
	let (public, secret) = reference::keypair();
	let message = random_bytes(&mut rng, 40);
	for quarter in (NODE..2 * NODE).step_by(4) {
		let mut public: [u8; 32] = public.as_bytes().try_into().unwrap();
		flip_bit(&mut rng, &mut public[quarter..quarter + 4]);
		// SK.seed, SK.prf, then the public key.
		let secret = [&secret.as_bytes()[..2 * NODE], &public].concat();
		let secret = reference::SecretKey::from_bytes(&secret).unwrap();
		let signature = reference::detached_sign(&message, &secret).as_bytes().try_into().unwrap();
		let triple = Triple { public, message: message.clone(), signature };
		assert!(!triple.accepted(&mut rng, "wrong root"), "both accept it\n{triple}");
	}
}

/// Ours takes an array, so that a signature of another length cannot reach it; pqcrypto must not
/// accept one either.
#[test]
fn signatures_of_other_lengths_are_rejected() {
	let Triple { public, message, signature } = vector();
	let public = reference::PublicKey::from_bytes(&public).unwrap();
	for length in [0, 1, NODE, SIGNATURE - NODE, SIGNATURE - 1, SIGNATURE + 1, SIGNATURE + NODE] {
		let mut bytes = signature.to_vec();
		bytes.resize(length, 0);
		assert!(<&[u8; SIGNATURE]>::try_from(bytes.as_slice()).is_err());
		let accepted = reference::DetachedSignature::from_bytes(&bytes).is_ok_and(|signature| {
			reference::verify_detached_signature(&signature, &message, &public).is_ok()
		});
		assert!(!accepted, "{length} bytes");
	}
}

#[test]
fn agrees_with_pqcrypto_on_mutated_triples() {
	let cases = number_from_env("TONNETZ_DIFFERENTIAL_CASES", 1250);
	let seed = number_from_env("TONNETZ_DIFFERENTIAL_SEED", 1);
	// A new key and two new signatures take a second, so they serve many cases.
	let cases_per_signer = 250;
	let mut rng = StdRng::seed_from_u64(seed);
	let mut tally = BTreeMap::<Mutation, (u64, u64)>::new();
	let (mut lengths, started) = (LENGTHS.iter().copied().cycle(), Instant::now());
	let mut next_signer =
		|rng: &mut StdRng| Signer::new(rng, [lengths.next().unwrap(), lengths.next().unwrap()]);
	let mut stranger = next_signer(&mut rng);
	let mut signer = next_signer(&mut rng);

	for (case, mutation) in (0..cases).zip(Mutation::all().into_iter().cycle()) {
		if case > 0 && case % cases_per_signer == 0 {
			stranger = std::mem::replace(&mut signer, next_signer(&mut rng));
		}
		let which = rng.gen_range(0..2);
		let (base, sibling) = (&signer.triples[which], &signer.triples[1 - which]);
		let triple = mutation.apply(&mut rng, base, sibling, &stranger.triples[0]);
		let what = format!("seed {seed}, case {case}, {mutation:?}");
		let accepted = triple.accepted(&mut rng, &what);
		// Agreement of two verifiers that reject everything, or nothing, would prove little.
		let valid = signer.triples.contains(&triple);
		assert_eq!(accepted, valid, "{what}: accepted, valid\n{triple}");
		let (accepts, rejects) = tally.entry(mutation).or_default();
		*(if accepted { accepts } else { rejects }) += 1;
	}

	for (mutation, (accepts, rejects)) in &tally {
		println!("{mutation:?}: {accepts} accepted, {rejects} rejected");
	}
	println!("{cases} cases, no disagreement, seed {seed}, {:.1?}", started.elapsed());
}
