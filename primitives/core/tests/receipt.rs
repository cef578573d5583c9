// SPDX-License-Identifier: Apache-2.0

//! The receipt as wire format. The expected bytes were computed outside this code, from the words
//! of the specification with another implementation of BLAKE2b and SHA-256, so that they also serve
//! to check other implementations.

#![allow(clippy::unwrap_used)]

use codec::{Decode, Encode, MaxEncodedLen};
use sp_core::{bytes::from_hex, bytes::to_hex, H256};
use tonnetz_core::{
	receipt::{
		keys, subject_of, Attestation, Batch, ChainHead, Deposit, Entry, Kind, Page, Reason,
		Receipt, ReceiptInfo, Revocation, Source, Statement, Uri, Witness, WitnessPage, MAX_LEAVES,
		MAX_REASON_LEN, MAX_URI_LEN,
	},
	AccountId, BlockNumber,
};

type TestReceipt = Receipt<AccountId, BlockNumber>;

const SUBJECT: &str = "0x564ef006ebb5a3d9a58a460edd8739a4a09f7f09c20d40fefa58bddcf3dbdf69";
const DIGEST: &str = "0x239f59ed55e737c77147cf55ad0c1b030b6d7ee748a7426952f9b852d5a935e5";

/// A receipt with nothing that is optional.
const FIRST: &str = "0x\
	1111111111111111111111111111111111111111111111111111111111111111\
	0000000000000000\
	05\
	564ef006ebb5a3d9a58a460edd8739a4a09f7f09c20d40fefa58bddcf3dbdf69\
	239f59ed55e737c77147cf55ad0c1b030b6d7ee748a7426952f9b852d5a935e5\
	00\
	00\
	01000000\
	b8b3da769b010000\
	00\
	00\
	00";
const FIRST_LINK: &str = "0x2eead0ff20976ff18d76723714e3a88a68a475546e4b2048cbc5aba3a73838f6";
const FIRST_HEAD: &str = "0xc6865b37a9f2010ffb9235acf4e0b1611578607ab7b94dd04e24a8ebfd03ca0c";

/// A receipt with everything.
const SECOND: &str = "0x\
	1111111111111111111111111111111111111111111111111111111111111111\
	0100000000000000\
	ff2a000000\
	564ef006ebb5a3d9a58a460edd8739a4a09f7f09c20d40fefa58bddcf3dbdf69\
	239f59ed55e737c77147cf55ad0c1b030b6d7ee748a7426952f9b852d5a935e5\
	010000000000000000\
	01222222222222222222222222222222222222222222222222222222222222222240420f0000000000\
	39300000\
	f8c30f799b010000\
	0131d40000\
	38697066733a2f2f7061796c6f6164\
	013333333333333333333333333333333333333333333333333333333333333333";
const SECOND_LINK: &str = "0xca85e102a3f729600088d6e9e4392d08cd339869f4c3e9700dded844ccb07182";
const SECOND_HEAD: &str = "0x6163a5cebdb8cfbf71ef846973d79d0b45ae8ff791a0d7b065f1bd55c2e797c7";

fn hex(bytes: impl AsRef<[u8]>) -> String {
	to_hex(bytes.as_ref(), false)
}

fn digest() -> H256 {
	H256::from_slice(&from_hex(DIGEST).unwrap())
}

fn first() -> TestReceipt {
	Receipt {
		issuer: AccountId::new([0x11; 32]),
		sequence: 0,
		kind: Kind::Artifact,
		subject: subject_of("tonnetz-node"),
		digest: digest(),
		parent: None,
		batch: None,
		at: 1,
		time: 1_767_225_603_000,
		expires: None,
		uri: Uri::default(),
		relayer: None,
	}
}

fn second() -> TestReceipt {
	Receipt {
		sequence: 1,
		kind: Kind::Custom(42),
		parent: Some(0),
		batch: Some(Batch { root: H256::repeat_byte(0x22), leaves: 1_000_000 }),
		at: 12_345,
		time: 1_767_262_635_000,
		expires: Some(54_321),
		uri: b"ipfs://payload".to_vec().try_into().unwrap(),
		relayer: Some(AccountId::new([0x33; 32])),
		..first()
	}
}

