// SPDX-License-Identifier: Apache-2.0

//! Trust from a chain specification.

use crate::{Header, Trust};
use codec::DecodeAll;
use serde::Deserialize;
use sp_consensus_grandpa::AuthorityList;
use sp_core::{storage::well_known_keys::DEFAULT_CHILD_STORAGE_KEY_PREFIX, H256};
use sp_crypto_hashing::twox_128;
use sp_runtime::traits::{BlakeTwo256, Header as _};
use sp_trie::{LayoutV1, TrieConfiguration};
use std::{borrow::Cow, collections::BTreeMap};

/// The longest chain specification that is read, in bytes.
pub const MAX_LEN: usize = 1 << 27;

/// Why a chain specification gives no genesis to trust in.
#[derive(Debug, thiserror::Error)]
pub enum ChainSpecError {
	/// Longer than any specification of this chain.
	#[error("{0} bytes are too many for a chain specification: the limit is {MAX_LEN}")]
	TooLong(usize),
	/// Not JSON, or not the fields of a chain specification.
	#[error("not a chain specification: {0}")]
	Json(serde_json::Error),
	/// The state of the first block is still to be built by the runtime.
	#[error("the chain specification is plain: make it raw with `tonnetz-node build-spec --raw`")]
	Plain,
	/// Entries of the first block are not hexadecimal.
	#[error("the chain specification has a key or value that is not 0x and hexadecimal: {0}")]
	Hex(String),
	/// The first block has child tries, which this chain never has.
	#[error("the chain specification has child storage: it is not one of this chain")]
	ChildStorage,
	/// There are no GRANDPA authorities, or not in the form of this chain.
	#[error("the chain specification names no Falcon-512 authorities of GRANDPA")]
	Authorities,
}

#[derive(Deserialize)]
struct ChainSpec<'a> {
	#[serde(borrow)]
	genesis: Genesis<'a>,
}

#[derive(Deserialize)]
struct Genesis<'a> {
	#[serde(borrow)]
	raw: Option<Raw<'a>>,
}

#[derive(Deserialize)]
struct Raw<'a> {
	#[serde(borrow)]
	top: BTreeMap<Cow<'a, str>, Cow<'a, str>>,
	#[serde(default, rename = "childrenDefault")]
	children: BTreeMap<String, serde_json::Value>,
}

impl Trust {
	/// Trust in the first block that a raw chain specification gives, whose hash is computed here:
	/// no node is asked.
	///
	/// # Errors
	/// Refused are specifications that are not raw, and those that cannot be of this chain.
	pub fn from_raw_chain_spec(json: &[u8]) -> Result<Self, ChainSpecError> {
		if json.len() > MAX_LEN {
			return Err(ChainSpecError::TooLong(json.len()));
		}
		let spec: ChainSpec = serde_json::from_slice(json).map_err(ChainSpecError::Json)?;
		let raw = spec.genesis.raw.ok_or(ChainSpecError::Plain)?;
		if !raw.children.is_empty() {
			return Err(ChainSpecError::ChildStorage);
		}
		let top = raw
			.top
			.iter()
			.map(|(key, value)| Ok((bytes(key)?, bytes(value)?)))
			.collect::<Result<BTreeMap<_, _>, ChainSpecError>>()?;
		if top.keys().any(|key| key.starts_with(DEFAULT_CHILD_STORAGE_KEY_PREFIX)) {
			return Err(ChainSpecError::ChildStorage);
		}

		let authorities = top
			.get(&[twox_128(b"Grandpa"), twox_128(b"Authorities")].concat())
			.and_then(|value| AuthorityList::decode_all(&mut value.as_slice()).ok())
			.filter(|authorities| !authorities.is_empty())
			.ok_or(ChainSpecError::Authorities)?;
		Ok(Self::genesis(genesis_hash(&top), &authorities))
	}
}

fn bytes(hex: &str) -> Result<Vec<u8>, ChainSpecError> {
	sp_core::bytes::from_hex(hex).map_err(|_| ChainSpecError::Hex(hex.chars().take(80).collect()))
}

/// The hash of the header of block 0 over this state: no parent, no extrinsics, no digest.
fn genesis_hash(top: &BTreeMap<Vec<u8>, Vec<u8>>) -> H256 {
	let nothing: [(&[u8], &[u8]); 0] = [];
	Header::new(
		0,
		LayoutV1::<BlakeTwo256>::trie_root(nothing),
		LayoutV1::<BlakeTwo256>::trie_root(top),
		H256::zero(),
		Default::default(),
	)
	.hash()
}
