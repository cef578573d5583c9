// SPDX-License-Identifier: Apache-2.0

//! What clients and proofs rely on. A change here is a change of the protocol.

use super::*;
use crate::{Attestation, Call, Error, Event, HoldReason, IndexKey, Kind};
use codec::{Decode, Encode};
use frame_support::{assert_ok, traits::Get};
use sp_core::{bytes::to_hex, H256};
use sp_runtime::{traits::Dispatchable, DispatchError, ModuleError};
use tonnetz_core::receipt::subject_of;

fn hex(bytes: impl AsRef<[u8]>) -> String {
	to_hex(bytes.as_ref(), false)
}

#[test]
fn storage_keys_are_stable() {
	let pallet = "5087a88ab53079a394ab62a465d46183";
	let (alice, id) = ("01".repeat(32), "0000000000000102");
	let hash_of_alice = "c035f853fcd0f0589e30c9e2dc1a0f57";

	assert_eq!(
		hex(crate::NextId::<Test>::hashed_key()),
		format!("0x{pallet}cabd82b01c9d6a3b4a0f8c35f1f73b93")
	);
	assert_eq!(
		hex(crate::Receipts::<Test>::hashed_key_for(Ordered(258))),
		format!("0x{pallet}5087a88ab53079a394ab62a465d46183{id}")
	);
	assert_eq!(
		hex(crate::Head::<Test>::hashed_key_for(ALICE)),
		format!("0x{pallet}05fe52c2045750c3c492ccdcf62e2b9c{hash_of_alice}{alice}")
	);
	assert_eq!(
		hex(crate::ByIssuer::<Test>::hashed_key_for(ALICE, Ordered(258))),
		format!("0x{pallet}a4ccc137303902a5e3341f11df3ebb4f{hash_of_alice}{alice}{id}")
	);
	let index = IndexKey::DigestAndIssuer(H256::repeat_byte(9), ALICE);
	let hash_of_index = "d813c93258c7c348891cf738d2c71652";
	assert_eq!(
		hex(crate::Index::<Test>::hashed_key_for(index, Ordered(258))),
		format!("0x{pallet}25496bdf2f3ed3758d7e2098dba21abb{hash_of_index}{id}")
	);
	assert_eq!(
		hex(crate::Revocations::<Test>::hashed_key_for(Ordered(258))),
		format!("0x{pallet}db2a37d5efc28fc52193a6d1c44bcb8f{id}")
	);
	assert_eq!(
		hex(crate::StatementNonce::<Test>::hashed_key_for(ALICE)),
		format!("0x{pallet}78b3270f05bc5fca0a84aa4b772fd9e8{hash_of_alice}{alice}")
	);
	assert_eq!(
		hex(crate::Volumes::<Test>::hashed_key_for(ALICE)),
		format!("0x{pallet}0688d6014044b1f36ab074f39ef31cda{hash_of_alice}{alice}")
	);
	assert_eq!(
		hex(crate::NextPosition::<Test>::hashed_key()),
		format!("0x{pallet}f296ca27b27a7d48564e172e26debaa4")
	);
	let position = "0000000000000007";
	assert_eq!(
		hex(crate::Witnesses::<Test>::hashed_key_for(Ordered(258), Ordered(7))),
		format!("0x{pallet}70dec220f5870defbf5ae1d35840d000{id}{position}")
	);
	assert_eq!(
		hex(crate::WitnessPosition::<Test>::hashed_key_for(Ordered(258), ALICE)),
		format!("0x{pallet}2f061cb0ce3745aaed070bc657e41596{id}{hash_of_alice}{alice}")
	);
}

#[test]
fn index_keys_are_stable() {
	let hash = H256::repeat_byte(9);
	let keys = [
		IndexKey::Subject(hash),
		IndexKey::SubjectAndIssuer(hash, ALICE),
		IndexKey::Digest(hash),
		IndexKey::DigestAndIssuer(hash, ALICE),
	];
	for (index, key) in keys.into_iter().enumerate() {
		let encoded = key.encode();
		assert_eq!(encoded[0], index as u8);
		assert_eq!(encoded[1..33], [9; 32]);
		assert_eq!(encoded[33..], [1; 32][..encoded.len() - 33]);
	}
}