#[test]
fn subject_is_the_hash_of_the_name() {
	assert_eq!(hex(subject_of("tonnetz-node")), SUBJECT);
	assert_ne!(subject_of("tonnetz-node"), subject_of("tonnetz-node "));
}

#[test]
fn receipts_encode_as_specified() {
	assert_eq!(hex(first().encode()), FIRST);
	assert_eq!(hex(second().encode()), SECOND);
	for receipt in [first(), second()] {
		assert_eq!(TestReceipt::decode(&mut &receipt.encode()[..]), Ok(receipt));
	}
}

#[test]
fn links_and_heads_are_as_specified() {
	assert_eq!(hex(first().link()), FIRST_LINK);
	assert_eq!(hex(second().link()), SECOND_LINK);

	let head = ChainHead::default();
	assert_eq!(hex(head.encode()), format!("0x{}", "00".repeat(40)));
	let head = head.extended_by(first().link()).unwrap();
	assert_eq!((head.next, hex(head.hash)), (1, FIRST_HEAD.into()));
	let head = head.extended_by(second().link()).unwrap();
	assert_eq!((head.next, hex(head.hash)), (2, SECOND_HEAD.into()));
}

#[test]
fn head_is_recomputed_from_links() {
	let links = [first().link(), second().link()];
	let head = ChainHead::of_links(links).unwrap();
	assert_eq!((head.next, hex(head.hash)), (2, SECOND_HEAD.into()));

	assert_eq!(ChainHead::of_links([]), Some(ChainHead::default()));
	assert_ne!(ChainHead::of_links([second().link(), first().link()]), Some(head));
	assert_ne!(ChainHead::of_links([first().link()]), Some(head));
}

#[test]
fn head_is_not_extended_when_positions_are_exhausted() {
	let head = ChainHead { next: u64::MAX, hash: H256::zero() };
	assert_eq!(head.extended_by(H256::zero()), None);
}

#[test]
fn link_depends_on_every_field() {
	let variants: [fn(&mut TestReceipt); 12] = [
		|receipt| receipt.issuer = AccountId::new([0x12; 32]),
		|receipt| receipt.sequence = 2,
		|receipt| receipt.kind = Kind::Custom(43),
		|receipt| receipt.subject = H256::zero(),
		|receipt| receipt.digest = H256::zero(),
		|receipt| receipt.parent = None,
		|receipt| receipt.batch = None,
		|receipt| receipt.at = 12_346,
		|receipt| receipt.time = 0,
		|receipt| receipt.expires = None,
		|receipt| receipt.uri = Uri::default(),
		|receipt| receipt.relayer = None,
	];
	for change in variants {
		let mut receipt = second();
		change(&mut receipt);
		assert_ne!(receipt.link(), second().link());
	}
}

#[test]
fn relayer_pays_if_there_is_one() {
	assert_eq!(first().payer(), &AccountId::new([0x11; 32]));
	assert_eq!(second().payer(), &AccountId::new([0x33; 32]));
}

#[test]
fn kinds_keep_their_indices() {
	let kinds = [
		Kind::Decision,
		Kind::Action,
		Kind::Refusal,
		Kind::Deployment,
		Kind::ArchitectureDecision,
		Kind::Artifact,
		Kind::Document,
		Kind::ModelRun,
		Kind::Coherence,
		Kind::Container,
		Kind::UpgradeHealth,
		Kind::Ceremony,
		Kind::Settlement,
	];
	for (index, kind) in kinds.into_iter().enumerate() {
		assert_eq!(kind.encode(), [index as u8]);
	}
	assert_eq!(Kind::Custom(0x0403_0201).encode(), [255, 1, 2, 3, 4]);
	assert!(Kind::decode(&mut &[kinds.len() as u8, 0, 0, 0, 0][..]).is_err());
}

#[test]
fn sources_keep_their_indices() {
	let sources = [Source::Call, Source::Pallet, Source::Autonomous];
	assert_eq!(sources.encode(), [0, 1, 2]);
}

