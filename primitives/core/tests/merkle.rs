// SPDX-License-Identifier: Apache-2.0

//! Trees and proofs against the published vectors of Certificate Transparency, against the recursive
//! definitions of RFC 6962, and against whoever alters a proof.

#![allow(clippy::arithmetic_side_effects, clippy::indexing_slicing, clippy::unwrap_used)]

use serde_json::{json, Value};
use sp_core::{bytes::from_hex, H256};
use tonnetz_core::{
	merkle::{
		leaf_hash, node_hash, root_from_path, root_of,
		shape::{audit_path, height, level_len, parents, Place},
		verify_inclusion, Frontier, InclusionError, InclusionProof,
	},
	receipt::{Batch, MAX_LEAVES},
};

/// The largest tree of which every leaf is proven.
const SIZES: u64 = 300;

/// The vectors of the reference implementation of Certificate Transparency
/// (github.com/google/certificate-transparency, `cpp/merkletree/merkle_tree_test.cc`).
mod certificate_transparency {
	use super::*;

	const LEAVES: [&str; 8] = [
		"",
		"00",
		"10",
		"2021",
		"3031",
		"40414243",
		"5051525354555657",
		"606162636465666768696a6b6c6d6e6f",
	];

	/// The roots of the first 1, 2, ... leaves.
	const ROOTS: [&str; 8] = [
		"6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
		"fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
		"aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
		"d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
		"4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
		"76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
		"ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
		"5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
	];

	/// Index, number of leaves, path.
	const PATHS: [(u64, u64, &[&str]); 5] = [
		(0, 1, &[]),
		(
			0,
			8,
			&[
				"96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
				"5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
				"6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
			],
		),
		(
			5,
			8,
			&[
				"bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
				"ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
				"d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
			],
		),
		(2, 3, &["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"]),
		(
			1,
			5,
			&[
				"6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
				"5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
				"bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
			],
		),
	];

	fn bytes(hex: &str) -> Vec<u8> {
		from_hex(&format!("0x{hex}")).unwrap()
	}

	fn hash(hex: &str) -> H256 {
		H256::from_slice(&bytes(hex))
	}

	fn leaf_hashes() -> Vec<H256> {
		LEAVES.map(|leaf| leaf_hash(bytes(leaf))).to_vec()
	}

	#[test]
	fn roots() {
		let mut frontier = Frontier::default();
		for (leaf, root) in leaf_hashes().into_iter().zip(ROOTS) {
			frontier.push(leaf);
			assert_eq!(frontier.root(), Some(hash(root)), "{} leaves", frontier.leaves());
		}
	}

	#[test]
	fn paths() {
		for (index, leaves, path) in PATHS {
			let all = leaf_hashes();
			let path: Vec<_> = path.iter().map(|hex| hash(hex)).collect();
			let leaf = all[usize::try_from(index).unwrap()];
			let root = hash(ROOTS[usize::try_from(leaves).unwrap() - 1]);
			assert_eq!(root_from_path(leaves, index, leaf, &path), Some(root), "{index}/{leaves}");
			let levels = levels(all[..usize::try_from(leaves).unwrap()].to_vec());
			assert_eq!(stored_path(&levels, leaves, index), path, "{index}/{leaves}");
		}
	}
}

/// MTH of RFC 6962, section 2.1, over hashed leaves: the recursion as it stands there.
fn mth(leaves: &[H256]) -> H256 {
	match leaves {
		[leaf] => *leaf,
		_ => {
			let (left, right) = leaves.split_at(largest_power_below(leaves.len()));
			node_hash(&mth(left), &mth(right))
		}
	}
}

/// PATH of RFC 6962, section 2.1.1.
fn rfc_path(index: usize, leaves: &[H256]) -> Vec<H256> {
	if leaves.len() == 1 {
		return Vec::new();
	}
	let k = largest_power_below(leaves.len());
	let (left, right) = leaves.split_at(k);
	let (mut path, other) = if index < k {
		(rfc_path(index, left), mth(right))
	} else {
		(rfc_path(index - k, right), mth(left))
	};
	path.push(other);
	path
}

fn largest_power_below(n: usize) -> usize {
	n.next_power_of_two() / 2
}

fn digests(count: u64) -> Vec<H256> {
	// Different from each other, and from what they are hashed to.
	(0..count).map(|n| H256::from_low_u64_be(n + 1)).collect()
}

fn leaf_hashes(count: u64) -> Vec<H256> {
	digests(count).into_iter().map(leaf_hash).collect()
}

