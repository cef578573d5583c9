// SPDX-License-Identifier: Apache-2.0

//! Verification of SPHINCS+-SHAKE-128s-simple signatures, round 3.1 of the NIST submission.
//!
//! Formulae, names and the layout of addresses are those of "SPHINCS+, Submission to the NIST
//! post-quantum project, v.3.1" (10 June 2022). This is **not** FIPS 205 (SLH-DSA): the two differ
//! in how a message is framed and in the order in which the FORS indices are read from the digest,
//! so neither accepts a signature of the other.
//!
//! | parameter | value | meaning |
//! |---|---|---|
//! | n | 16 | bytes of a hash value, here called a node |
//! | h | 63 | height of the hypertree |
//! | d | 7 | layers of the hypertree, each a Merkle tree of height h/d = 9 |
//! | a | 12 | height of a FORS tree (log t) |
//! | k | 14 | number of FORS trees |
//! | w | 16 | Winternitz parameter; len = 32 message digits + 3 checksum digits = 35 chains |
//!
//! | object | bytes | contents |
//! |---|---|---|
//! | public key | 32 | PK.seed (n), PK.root (n) |
//! | signature | 7856 | R (n), FORS: k times (secret value, authentication path): k (1 + a) n, |
//! | | | hypertree: d times (WOTS+ signature, authentication path): (d len + h) n |
//!
//! A verification calls Keccak-f\[1600\] about 2,160 times and at most 3,854 times, and once more
//! for every 136 bytes of message. It varies because how far the WOTS+ chains are walked depends
//! on what they sign. All inputs are public, so nothing needs to run in constant time. Nothing is
//! allocated and no input causes a panic: the types fix the lengths, the signature is read as a
//! stream of nodes, and its early end would mean `false`.

use core::{array::from_fn, slice::Iter};

/// n: bytes of a node.
const N: usize = 16;
/// d: layers of the hypertree.
const D: usize = 7;
/// h/d: height of the Merkle tree of one layer.
const XMSS_HEIGHT: u32 = 9;
/// k: number of FORS trees.
const FORS_TREES: usize = 14;
/// a: height of one FORS tree.
const FORS_HEIGHT: u32 = 12;
/// w - 1: the last position of a WOTS+ chain, and the largest digit.
const WOTS_LAST: u32 = 15;
/// len: WOTS+ chains, one for each of 2n message digits and three checksum digits.
const WOTS_CHAINS: usize = 2 * N + 3;

/// The message digest: ceil(k a / 8) bytes for FORS (here without spare bits), then the index of a
/// tree (h - h/d bits in seven bytes), then that of a leaf (h/d bits in two bytes).
const FORS_DIGEST_BYTES: usize = 21;
const TREE_INDEX_BYTES: usize = 7;
const TREE_INDEX_MASK: u64 = (1 << 54) - 1;
const LEAF_INDEX_BYTES: usize = 2;
const LEAF_INDEX_MASK: u64 = (1 << XMSS_HEIGHT) - 1;

/// Length of a public key in bytes.
pub const PUBLIC_KEY_BYTES: usize = 2 * N;
/// Length of a signature in bytes.
pub const SIGNATURE_BYTES: usize =
	N * (1 + FORS_TREES * (1 + FORS_HEIGHT as usize) + D * (WOTS_CHAINS + XMSS_HEIGHT as usize));

const _: () = assert!(PUBLIC_KEY_BYTES == 32 && SIGNATURE_BYTES == 7856);
const _: () = assert!(FORS_DIGEST_BYTES * 8 == FORS_TREES * FORS_HEIGHT as usize);

/// Whether `signature` is one of `public` over the concatenation of `message_parts`.
///
/// How the message is cut makes no difference: a prefix and a payload need not be copied together.
pub fn verify(public: &[u8; 32], message_parts: &[&[u8]], signature: &[u8; 7856]) -> bool {
	let ([seed, root], []) = public.as_chunks::<N>() else { return false };
	let (nodes, []) = signature.as_chunks::<N>() else { return false };
	let [seed, root] = [seed, root].map(|bytes| Node::from_le_bytes(*bytes));
	Verifier { seed, signature: nodes.iter() }.signed_root(root, message_parts) == Some(root)
}

/// An n-byte string, read little-endian: its halves are then the two lanes it takes in Keccak.
type Node = u128;

/// PK.seed, and what is not yet read of the signature: the functions take their nodes from there.
struct Verifier<'a> {
	seed: Node,
	signature: Iter<'a, [u8; N]>,
}

