// SPDX-License-Identifier: Apache-2.0

//! Trees on disk, from which a leaf is proven by reading one node a level.
//!
//! ```text
//! offset  bytes
//!      0      8  "TNZTREE" and a zero byte
//!      8      4  version of the format: 1
//!     12      4  zero
//!     16      8  n, the number of leaves: 1 to 2^40
//!     24     32  the root
//!     56   32 n  the digests of the payloads, in the order of the leaves
//!            32  each node of level 1, then of level 2, ..., at last the root
//! ```
//!
//! Integers are little-endian. Level 0, the hashes of the leaves, is not stored: each is one hash of
//! a digest. Level k has ceil(n / 2^k) nodes; a tree of one leaf has no level but 0.

use crate::{
	error::Error,
	file::{self, Replacement},
};
use rayon::prelude::*;
use sp_core::H256;
use std::{
	fs::File,
	io::{self, BufReader, Read},
	os::unix::fs::FileExt,
	path::{Path, PathBuf},
};
use tonnetz_core::{
	merkle::{
		leaf_hash,
		shape::{audit_path, height, level_len, parents, Place},
		InclusionProof,
	},
	receipt::{Batch, MAX_LEAVES},
};

/// What a tree file begins with.
pub const MAGIC: [u8; 8] = *b"TNZTREE\0";

/// The version of the format.
const VERSION: u32 = 1;

/// The length of what precedes the digests, in bytes.
const HEADER_LEN: u64 = 56;

/// The length of a hash, in bytes.
const HASH_LEN: u64 = 32;

/// How many nodes of a level a thread makes at a time.
const CHUNK: usize = 1 << 12;

/// How much of a file is in memory while a digest is looked for, in bytes.
const BUFFER: usize = 1 << 20;

/// A tree in memory: 32 bytes a leaf beside the digests.
pub struct Tree<'a> {
	digests: &'a [H256],
	/// The levels from 1 on.
	above: Vec<Vec<H256>>,
	batch: Batch,
}

impl<'a> Tree<'a> {
	/// The tree over some digests, made by all cores; `None` without a digest.
	pub fn over(digests: &'a [H256]) -> Option<Self> {
		let leaves = u64::try_from(digests.len()).ok()?;
		let mut above: Vec<Vec<H256>> = Vec::new();
		if leaves > 1 {
			above.push(level_above(digests, |pairs| {
				pairs.iter().map(leaf_hash).collect::<Vec<_>>()
			}));
		}
		while let Some(level) = above.last().filter(|level| level.len() > 1) {
			let next = level_above(level, |pairs| pairs);
			above.push(next);
		}
		let root = match above.last() {
			Some(level) => *level.first()?,
			None => leaf_hash(digests.first()?),
		};
		Some(Self { digests, above, batch: Batch { root, leaves } })
	}

	/// Root and number of leaves.
	pub const fn batch(&self) -> Batch {
		self.batch
	}

	/// Writes the tree to a file.
	pub fn write(&self, path: &Path) -> Result<(), Error> {
		let mut file = Replacement::create(path)?;
		let Batch { root, leaves } = self.batch;
		file.write(&MAGIC)?;
		file.write(&VERSION.to_le_bytes())?;
		file.write(&[0; 4])?;
		file.write(&leaves.to_le_bytes())?;
		file.write(root.as_bytes())?;
		let levels = self.above.iter().map(Vec::as_slice);
		for hash in std::iter::once(self.digests).chain(levels).flatten() {
			file.write(hash.as_bytes())?;
		}
		file.commit()
	}
}

/// The level above, made in parallel. `nodes` turns what is stored into nodes.
fn level_above<'a, T: AsRef<[H256]>>(
	below: &'a [H256],
	nodes: impl Fn(&'a [H256]) -> T + Sync,
) -> Vec<H256> {
	let mut level = vec![H256::zero(); below.len().div_ceil(2)];
	let pairs = below.par_chunks(CHUNK.saturating_mul(2));
	level.par_chunks_mut(CHUNK).zip(pairs).for_each(|(level, pairs)| {
		let nodes = nodes(pairs);
		level.iter_mut().zip(parents(nodes.as_ref())).for_each(|(node, parent)| *node = parent);
	});
	level
}

/// A tree in a file.
pub struct TreeFile {
	path: PathBuf,
	file: File,
	batch: Batch,
}