type TestStatement = Statement<AccountId, BlockNumber>;

fn statement() -> TestStatement {
	Statement {
		issuer: AccountId::new([0x11; 32]),
		kind: Kind::Custom(42),
		subject: subject_of("tonnetz-node"),
		digest: digest(),
		parent: Some(0),
		uri: b"ipfs://payload".to_vec(),
		expires: Some(54_321),
		nonce: 7,
		valid_until: 12_345,
	}
}

#[test]
fn statements_are_signed_over_genesis_and_fields_in_order() {
	let (subject, digest) = (&SUBJECT[2..], &DIGEST[2..]);
	let (genesis, issuer) = ("99".repeat(32), "11".repeat(32));
	assert_eq!(
		hex(statement().signing_bytes(&H256::repeat_byte(0x99))),
		format!(
			"0x{genesis}{issuer}ff2a000000{subject}{digest}\
			010000000000000000\
			38697066733a2f2f7061796c6f6164\
			0131d40000\
			0700000000000000\
			39300000"
		)
	);
}

#[test]
fn signed_bytes_depend_on_every_field_and_on_the_chain() {
	let chain = H256::repeat_byte(0x99);
	let variants: [fn(&mut TestStatement); 9] = [
		|statement| statement.issuer = AccountId::new([0x12; 32]),
		|statement| statement.kind = Kind::Custom(43),
		|statement| statement.subject = H256::zero(),
		|statement| statement.digest = H256::zero(),
		|statement| statement.parent = None,
		|statement| statement.uri = Vec::new(),
		|statement| statement.expires = None,
		|statement| statement.nonce = 8,
		|statement| statement.valid_until = 12_346,
	];
	for change in variants {
		let mut changed = statement();
		change(&mut changed);
		assert_ne!(changed.signing_bytes(&chain), statement().signing_bytes(&chain));
	}
	assert_ne!(statement().signing_bytes(&H256::zero()), statement().signing_bytes(&chain));
}

#[test]
fn statement_makes_the_attestation_with_its_fields() {
	let expected = Attestation {
		kind: Kind::Custom(42),
		subject: subject_of("tonnetz-node"),
		digest: digest(),
		parent: Some(0),
		uri: b"ipfs://payload".to_vec(),
		expires: Some(54_321),
	};
	assert_eq!(statement().into_attestation(), expected);
}

#[test]
fn statements_are_readable_json() {
	let json = serde_json::json!({
		"issuer": AccountId::new([0x11; 32]),
		"kind": { "custom": 42 },
		"subject": SUBJECT,
		"digest": DIGEST,
		"parent": 0,
		"uri": "0x697066733a2f2f7061796c6f6164",
		"expires": 54_321,
		"nonce": 7,
		"validUntil": 12_345,
	});
	assert_eq!(serde_json::to_value(statement()).unwrap(), json);
	assert_eq!(serde_json::from_value::<TestStatement>(json.clone()).unwrap(), statement());
	let mut with_more = json;
	with_more["relayer"] = AccountId::new([0x33; 32]).to_string().into();
	assert!(serde_json::from_value::<TestStatement>(with_more).is_err());
}

#[test]
fn entries_encode_as_specified() {
	let receipt = &FIRST[2..];
	let full = Entry::Full {
		receipt: first(),
		source: Source::Pallet,
		counted: true,
		deposit: Deposit { body: 148_000_000_000, permanent: 74_000_000_000 },
	};
	assert_eq!(hex(full.encode()), format!("0x00{receipt}01010700c87c7522070064be3a11"));
	let (link, payer) = (&FIRST_LINK[2..], "11".repeat(32));
	let pruned = Entry::<AccountId, BlockNumber>::Pruned {
		link: first().link(),
		source: Source::Pallet,
		payer: AccountId::new([0x11; 32]),
		deposit: 74_000_000_000,
	};
	assert_eq!(hex(pruned.encode()), format!("0x01{link}01{payer}070064be3a11"));
	for entry in [full, pruned] {
		assert_eq!(hex(entry.link()), FIRST_LINK);
		assert_eq!(Entry::decode(&mut &entry.encode()[..]), Ok(entry));
	}
}