impl Verifier<'_> {
	fn next(&mut self) -> Option<Node> {
		self.signature.next().map(|bytes| Node::from_le_bytes(*bytes))
	}

	/// `spx_verify` with `ht_verify`: the root of the hypertree that the signature leads to.
	fn signed_root(&mut self, root: Node, message_parts: &[&[u8]]) -> Option<Node> {
		let digest = Digest::new(self.next()?, self.seed, root, message_parts);
		let mut node = self.fors_pk_from_sig(&digest)?;
		let Digest { mut tree, mut leaf, .. } = digest;
		for layer in (0..).take(D) {
			node = self.xmss_pk_from_sig(layer, tree, leaf, node)?;
			// The tree's place in the layer above: the low bits are its leaf, the others its tree.
			leaf = (tree & LEAF_INDEX_MASK) as u32;
			tree >>= XMSS_HEIGHT;
		}
		Some(node)
	}

	/// `fors_pkFromSig`: the hash of the roots of all FORS trees, recomputed from secret values.
	fn fors_pk_from_sig(&mut self, digest: &Digest) -> Option<Node> {
		let address = Address::new(0, digest.tree, AddressType::ForsTree, digest.leaf);
		let key_address = Address::new(0, digest.tree, AddressType::ForsRoots, digest.leaf);
		let mut public_key = Shake256::tweaked(self.seed, key_address);
		for (fors_tree, index) in (0_u32..).zip(digest.fors_indices()) {
			// The leaves of all FORS trees are numbered through.
			let index = (fors_tree << FORS_HEIGHT) | index;
			let secret_value = self.next()?;
			let leaf = hash(self.seed, address.with(0, index), [secret_value]);
			public_key.absorb_node(self.merkle_root(address, index, leaf, FORS_HEIGHT)?);
		}
		Some(public_key.finish_node())
	}

	/// `xmss_pkFromSig`: the root of a tree of the hypertree, from the node that its leaf signs.
	fn xmss_pk_from_sig(&mut self, layer: u32, tree: u64, leaf: u32, node: Node) -> Option<Node> {
		let wots_key = self.wots_pk_from_sig(layer, tree, leaf, node)?;
		let address = Address::new(layer, tree, AddressType::HashTree, 0);
		self.merkle_root(address, leaf, wots_key, XMSS_HEIGHT)
	}

	/// `wots_pkFromSig`: walks every chain from the signed digit to its end and hashes the ends.
	fn wots_pk_from_sig(&mut self, layer: u32, tree: u64, leaf: u32, node: Node) -> Option<Node> {
		let address = Address::new(layer, tree, AddressType::WotsHash, leaf);
		let key_address = Address::new(layer, tree, AddressType::WotsKey, leaf);
		let mut public_key = Shake256::tweaked(self.seed, key_address);
		for (chain, digit) in (0..).zip(wots_digits(node)) {
			let mut link = self.next()?;
			for position in digit..WOTS_LAST {
				link = hash(self.seed, address.with(chain, position), [link]);
			}
			public_key.absorb_node(link);
		}
		Some(public_key.finish_node())
	}

	/// The root, at level `top`, of a Merkle tree, from a leaf and its authentication path.
	fn merkle_root(&mut self, address: Address, leaf: u32, node: Node, top: u32) -> Option<Node> {
		let (mut index, mut node) = (leaf, node);
		for level in 1..=top {
			let sibling = self.next()?;
			let children = if index & 1 == 0 { [node, sibling] } else { [sibling, node] };
			index >>= 1;
			node = hash(self.seed, address.with(level, index), children);
		}
		Some(node)
	}
}

/// What a message hashes to: what FORS signs, and which leaf of the hypertree signs the FORS key.
struct Digest {
	fors: [u8; FORS_DIGEST_BYTES],
	tree: u64,
	leaf: u32,
}

impl Digest {
	/// H_msg: SHAKE256(R || PK.seed || PK.root || M).
	fn new(randomizer: Node, seed: Node, root: Node, message_parts: &[&[u8]]) -> Self {
		let mut sponge = Shake256::default();
		[randomizer, seed, root].into_iter().for_each(|node| sponge.absorb_node(node));
		let output = sponge.finish(message_parts.iter().copied().flatten().copied());

		let mut bytes = output.into_iter().flat_map(u64::to_le_bytes);
		let big_endian = |value: u64, byte: u8| (value << 8) | u64::from(byte);
		Self {
			// There are more bytes (200) than are asked for (30): the default is never used.
			fors: from_fn(|_| bytes.next().unwrap_or_default()),
			tree: bytes.by_ref().take(TREE_INDEX_BYTES).fold(0, big_endian) & TREE_INDEX_MASK,
			leaf: (bytes.take(LEAF_INDEX_BYTES).fold(0, big_endian) & LEAF_INDEX_MASK) as u32,
		}
	}

