// SPDX-License-Identifier: Apache-2.0

//! The receipt as wire format. The expected bytes were computed outside this code, from the words
//! of the specification with another implementation of BLAKE2b and SHA-256, so that they also serve
//! to check other implementations.

#![allow(clippy::unwrap_used)]

use codec::{Decode, Encode, MaxEncodedLen};
use sp_core::{bytes::from_hex, bytes::to_hex, H256};
use tonnetz_core::{
	receipt::{
		subject_of, Batch, ChainHead, Kind, Page, Reason, Receipt, ReceiptInfo, Revocation, Source,
		Uri, MAX_REASON_LEN, MAX_URI_LEN,
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

#[test]
fn records_are_of_bounded_length() {
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