#[test]
fn deposit_is_the_sum_of_its_parts() {
	assert_eq!(Deposit { body: 2, permanent: 1 }.total(), 3);
	assert_eq!(Deposit { body: u128::MAX, permanent: 1 }.total(), u128::MAX);
}

#[test]
fn storage_keys_are_as_specified() {
	let pallet = "5087a88ab53079a394ab62a465d46183";
	assert_eq!(
		hex(keys::receipt(258)),
		format!("0x{pallet}5087a88ab53079a394ab62a465d461830000000000000102")
	);
	assert_eq!(
		hex(keys::revocation(258)),
		format!("0x{pallet}db2a37d5efc28fc52193a6d1c44bcb8f0000000000000102")
	);
	assert_eq!(
		hex(keys::head(&AccountId::new([0x11; 32]))),
		format!(
			"0x{pallet}05fe52c2045750c3c492ccdcf62e2b9c7f9c299f1d9bbe856fbf2c98f0f91435{}",
			"11".repeat(32)
		)
	);
}

#[test]
fn witnesses_are_readable_json() {
	let witness = Witness::<AccountId, BlockNumber> {
		position: 5,
		witness: AccountId::new([0x11; 32]),
		at: 20_000,
		time: 1_767_285_600_000,
	};
	let page = WitnessPage { items: vec![witness], next: None };
	let json = serde_json::json!({
		"items": [{
			"position": 5,
			"witness": AccountId::new([0x11; 32]),
			"at": 20_000,
			"time": 1_767_285_600_000u64,
		}],
		"next": null,
	});
	assert_eq!(serde_json::to_value(&page).unwrap(), json);
	assert_eq!(serde_json::from_value::<WitnessPage<AccountId, BlockNumber>>(json).unwrap(), page);
}

#[test]
fn records_are_of_bounded_length() {
	assert_eq!(MAX_LEAVES, 1_099_511_627_776);
	assert_eq!(TestReceipt::max_encoded_len(), 339);
	assert_eq!(Revocation::<BlockNumber>::max_encoded_len(), 78);
	assert!(Uri::try_from(vec![0; MAX_URI_LEN as usize + 1]).is_err());
	assert!(Reason::try_from(vec![0; MAX_REASON_LEN as usize + 1]).is_err());
}

#[test]
fn answers_are_readable_json() {
	let info = ReceiptInfo {
		id: 5,
		link: second().link(),
		source: Source::Call,
		receipt: Some(second()),
		revoked: Some(Revocation {
			at: 20_000,
			time: 1_767_285_600_000,
			reason: b"wrong".to_vec().try_into().unwrap(),
		}),
	};
	let page = Page { items: vec![info], next: Some(6) };
	let json = serde_json::json!({
		"items": [{
			"id": 5,
			"link": SECOND_LINK,
			"source": "call",
			"receipt": {
				"issuer": AccountId::new([0x11; 32]),
				"sequence": 1,
				"kind": { "custom": 42 },
				"subject": SUBJECT,
				"digest": DIGEST,
				"parent": 0,
				"batch": { "root": H256::repeat_byte(0x22), "leaves": 1_000_000 },
				"at": 12_345,
				"time": 1_767_262_635_000u64,
				"expires": 54_321,
				"uri": "0x697066733a2f2f7061796c6f6164",
				"relayer": AccountId::new([0x33; 32]),
			},
			"revoked": { "at": 20_000, "time": 1_767_285_600_000u64, "reason": "0x77726f6e67" },
		}],
		"next": 6,
	});
	assert_eq!(serde_json::to_value(&page).unwrap(), json);
	assert_eq!(serde_json::from_value::<Page<AccountId, BlockNumber>>(json).unwrap(), page);
}

#[test]
fn json_with_a_uri_that_is_too_long_is_refused() {
	let mut json = serde_json::to_value(second()).unwrap();
	json["uri"] = format!("0x{}", "61".repeat(MAX_URI_LEN as usize + 1)).into();
	assert!(serde_json::from_value::<TestReceipt>(json).is_err());
}