#[test]
fn call_indices_are_stable() {
	let attest = Call::<Test>::attest {
		kind: Kind::Custom(7),
		subject: H256::repeat_byte(8),
		digest: H256::repeat_byte(9),
		parent: Some(3),
		uri: b"u".to_vec(),
		expires: Some(4),
	};
	let (subject, digest) = ("08".repeat(32), "09".repeat(32));
	let fields = format!("ff07000000{subject}{digest}01030000000000000004750104000000");
	assert_eq!(hex(attest.encode()), format!("0x00{fields}"));

	let item = Attestation {
		kind: Kind::Custom(7),
		subject: H256::repeat_byte(8),
		digest: H256::repeat_byte(9),
		parent: Some(3),
		uri: b"u".to_vec(),
		expires: Some(4),
	};
	let attest_many = Call::<Test>::attest_many { items: vec![item] };
	assert_eq!(hex(attest_many.encode()), format!("0x0104{fields}"));

	let attest_batch = Call::<Test>::attest_batch {
		kind: Kind::Custom(7),
		subject: H256::repeat_byte(8),
		root: H256::repeat_byte(9),
		leaves: 5,
		uri: b"u".to_vec(),
		expires: Some(4),
	};
	assert_eq!(
		hex(attest_batch.encode()),
		format!("0x02ff07000000{subject}{digest}050000000000000004750104000000")
	);

	let statement = statement(&SIGNER, 6);
	let signature = sign(&SIGNER, &statement);
	let tail = (statement.clone(), signature.clone()).encode();
	let attest_statement = Call::<Test>::attest_statement {
		statement: Box::new(statement),
		signature: Box::new(signature),
	};
	assert_eq!(hex(attest_statement.encode()), hex([&[3], tail.as_slice()].concat()));

	let calls = [
		(Call::<Test>::cancel_statements { up_to: 3 }, "0x040300000000000000"),
		(Call::countersign { receipt: 3 }, "0x050300000000000000"),
		(Call::withdraw_countersignature { receipt: 3 }, "0x060300000000000000"),
		(Call::revoke { receipt: 3, reason: b"r".to_vec() }, "0x0703000000000000000472"),
		(Call::prune { receipts: vec![3] }, "0x08040300000000000000"),
	];
	for (call, encoded) in calls {
		assert_eq!(hex(call.encode()), encoded);
	}
}

#[test]
fn events_are_stable() {
	let attested = Event::<Test>::Attested {
		id: 1,
		issuer: ALICE,
		sequence: 2,
		kind: Kind::Decision,
		subject: H256::repeat_byte(8),
		digest: H256::repeat_byte(9),
	};
	let (issuer, subject, digest) = ("01".repeat(32), "08".repeat(32), "09".repeat(32));
	assert_eq!(
		hex(attested.encode()),
		format!("0x000100000000000000{issuer}020000000000000000{subject}{digest}")
	);
	let others = [
		(Event::<Test>::Revoked { id: 1, issuer: ALICE }, format!("010100000000000000{issuer}")),
		(
			Event::StatementsCancelled { issuer: ALICE, up_to: 3 },
			format!("02{issuer}0300000000000000"),
		),
		(
			Event::Countersigned { id: 1, witness: ALICE, position: 3 },
			format!("030100000000000000{issuer}0300000000000000"),
		),
		(
			Event::CountersignatureWithdrawn { id: 1, witness: ALICE },
			format!("040100000000000000{issuer}"),
		),
		(
			Event::Pruned { id: 1, payer: ALICE, released: 3 },
			format!("050100000000000000{issuer}03000000000000000000000000000000"),
		),
	];
	for (event, encoded) in others {
		assert_eq!(hex(event.encode()), format!("0x{encoded}"));
	}
}

#[test]
fn error_indices_are_stable() {
	let errors = [
		Error::<Test>::UnknownReceipt,
		Error::<Test>::UnknownParent,
		Error::<Test>::Expired,
		Error::<Test>::TooManyItems,
		Error::<Test>::NoItems,
		Error::<Test>::UriTooLong,
		Error::<Test>::ReasonTooLong,
		Error::<Test>::NotIssuer,
		Error::<Test>::AlreadyRevoked,
		Error::<Test>::DepositNotAffordable,
		Error::<Test>::EmptyBatch,
		Error::<Test>::TooManyLeaves,
		Error::<Test>::StatementExpired,
		Error::<Test>::NonceTooLow,
		Error::<Test>::NonceTooHigh,
		Error::<Test>::BadStatementSignature,
		Error::<Test>::NothingToCancel,
		Error::<Test>::NotOperator,
		Error::<Test>::WitnessIsIssuer,
		Error::<Test>::AlreadyWitness,
		Error::<Test>::NotWitness,
		Error::<Test>::PruneTooEarly,
		Error::<Test>::AlreadyPruned,
	];
	for (position, error) in errors.into_iter().enumerate() {
		let DispatchError::Module(ModuleError { index, error, .. }) = error.into() else {
			panic!("not the error of a pallet")
		};
		assert_eq!((index, error), (50, [position as u8, 0, 0, 0]));
	}
}