/// All levels of a tree, from the leaves to the root.
fn levels(leaves: Vec<H256>) -> Vec<Vec<H256>> {
	let mut levels = vec![leaves];
	while levels.last().unwrap().len() > 1 {
		let above = parents(levels.last().unwrap()).collect();
		levels.push(above);
	}
	levels
}

fn stored_path(levels: &[Vec<H256>], leaves: u64, index: u64) -> Vec<H256> {
	audit_path(leaves, index)
		.map(|Place { level, position }| {
			levels[usize::try_from(level).unwrap()][usize::try_from(position).unwrap()]
		})
		.collect()
}

fn flipped(hash: H256, bit: usize) -> H256 {
	let mut bytes = hash.0;
	bytes[bit / 8] ^= 1 << (bit % 8);
	H256(bytes)
}

fn proof(leaves: u64, index: u64) -> InclusionProof {
	let digests = digests(leaves);
	let digest = digests[usize::try_from(index).unwrap()];
	let levels = levels(leaf_hashes(leaves));
	let batch = Batch { root: root_of(digests).unwrap(), leaves };
	InclusionProof::new(batch, index, digest, stored_path(&levels, leaves, index))
}

#[test]
fn an_empty_batch_has_no_root() {
	assert_eq!(root_of([]), None);
	assert_eq!((height(0), level_len(0, 0), audit_path(0, 0).count()), (0, 0, 0));
}

#[test]
fn streamed_stored_and_recursive_trees_agree() {
	let mut frontier = Frontier::default();
	for count in 1..=SIZES {
		let leaves = leaf_hashes(count);
		frontier.push(*leaves.last().unwrap());
		let root = mth(&leaves);
		assert_eq!(frontier.root(), Some(root), "{count}");
		assert_eq!(root_of(digests(count)), Some(root), "{count}");

		let levels = levels(leaves);
		assert_eq!(levels.last().unwrap(), &[root], "{count}");
		assert_eq!(levels.len(), usize::try_from(height(count)).unwrap() + 1, "{count}");
		for (level, nodes) in (0..).zip(&levels) {
			assert_eq!(u64::try_from(nodes.len()).unwrap(), level_len(count, level), "{count}");
		}
	}
}

#[test]
fn every_leaf_of_every_size_has_the_path_of_the_rfc_and_verifies() {
	for count in 1..=SIZES {
		let leaves = leaf_hashes(count);
		let levels = levels(leaves.clone());
		let root = levels.last().unwrap()[0];
		for (index, digest) in (0..).zip(digests(count)) {
			let path = stored_path(&levels, count, index);
			assert_eq!(path, rfc_path(usize::try_from(index).unwrap(), &leaves));
			assert!(verify_inclusion(root, count, index, digest, &path), "{index} of {count}");
		}
	}
}

/// Of every leaf of every size: another digest, root, index, size or number of hashes in the path,
/// and every hash of the path altered.
#[test]
fn no_altered_proof_verifies() {
	for count in 1..=SIZES {
		let levels = levels(leaf_hashes(count));
		let root = levels.last().unwrap()[0];
		for (index, digest) in (0..).zip(digests(count)) {
			let path = stored_path(&levels, count, index);
			let verify = |root, leaves, index, digest, path: &[H256]| {
				verify_inclusion(root, leaves, index, digest, path)
			};
			let bit = usize::try_from(index % 256).unwrap();
			assert!(!verify(flipped(root, bit), count, index, digest, &path));
			assert!(!verify(root, count, index, flipped(digest, bit), &path));
			for other in [index ^ 1, index + 1, index + count, index ^ (1 << 40), u64::MAX] {
				assert!(!verify(root, count, other, digest, &path), "{other} for {index}/{count}");
			}
			for size in [0, index, 2 * count, count | (1 << 40)] {
				// A tree of another size may prove the leaf by the same path, but never under
				// another shape.
				let same_shape = size == count
					|| audit_path(size, index).eq(audit_path(count, index)) && index < size;
				assert_eq!(verify(root, size, index, digest, &path), same_shape, "{size} {count}");
			}
			let longer = [&path[..], &[root]].concat();
			assert!(!verify(root, count, index, digest, &longer));
			if let Some((_, shorter)) = path.split_last() {
				assert!(!verify(root, count, index, digest, shorter));
				assert!(!verify(root, count, index, digest, &path[1..]));
			}
			for place in 0..path.len() {
				let mut altered = path.clone();
				altered[place] = flipped(altered[place], bit);
				assert!(!verify(root, count, index, digest, &altered));
				if place > 0 {
					let mut swapped = path.clone();
					swapped.swap(place - 1, place);
					assert!(!verify(root, count, index, digest, &swapped));
				}
			}
		}
	}
}