	/// The k indices of a = 12 bits, two in three bytes, least significant bits first as the
	/// software of round 3.1 reads them (FIPS 205 reads the most significant bits first).
	fn fors_indices(&self) -> impl Iterator<Item = u32> + '_ {
		let (triples, _) = self.fors.as_chunks::<3>();
		triples.iter().flat_map(|[low, middle, high]| {
			let two = u32::from_le_bytes([*low, *middle, *high, 0]);
			[two & 0xfff, two >> FORS_HEIGHT]
		})
	}
}

/// The node in base w, then, also in base w, the checksum: the sum of w - 1 - digit. Who can only
/// walk chains forward can only raise digits, and that lowers the checksum.
fn wots_digits(node: Node) -> impl Iterator<Item = u32> {
	let digits = node.to_le_bytes().into_iter().flat_map(|byte| [byte >> 4, byte & 0xf]);
	let digits = digits.map(u32::from);
	let checksum: u32 = digits.clone().map(|digit| WOTS_LAST.saturating_sub(digit)).sum();
	digits.chain([checksum >> 8, (checksum >> 4) & 0xf, checksum & 0xf])
}

/// The type field of an address.
#[derive(Clone, Copy)]
enum AddressType {
	WotsHash = 0,
	WotsKey = 1,
	HashTree = 2,
	ForsTree = 3,
	ForsRoots = 4,
}

/// ADRS, the 32 bytes that make every call of the hash distinct, as big-endian words of 64 bits:
/// layer and the top of the tree index (always zero here); the tree index; type and key pair; and
/// what depends on the type: chain and position for WOTS+, height and index for trees.
#[derive(Clone, Copy)]
struct Address([u64; 4]);

impl Address {
	fn new(layer: u32, tree: u64, kind: AddressType, key_pair: u32) -> Self {
		Self([word(layer, 0), tree, word(kind as u32, key_pair), 0])
	}

	/// The same address with the fields that depend on the type.
	fn with(self, chain_or_height: u32, position_or_index: u32) -> Self {
		let Self([layer, tree, kind, _]) = self;
		Self([layer, tree, kind, word(chain_or_height, position_or_index)])
	}
}

fn word(high: u32, low: u32) -> u64 {
	(u64::from(high) << 32) | u64::from(low)
}

/// F and H: the tweakable hash of one node and of two.
fn hash<const L: usize>(seed: Node, address: Address, nodes: [Node; L]) -> Node {
	let mut sponge = Shake256::tweaked(seed, address);
	nodes.into_iter().for_each(|node| sponge.absorb_node(node));
	sponge.finish_node()
}

/// SHAKE256 (FIPS 202), absorbing lanes of eight bytes. All input but the message consists of them.
#[derive(Default)]
struct Shake256 {
	state: [u64; 25],
	/// The lane that is absorbed next, below `RATE`.
	next: usize,
}

impl Shake256 {
	/// Lanes absorbed by one permutation: 1600 bits less the capacity of 512.
	const RATE: usize = 17;

	/// The beginning of T_l of the "simple" instances: SHAKE256(PK.seed || ADRS || M).
	fn tweaked(seed: Node, address: Address) -> Self {
		let mut sponge = Self::default();
		sponge.absorb_node(seed);
		address.0.into_iter().for_each(|word| sponge.absorb_lane(word.swap_bytes()));
		sponge
	}

	fn xor(&mut self, index: usize, lane: u64) {
		if let Some(slot) = self.state.get_mut(index) {
			*slot ^= lane;
		}
	}

	fn absorb_lane(&mut self, lane: u64) {
		self.xor(self.next, lane);
		self.next = self.next.wrapping_add(1);
		if self.next == Self::RATE {
			keccak::f1600(&mut self.state);
			self.next = 0;
		}
	}

	fn absorb_node(&mut self, node: Node) {
		self.absorb_lane(node as u64);
		self.absorb_lane((node >> 64) as u64);
	}

	/// The first n bytes of the output.
	fn finish_node(self) -> Node {
		let [low, high, ..] = self.finish(core::iter::empty());
		(Node::from(high) << 64) | Node::from(low)
	}

	/// Absorbs the rest of the input and gives the state, the first lanes of which are the output.
	fn finish(mut self, rest: impl Iterator<Item = u8>) -> [u64; 25] {
		let (mut lane, mut bits) = (0, 0);
		rest.for_each(|byte| {
			lane |= u64::from(byte).wrapping_shl(bits);
			bits = bits.wrapping_add(8) & 63;
			if bits == 0 {
				self.absorb_lane(core::mem::take(&mut lane));
			}
		});
		// SHAKE's suffix 1111 and the padding 10*1, at the end of the input and of the block.
		self.xor(self.next, lane | 0x1f_u64.wrapping_shl(bits));
		self.xor(Self::RATE - 1, 1 << 63);
		keccak::f1600(&mut self.state);
		self.state
	}
}