impl TreeFile {
	/// Opens a tree. The file is whole if it has the length that its number of leaves asks for.
	pub fn open(path: &Path) -> Result<Self, Error> {
		let (file, len) = file::open(path)?;
		let malformed = |reason: String| Err(Error::Malformed { path: path.to_owned(), reason });
		let Some((version, batch)) =
			header(&file, len).map_err(|reason| Error::Read { path: path.to_owned(), reason })?
		else {
			return malformed("this is no tree of tonnetz receipt batch".to_owned());
		};
		if version != VERSION {
			return malformed(format!(
				"the tree has version {version}, this program reads version {VERSION}: update it"
			));
		}
		if !(1..=MAX_LEAVES).contains(&batch.leaves) {
			return malformed(format!("a tree has 1 to {MAX_LEAVES} leaves, not {}", batch.leaves));
		}
		let expected = offset(batch.leaves, height(batch.leaves).saturating_add(1), 0);
		if len != expected {
			return malformed(format!(
				"the tree has {} leaves, thus {expected} bytes, but the file has {len}: take a whole \
				 copy, or build the batch again",
				batch.leaves
			));
		}
		Ok(Self { path: path.to_owned(), file, batch })
	}

	/// Root and number of leaves.
	pub const fn batch(&self) -> Batch {
		self.batch
	}

	/// The index of the first leaf with this digest. Reads all digests up to there.
	pub fn find(&self, digest: H256) -> Result<Option<u64>, Error> {
		let mut digests = BufReader::with_capacity(BUFFER, Section { tree: self, at: HEADER_LEN });
		let mut found = H256::zero();
		for index in 0..self.batch.leaves {
			digests.read_exact(found.as_bytes_mut()).map_err(|reason| self.unreadable(reason))?;
			if found == digest {
				return Ok(Some(index));
			}
		}
		Ok(None)
	}

	/// The proof for a leaf, verified; `None` if there is no such leaf.
	pub fn prove(&self, index: u64) -> Result<Option<InclusionProof>, Error> {
		let Batch { root, leaves } = self.batch;
		if index >= leaves {
			return Ok(None);
		}
		let digest = self.hash(0, index)?;
		let path = audit_path(leaves, index)
			.map(|Place { level, position }| {
				let hash = self.hash(level, position)?;
				Ok(if level == 0 { leaf_hash(hash) } else { hash })
			})
			.collect::<Result<_, Error>>()?;
		let proof = InclusionProof::new(Batch { root, leaves }, index, digest, path);
		proof.verify(&self.batch).map_err(|_| Error::Malformed {
			path: self.path.clone(),
			reason: format!(
				"the tree is damaged, leaf {index} does not lead to its root: take another copy, or \
				 build the batch again"
			),
		})?;
		Ok(Some(proof))
	}

	/// The digest of a leaf, or the node at a place of a level above.
	fn hash(&self, level: u32, position: u64) -> Result<H256, Error> {
		let mut hash = H256::zero();
		let offset = offset(self.batch.leaves, level, position);
		self.file
			.read_exact_at(hash.as_bytes_mut(), offset)
			.map_err(|reason| self.unreadable(reason))?;
		Ok(hash)
	}

	fn unreadable(&self, reason: io::Error) -> Error {
		Error::Read { path: self.path.clone(), reason }
	}
}

/// Whether a file begins as a tree does.
pub fn is_tree(path: &Path) -> bool {
	let mut magic = [0; MAGIC.len()];
	File::open(path).is_ok_and(|file| file.read_exact_at(&mut magic, 0).is_ok()) && magic == MAGIC
}

/// Version, root and number of leaves; `None` if the file is no tree.
fn header(file: &File, len: u64) -> io::Result<Option<(u32, Batch)>> {
	let mut magic = [0; 8];
	if len < HEADER_LEN {
		return Ok(None);
	}
	file.read_exact_at(&mut magic, 0)?;
	if magic != MAGIC {
		return Ok(None);
	}
	let (mut version, mut leaves, mut root) = ([0; 4], [0; 8], H256::zero());
	file.read_exact_at(&mut version, 8)?;
	file.read_exact_at(&mut leaves, 16)?;
	file.read_exact_at(root.as_bytes_mut(), 24)?;
	let leaves = u64::from_le_bytes(leaves);
	Ok(Some((u32::from_le_bytes(version), Batch { root, leaves })))
}

/// Where a hash stands in the file, in bytes.
fn offset(leaves: u64, level: u32, position: u64) -> u64 {
	let below = (0..level).map(|level| level_len(leaves, level));
	// At most 2^42 hashes of 32 bytes: no sum is ever cut off.
	let hashes = below.fold(position, u64::saturating_add);
	HEADER_LEN.saturating_add(hashes.saturating_mul(HASH_LEN))
}

/// A file from an offset on, without its cursor.
struct Section<'a> {
	tree: &'a TreeFile,
	at: u64,
}

impl Read for Section<'_> {
	fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
		let read = self.tree.file.read_at(buffer, self.at)?;
		self.at = self.at.saturating_add(u64::try_from(read).unwrap_or_default());
		Ok(read)
	}
}

#[cfg(test)]
#[allow(clippy::arithmetic_side_effects)]
mod tests {
	use super::*;
	use std::fs;
	use tempfile::TempDir;
	use tonnetz_core::merkle::root_of;