#[test]
fn hold_reasons_are_stable() {
	assert_eq!(RuntimeHoldReason::from(HoldReason::Receipt).encode(), [50, 0]);
	assert_eq!(RuntimeHoldReason::from(HoldReason::Countersignature).encode(), [50, 1]);
}

#[test]
fn stored_receipt_is_stable() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(attest(&ALICE, attestation(9)));
		let raw = sp_io::storage::get(&crate::Receipts::<Test>::hashed_key_for(Ordered(0)))
			.expect("the receipt is stored");
		let subject = hex(subject_of("component")).split_off(2);
		let (issuer, digest) = ("01".repeat(32), "09".repeat(32));
		let time = hex(time_of(1).encode()).split_off(2);
		// The index of the form, the receipt, its source, that it counts, and the deposit: 148 and
		// 74 milli-TNZ as compact integers.
		assert_eq!(
			hex(&raw),
			format!(
				"0x00{issuer}000000000000000005{subject}{digest}000001000000{time}000000\
				00\
				01\
				0700c87c7522\
				070064be3a11"
			)
		);
		assert_eq!(crate::EntryOf::<Test>::decode(&mut &raw[..]), Ok(entry(0)));
	});
}

#[test]
fn stored_rest_of_a_receipt_is_stable() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(attest(&ALICE, Attestation { expires: Some(2), ..attestation(9) }));
		let link = hex(receipt(0).link()).split_off(2);
		advance_to(2 + RETENTION + 1);
		assert_ok!(prune(&BOB, &[0]));
		let raw = sp_io::storage::get(&crate::Receipts::<Test>::hashed_key_for(Ordered(0)))
			.expect("the rest is stored");
		// The index of the form, the link, the source, the payer, and 75.333 milli-TNZ.
		let payer = "01".repeat(32);
		assert_eq!(hex(&raw), format!("0x01{link}00{payer}075571378a11"));
	});
}

#[test]
fn stored_countersignature_nonce_and_volume_are_stable() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(attest(&BOB, attestation(9)));
		assert_ok!(countersign(&WITNESS, 0));
		assert_ok!(cancel(&ALICE, 3));
		let raw = |key: Vec<u8>| hex(sp_io::storage::get(&key).expect("the entry is stored"));
		let (witness, time) = ("05".repeat(32), hex(time_of(1).encode()).split_off(2));
		assert_eq!(
			raw(crate::Witnesses::<Test>::hashed_key_for(Ordered(0), Ordered(0))),
			format!("0x{witness}01000000{time}0700743ba40b")
		);
		assert_eq!(raw(crate::StatementNonce::<Test>::hashed_key_for(ALICE)), "0x0300000000000000");
		// One receipt, on day 20,454 since 1970, and on that day one.
		assert_eq!(
			raw(crate::Volumes::<Test>::hashed_key_for(BOB)),
			"0x0100000000000000e64f000001000000"
		);
	});
}

#[test]
fn calls_are_dispatched_under_their_names() {
	ExtBuilder::default().build_and_execute(|| {
		let call = RuntimeCall::Receipts(Call::attest_many { items: vec![attestation(1)] });
		assert_eq!(call.encode()[..2], [50, 1]);
		assert_ok!(call.dispatch(RuntimeOrigin::signed(ALICE)));
	});
}

#[test]
fn calls_are_small() {
	assert!(core::mem::size_of::<Call<Test>>() <= 256, "{}", core::mem::size_of::<Call<Test>>());
}

#[test]
fn constants_are_those_of_the_specification() {
	assert_eq!((crate::MAX_URI_LEN, crate::MAX_REASON_LEN, crate::MAX_PAGE), (128, 64, 256));
	assert_eq!(crate::MAX_LEAVES, 1 << 40);
	assert_eq!(<<Test as crate::Config>::MaxItems as Get<u32>>::get(), 256);
}