/// Which is what the prefixes 0 and 1 are for.
#[test]
fn a_node_is_no_leaf() {
	let digests = digests(4);
	let levels = levels(leaf_hashes(4));
	let root = levels[2][0];
	let [left, right] = [levels[1][0], levels[1][1]];
	assert!(!verify_inclusion(root, 2, 0, left, &[right]));
	assert_ne!(leaf_hash([left.0, right.0].concat()), root);
	assert_ne!(root_of([digests[0]]), Some(digests[0]));
}

#[test]
fn the_largest_batch_has_short_paths() {
	for index in [0, 1, MAX_LEAVES / 2, MAX_LEAVES - 1] {
		let path = vec![H256::zero(); audit_path(MAX_LEAVES, index).count()];
		assert_eq!(path.len(), 40);
		let leaf = leaf_hash([]);
		let expected = (0..40).fold(leaf, |hash, level| match (index >> level) & 1 {
			0 => node_hash(&hash, &H256::zero()),
			_ => node_hash(&H256::zero(), &hash),
		});
		assert_eq!(root_from_path(MAX_LEAVES, index, leaf, &path), Some(expected));
	}
	// One leaf more than a perfect tree hangs directly under the root.
	assert_eq!(audit_path(MAX_LEAVES / 2 + 1, MAX_LEAVES / 2).count(), 1);
	assert_eq!(root_from_path(u64::MAX, u64::MAX, H256::zero(), &[]), None);
	assert_eq!(height(u64::MAX), 64);
	assert_eq!(level_len(u64::MAX, u32::MAX), 1);
}

#[test]
fn errors_say_what_does_not_hold() {
	let good = proof(7, 4);
	let batch = good.batch();
	let altered = |alter: fn(&mut InclusionProof)| {
		let mut proof = good.clone();
		alter(&mut proof);
		proof.verify(&batch).unwrap_err()
	};
	assert_eq!(good.verify(&batch), Ok(()));
	assert_eq!(altered(|p| p.version = 2), InclusionError::Version(2));
	assert_eq!(altered(|p| p.root.0[0] ^= 1), InclusionError::Root(flipped(good.root, 0)));
	assert_eq!(altered(|p| p.leaves = 8), InclusionError::Leaves { found: 8, attested: 7 });
	assert_eq!(altered(|p| p.index = 7), InclusionError::Index { index: 7, leaves: 7 });
	assert_eq!(altered(|p| p.path.truncate(2)), InclusionError::PathLen { found: 2, expected: 3 });
	assert_eq!(altered(|p| p.digest.0[31] ^= 1), InclusionError::NotIncluded);
	assert_eq!(altered(|p| p.index = 5), InclusionError::NotIncluded);
	for leaves in [0, MAX_LEAVES + 1] {
		let batch = Batch { leaves, ..batch };
		let proof = InclusionProof::new(batch, 0, good.digest, Vec::new());
		assert_eq!(proof.verify(&batch), Err(InclusionError::Size(leaves)));
	}
	for error in [InclusionError::Version(2), InclusionError::Root(good.root)] {
		assert!(!error.to_string().contains(['\n', '\t']), "{error}");
	}
	assert!(InclusionError::Version(2).to_string().contains("reads version 1"));
	assert!(InclusionError::Root(good.root).to_string().contains(&format!("{:?}", good.root)));
}

/// The form on disk: whoever reads proofs elsewhere relies on it.
#[test]
fn a_proof_as_json() {
	let text = include_str!("vectors/leaf-proof.json");
	let stored: InclusionProof = serde_json::from_str(text).unwrap();
	assert_eq!(stored, proof(3, 1));
	assert_eq!(stored.verify(&stored.batch()), Ok(()));
	let json: Value = serde_json::from_str(text).unwrap();
	assert_eq!(serde_json::to_value(&stored).unwrap(), json);

	let with = |key: &str, value: Value| {
		let mut json = json.clone();
		json[key] = value;
		serde_json::from_value::<InclusionProof>(json)
	};
	assert!(with("format", json!("tonnetz-proof-bundle")).is_err());
	assert!(with("leaves", json!(-1)).is_err());
	assert!(with("digest", json!("0x00")).is_err());
	assert!(with("stranger", json!(1)).is_err());
}