	fn digests(count: u64) -> Vec<H256> {
		(0..count).map(|n| H256::from_low_u64_be(n + 1)).collect()
	}

	fn stored(count: u64) -> (TempDir, PathBuf) {
		let dir = tempfile::tempdir().unwrap();
		let path = dir.path().join("batch.tree");
		Tree::over(&digests(count)).unwrap().write(&path).unwrap();
		(dir, path)
	}

	fn refusal(path: &Path) -> String {
		TreeFile::open(path).err().unwrap().to_string()
	}

	#[test]
	fn every_leaf_of_a_stored_tree_is_found_and_proven() {
		for count in [1, 2, 3, 4, 5, 7, 8, 9, 31, 33, 300] {
			let (_dir, path) = stored(count);
			let tree = TreeFile::open(&path).unwrap();
			assert_eq!(Some(tree.batch().root), root_of(digests(count)));
			for (index, digest) in (0..).zip(digests(count)) {
				assert_eq!(tree.find(digest).unwrap(), Some(index));
				let proof = tree.prove(index).unwrap().unwrap();
				assert_eq!((proof.index, proof.digest), (index, digest));
				assert_eq!(proof.verify(&tree.batch()), Ok(()));
			}
			assert_eq!(tree.find(H256::zero()).unwrap(), None);
			assert!(tree.prove(count).unwrap().is_none());
		}
	}

	#[test]
	fn chunks_do_not_show() {
		for count in [2 * CHUNK - 1, 2 * CHUNK, 2 * CHUNK + 1, 5 * CHUNK] {
			let digests = digests(count.try_into().unwrap());
			let tree = Tree::over(&digests).unwrap();
			assert_eq!(Some(tree.batch().root), root_of(digests.iter().copied()), "{count}");
		}
		assert!(Tree::over(&[]).is_none());
	}

	#[test]
	fn the_format_is_as_documented() {
		let (_dir, path) = stored(3);
		let bytes = fs::read(path).unwrap();
		let leaves: Vec<_> = digests(3).iter().map(leaf_hash).collect();
		let level: Vec<_> = parents(&leaves).collect();
		let root = root_of(digests(3)).unwrap();
		let expected = [
			&b"TNZTREE\0\x01\0\0\0\0\0\0\0\x03\0\0\0\0\0\0\0"[..],
			root.as_bytes(),
			&digests(3).concat_bytes(),
			&level.concat_bytes(),
			root.as_bytes(),
		]
		.concat();
		assert_eq!(bytes, expected);
	}

	trait ConcatBytes {
		fn concat_bytes(&self) -> Vec<u8>;
	}

	impl ConcatBytes for Vec<H256> {
		fn concat_bytes(&self) -> Vec<u8> {
			self.iter().flat_map(|hash| hash.0).collect()
		}
	}

	#[test]
	fn what_is_no_whole_tree_is_refused_by_name() {
		let (_dir, path) = stored(5);
		let whole = fs::read(&path).unwrap();
		let refused = |bytes: &[u8], says: &str| {
			fs::write(&path, bytes).unwrap();
			let message = refusal(&path);
			assert!(message.contains("batch.tree") && message.contains(says), "{message}");
		};
		refused(b"", "no tree");
		refused(&whole[..55], "no tree");
		refused(&[b"x", &whole[1..]].concat(), "no tree");
		refused(&whole[..56], "5 leaves, thus 408 bytes, but the file has 56");
		refused(&whole[..whole.len() - 1], "take a whole copy");
		refused(&[&whole[..], b"x"].concat(), "take a whole copy");
		let with = |at: usize, bytes: &[u8]| {
			let mut altered = whole.clone();
			altered[at..at + bytes.len()].copy_from_slice(bytes);
			altered
		};
		refused(&with(8, &[2]), "version 2");
		refused(&with(16, &[0]), "not 0");
		refused(&with(16, &[0xff; 8]), "not 18446744073709551615");
		refused(&with(16, &[6]), "thus");
	}

	#[test]
	fn no_proof_comes_from_a_damaged_tree() {
		let (_dir, path) = stored(5);
		let whole = fs::read(&path).unwrap();
		for at in 24..whole.len() {
			let mut altered = whole.clone();
			altered[at] ^= 1;
			fs::write(&path, &altered).unwrap();
			let tree = TreeFile::open(&path).unwrap();
			for index in 0..5 {
				// Either the damage is elsewhere, or it is noticed.
				match tree.prove(index) {
					Ok(proof) => {
						let original = root_of(digests(5)).unwrap();
						assert_eq!(proof.unwrap().root, original, "byte {at}, leaf {index}");
					}
					Err(error) => assert!(error.to_string().contains("damaged"), "{error}"),
				}
			}
		}
	}
}
