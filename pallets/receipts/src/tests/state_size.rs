// SPDX-License-Identifier: Apache-2.0

//! How much of the state a receipt takes.

use super::*;
use crate::{deposit::split, Attestation, IndexKey, Kind, Receipt, Source};
use codec::{Encode, MaxEncodedLen};
use frame_support::assert_ok;
use sp_core::H256;
use tonnetz_core::{receipt::Batch, units::TNZ};

/// The most bytes that a receipt may take of the state, in keys and values.
const MAX_STATE_PER_RECEIPT: usize = 700;

/// The bytes of keys and values under the prefix of this pallet.
fn state_bytes() -> usize {
	let prefix = sp_io::hashing::twox_128(b"Receipts");
	let mut key = prefix.to_vec();
	let mut bytes = 0;
	while let Some(next) = sp_io::storage::next_key(&key).filter(|key| key.starts_with(&prefix)) {
		bytes += next.len() + sp_io::storage::get(&next).map_or(0, |value| value.len());
		key = next;
	}
	bytes
}

#[test]
fn state_of_a_receipt_is_bounded() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(attest(&ALICE, attestation(1)));
		let before = state_bytes();
		let longest = Attestation {
			kind: Kind::Custom(u32::MAX),
			parent: Some(0),
			uri: vec![b'u'; 128],
			expires: Some(u32::MAX),
			..attestation(2)
		};
		assert_ok!(attest(&ALICE, longest));
		let bytes = state_bytes() - before;
		assert!(bytes <= MAX_STATE_PER_RECEIPT, "{bytes}");
	});
}

/// Batches have no parent, and statements no batch: these are the longest records of all calls.
#[test]
fn state_of_a_receipt_of_a_batch_or_a_statement_is_bounded() {
	let longest = Receipt {
		issuer: ALICE,
		sequence: 0,
		kind: Kind::Custom(u32::MAX),
		subject: H256::zero(),
		digest: H256::zero(),
		parent: Some(0),
		batch: None,
		at: 0,
		time: 0,
		expires: Some(0),
		uri: vec![b'u'; 128].try_into().unwrap(),
		relayer: Some(BOB),
	};
	let batch = Receipt {
		parent: None,
		batch: Some(Batch { root: H256::zero(), leaves: 1 << 40 }),
		relayer: None,
		..longest.clone()
	};
	for receipt in [longest, batch] {
		let indices: usize = IndexKey::all_of(&receipt)
			.into_iter()
			.map(|key| crate::Index::<Test>::hashed_key_for(key, Ordered(0)).len())
			.sum();
		let by_issuer = crate::ByIssuer::<Test>::hashed_key_for(ALICE, Ordered(0)).len()
			+ ReceiptId::max_encoded_len();
		let deposit = split(TNZ);
		let entry = Entry::Full { receipt, source: Source::Call, counted: true, deposit };
		let stored =
			crate::Receipts::<Test>::hashed_key_for(Ordered(0)).len() + entry.encoded_size();
		assert!(indices + by_issuer + stored <= MAX_STATE_PER_RECEIPT);
	}
}

/// The number of nodes of the trie, and their bytes with the hash that each is stored under, for
/// every receipt of an issuer that wrote `RECEIPTS` of them about as many payloads and `subjects`.
fn trie_per_receipt(subjects: u64) -> (f64, f64) {
	const RECEIPTS: u64 = 5_000;

	let trie = |receipts: u64| {
		let mut ext = ExtBuilder::default().with_balance(ALICE, 1_000_000 * TNZ).build();
		ext.execute_with(|| {
			let numbers: Vec<_> = (0..receipts).collect();
			for chunk in numbers.chunks(250) {
				let item = |number: &u64| Attestation {
					subject: sp_io::hashing::blake2_256(&(number % subjects).encode()).into(),
					digest: sp_io::hashing::blake2_256(&number.encode()).into(),
					..attestation(0)
				};
				assert_ok!(attest_many(&ALICE, chunk.iter().map(item).collect()));
				System::reset_events();
			}
		});
		ext.commit_all().unwrap();
		let (nodes, _) = ext.into_raw_snapshot();
		let live = nodes.into_iter().filter(|(_, (_, references))| *references > 0);
		let sizes: Vec<_> = live.map(|(_, (node, _))| node.len() + 32).collect();
		(sizes.len() as f64, sizes.iter().sum::<usize>() as f64)
	};
	let ((nodes, bytes), (before, bytes_before)) = (trie(RECEIPTS), trie(0));
	((nodes - before) / RECEIPTS as f64, (bytes - bytes_before) / RECEIPTS as f64)
}

/// What a leaf of an index would cost if it were a node of its own shows here at once.
#[test]
fn nodes_of_a_receipt_in_the_trie_are_few() {
	for subjects in [1, 100, u64::MAX] {
		let (nodes, bytes) = trie_per_receipt(subjects);
		println!("{subjects} subjects: {nodes:.2} nodes and {bytes:.0} bytes for each receipt");
		assert!(nodes < 4.0, "{nodes}");
		assert!((380.0..480.0).contains(&bytes), "{bytes}");
	}
}
