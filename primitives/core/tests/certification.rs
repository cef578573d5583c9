// SPDX-License-Identifier: Apache-2.0

//! The tables of tiers, and what is wire format. The expected bytes were computed outside this code,
//! from the words of the specification with another implementation of SHA-256 and BLAKE2b.

#![allow(clippy::arithmetic_side_effects, clippy::indexing_slicing, clippy::unwrap_used)]

use codec::{Decode, Encode, MaxEncodedLen};
use serde_json::json;
use sp_core::{bytes::to_hex, H256};
use std::collections::BTreeSet;
use tonnetz_core::{
	certification::{
		ceremony_subject, is_artifact, subdomain, Act, Alerts, ArtifactTier, Ceremony,
		CeremonyKind, CeremonyState, ContributionKind, EvidenceKind, OperatorTiers, ReadReceipt,
		TestCoverage, Tier, VerifierKind, VerifierKinds, Verifiers, MAX_ARTIFACTS,
		MAX_VERIFIER_KINDS, MAX_WITNESSES,
	},
	cust,
	receipt::{Kind, MAX_URI_LEN},
	AccountId, BlockNumber,
};

const ONE: AccountId = AccountId::new([0x11; 32]);
const TWO: AccountId = AccountId::new([0x22; 32]);
const THREE: AccountId = AccountId::new([0x33; 32]);
const DIGEST: H256 = H256::repeat_byte(0xd1);

fn hex(bytes: impl AsRef<[u8]>) -> String {
	to_hex(bytes.as_ref(), false)
}

#[test]
fn tiers_multiply_and_weigh_as_published() {
	let table: Vec<_> =
		Tier::ALL.into_iter().map(|tier| (tier.multiplier(), tier.points())).collect();
	assert_eq!(
		table,
		[(7_000, 0), (10_000, 10), (12_000, 20), (15_000, 30), (20_000, 40), (25_000, 50)]
	);
	assert!(table.is_sorted_by(|lower, higher| lower.0 < higher.0 && lower.1 < higher.1));
	assert!(Tier::ALL.is_sorted());
}

/// All 32 sets of evidence, against the words "the largest n such that all evidence 1..=n is there".
#[test]
fn tier_is_the_highest_below_the_first_gap() {
	for set in 0u8..32 {
		let holds = |kind: EvidenceKind| set & (1 << kind as u8) != 0;
		let expected = (0..=5usize)
			.filter(|n| EvidenceKind::ALL[..*n].iter().all(|kind| holds(*kind)))
			.max()
			.unwrap();
		let tier = Tier::of(holds);
		assert_eq!(tier, Tier::ALL[expected]);
		assert!(tier.needs().all(holds));
		assert_eq!(tier.needs().count(), expected);
	}
}

#[test]
fn ceremonies_take_what_is_published() {
	let table: Vec<_> = ArtifactTier::ALL
		.into_iter()
		.map(|tier| {
			let criteria = tier.criteria();
			(
				(tier.witnesses(), tier.artifacts(), tier.needs_blessing(), tier.prerequisite()),
				(criteria.downloads, criteria.reviews, criteria.tests, criteria.impact),
			)
		})
		.collect();
	use ArtifactTier::{Bronze, Silver};
	assert_eq!(
		table,
		[
			((1, 1, false, None), (10, 1, TestCoverage::Basic, false)),
			((3, 3, false, Some(Bronze)), (100, 3, TestCoverage::Comprehensive, false)),
			((5, 5, true, Some(Silver)), (1_000, 5, TestCoverage::Exhaustive, true)),
		]
	);
	for tier in ArtifactTier::ALL {
		assert!(tier.witnesses() <= MAX_WITNESSES && tier.artifacts() <= MAX_ARTIFACTS);
		assert!(tier.prerequisite() < Some(tier));
	}
}

#[test]
fn privileges_are_as_published() {
	let table: Vec<_> = ArtifactTier::ALL
		.into_iter()
		.map(|tier| {
			let it = tier.privileges(false);
			(
				(it.cpu_millis, it.memory_mib, it.storage_mib, it.replicas),
				(it.logs_days, it.metrics_days, it.alerts, it.backup),
			)
		})
		.collect();
	assert_eq!(
		table,
		[
			((500, 512, 1_024, 1), (7, 1, Alerts::Basic, false)),
			((1_000, 1_024, 5_120, 2), (30, 7, Alerts::Standard, true)),
			((2_000, 2_048, 10_240, 3), (90, 30, Alerts::Comprehensive, true)),
		]
	);
	for tier in ArtifactTier::ALL {
		let (staging, production) = (tier.privileges(false), tier.privileges(true));
		assert_eq!(production.cpu_millis, 2 * staging.cpu_millis);
		assert_eq!(production.memory_mib, 2 * staging.memory_mib);
		assert_eq!(production.storage_mib, 2 * staging.storage_mib);
		assert_eq!(production.replicas, staging.replicas);
		assert_eq!(production.logs_days, staging.logs_days);
	}
}

#[test]
fn subdomains_are_labels_below_the_suffix_of_the_tier() {
	let of = |name: &str| subdomain(name, "gold.example.net");
	assert_eq!(of("Resona_Mycelial 2").as_deref(), Some("resona-mycelial-2.gold.example.net"));
	assert_eq!(of("a.b").as_deref(), Some("a-b.gold.example.net"));
	assert_eq!(of("\u{e9}t\u{e9}").as_deref(), Some("t.gold.example.net"));
	assert_eq!(of(&"a".repeat(63)), Some(format!("{}.gold.example.net", "a".repeat(63))));
	for name in ["", "-", "\u{20ac}", &"a".repeat(64)] {
		assert_eq!(of(name), None);
	}
}

#[test]
fn artifacts_are_receipts_of_four_kinds() {
	for kind in [Kind::Artifact, Kind::Deployment, Kind::Document, Kind::Container] {
		assert!(is_artifact(kind));
	}
	for kind in [Kind::Decision, Kind::ModelRun, Kind::Ceremony, Kind::Custom(5)] {
		assert!(!is_artifact(kind));
	}
}

fn ceremony() -> Ceremony<AccountId, BlockNumber> {
	Ceremony {
		initiator: TWO,
		tier: ArtifactTier::Silver,
		kind: CeremonyKind::Release,
		artifacts: vec![3, 7, 258].try_into().unwrap(),
		blessing: b"Made with care".to_vec().try_into().unwrap(),
		opened_at: 12_345,
		expires: 20_000,
		witnesses: vec![TWO, THREE, ONE].try_into().unwrap(),
		declined: Default::default(),
		blessed_by: None,
		state: CeremonyState::Open,
	}
}

#[test]
fn digest_of_a_ceremony_is_stable() {
	assert_eq!(
		hex(ceremony().digest()),
		"0x404e0b5928cc189bbd67aedbe87f57dd3d52c41770cd76ec9c7992358cdd1d59"
	);
	let longest = Ceremony {
		tier: ArtifactTier::Gold,
		kind: CeremonyKind::Collaboration,
		artifacts: vec![u64::MAX].try_into().unwrap(),
		blessing: vec![b'x'; 512].try_into().unwrap(),
		opened_at: 0,
		witnesses: vec![TWO].try_into().unwrap(),
		..ceremony()
	};
	assert_eq!(
		hex(longest.digest()),
		"0xe036cead58796cbbbf302db5697b978a7f8849fcd462ffea95983213048aa363"
	);
}

#[test]
fn digest_does_not_depend_on_who_came_first_nor_on_what_follows() {
	let later = Ceremony {
		artifacts: vec![258, 3, 7].try_into().unwrap(),
		witnesses: vec![ONE, TWO, THREE].try_into().unwrap(),
		declined: vec![ONE].try_into().unwrap(),
		blessed_by: Some(ONE),
		expires: 1,
		state: CeremonyState::Declined { at: 9 },
		..ceremony()
	};
	assert_eq!(later.digest(), ceremony().digest());
	assert_ne!(Ceremony { opened_at: 1, ..ceremony() }.digest(), ceremony().digest());
}

#[test]
fn uri_of_a_ceremony_names_the_artifacts_and_fits() {
	assert_eq!(ceremony().uri(), b"artifacts:3,7,258");
	let widest = Ceremony { artifacts: vec![u64::MAX; 5].try_into().unwrap(), ..ceremony() };
	assert_eq!(widest.uri().len(), 114);
	assert!(widest.uri().len() <= MAX_URI_LEN as usize);
}

#[test]
fn ceremonies_expire_at_their_block_unless_closed() {
	assert_eq!(ceremony().state_at(19_999), CeremonyState::Open);
	assert_eq!(ceremony().state_at(20_000), CeremonyState::Expired { at: 20_000 });
	assert_eq!(ceremony().state_at(u32::MAX), CeremonyState::Expired { at: 20_000 });
	let closed = CeremonyState::Cancelled { at: 15_000 };
	assert_eq!(Ceremony { state: closed, ..ceremony() }.state_at(20_000), closed);
}

/// Every act with its payload, in which `A` stands for an account and `D` for the digest.
fn acts() -> Vec<(Act<'static, AccountId>, &'static str)> {
	let (kind, digest, operator, verifier) = (EvidenceKind::HsmQrng, DIGEST, &ONE, &ONE);
	const KINDS: &[VerifierKind] =
		&[VerifierKind::Evidence(EvidenceKind::Kyc), VerifierKind::ModelMarks];
	vec![
		(
			Act::Submitted { operator, kind, digest },
			r#"{"digest":"D","event":"evidenceSubmitted","kind":"hsmQrng","operator":"A"}"#,
		),
		(
			Act::Verified { operator, kind, digest, valid_until: 7 },
			r#"{"digest":"D","event":"evidenceVerified","kind":"hsmQrng","operator":"A","validUntil":7}"#,
		),
		(
			Act::Rejected { operator, kind, digest },
			r#"{"digest":"D","event":"evidenceRejected","kind":"hsmQrng","operator":"A"}"#,
		),
		(
			Act::Revoked { operator, kind, digest },
			r#"{"digest":"D","event":"evidenceRevoked","kind":"hsmQrng","operator":"A"}"#,
		),
		(
			Act::Expired { operator, kind, digest, tier: Tier::T2 },
			r#"{"digest":"D","event":"evidenceExpired","kind":"hsmQrng","operator":"A","tier":"t2"}"#,
		),
		(
			Act::CriteriaMet { artifact: 7, tier: ArtifactTier::Gold },
			r#"{"artifact":"7","event":"criteriaMet","tier":"gold"}"#,
		),
		(
			Act::VerifierRegistered { verifier, kinds: KINDS },
			r#"{"event":"verifierRegistered","kinds":["0x0000","0x03"],"verifier":"A"}"#,
		),
		(Act::VerifierRemoved { verifier }, r#"{"event":"verifierRemoved","verifier":"A"}"#),
		(
			Act::VerifierSuspended { verifier, until: Some(9) },
			r#"{"event":"verifierSuspended","until":9,"verifier":"A"}"#,
		),
		(
			Act::VerifierSuspended { verifier, until: None },
			r#"{"event":"verifierSuspended","until":null,"verifier":"A"}"#,
		),
		(Act::VerifierResumed { verifier }, r#"{"event":"verifierResumed","verifier":"A"}"#),
		(
			Act::BlesserAppointed { blesser: Some(&ONE) },
			r#"{"blesser":"A","event":"blesserAppointed"}"#,
		),
		(Act::BlesserAppointed { blesser: None }, r#"{"blesser":null,"event":"blesserAppointed"}"#),
	]
}

#[test]
fn payloads_of_acts_are_canonical_json() {
	for (act, expected) in acts() {
		let expected = expected
			.replace(r#""D""#, &format!("\"0x{}\"", "d1".repeat(32)))
			.replace(r#""A""#, &format!("\"0x{}\"", "11".repeat(32)));
		let payload = act.payload();
		assert_eq!(payload, expected);
		assert_eq!(cust::json::parse(payload.as_bytes()).unwrap().to_canonical(None), payload);
		assert_eq!(act.digest(), H256(sp_crypto_hashing::sha2_256(payload.as_bytes())));
	}
	let digests: BTreeSet<_> = acts().into_iter().map(|(act, _)| act.digest()).collect();
	assert_eq!(digests.len(), acts().len());
}

#[test]
fn receipts_of_acts_are_about_the_account_or_the_artifact() {
	let of_account = "0xd4ffaeeac45aa41825e0bc3f875570af061acbf0b950ad752ff0f9463fe13ad5";
	let of_artifact = "0x3c7b7e12b904207ff4249cab058707c4b040e7647b11efb1fa51d652ef046add";
	let of_blesser = "0xae9eff6cf91e9bbe125fa140e07b42c157d24e00f02c1b2726e63c018991f9e2";
	for (act, _) in acts() {
		let expected = match act {
			Act::CriteriaMet { .. } => of_artifact,
			Act::BlesserAppointed { .. } => of_blesser,
			_ => of_account,
		};
		assert_eq!(hex(act.subject()), expected);
	}
	assert_eq!(
		hex(ceremony_subject(7)),
		"0xe52b9bb0742092cf91d9709f8b28a84d7c331a534265170c41dae904e25dd3ab"
	);
}

#[test]
fn refused_evidence_leaves_a_refusal() {
	for (act, _) in acts() {
		let expected = match act {
			Act::Submitted { .. } | Act::Expired { .. } => Kind::Action,
			Act::Rejected { .. } => Kind::Refusal,
			_ => Kind::Decision,
		};
		assert_eq!(act.kind(), expected);
	}
}

#[test]
fn encodings_of_enums_are_stable() {
	assert_eq!(EvidenceKind::ALL.encode(), [0, 1, 2, 3, 4]);
	assert_eq!(Tier::ALL.encode(), [0, 1, 2, 3, 4, 5]);
	assert_eq!(ArtifactTier::ALL.encode(), [0, 1, 2]);
	assert_eq!(ContributionKind::ALL.encode(), [0, 1, 2, 3, 4, 5]);
	use CeremonyKind::{Collaboration, Milestone, Release, Update};
	assert_eq!([Release, Update, Milestone, Collaboration].encode(), [0, 1, 2, 3]);
	assert_eq!(
		[
			VerifierKind::Evidence(EvidenceKind::Qkd).encode(),
			VerifierKind::Contribution(ContributionKind::ChaosTest).encode(),
			VerifierKind::ArtifactCriteria.encode(),
			VerifierKind::ModelMarks.encode(),
		],
		[vec![0, 3], vec![1, 4], vec![2], vec![3]]
	);
	type State = CeremonyState<BlockNumber>;
	assert_eq!(
		[
			State::Open.encode(),
			State::Declined { at: 1 }.encode(),
			State::Cancelled { at: 1 }.encode(),
			State::Expired { at: 1 }.encode(),
		],
		[vec![0], vec![2, 1, 0, 0, 0], vec![3, 1, 0, 0, 0], vec![4, 1, 0, 0, 0]]
	);
	assert_eq!(State::Completed { at: 1, digest: DIGEST, receipt: 2 }.encode()[0], 1);
	assert_eq!(State::decode(&mut &[2, 1, 0, 0, 0][..]), Ok(State::Declined { at: 1 }));
	assert!(Tier::decode(&mut &[6][..]).is_err());
}

#[test]
fn names_are_those_in_json() {
	for kind in EvidenceKind::ALL {
		assert_eq!(json!(kind), json!(kind.name()));
	}
	for tier in Tier::ALL {
		assert_eq!(json!(tier), json!(tier.name()));
	}
	for tier in ArtifactTier::ALL {
		assert_eq!(json!(tier), json!(tier.name()));
	}
	assert_eq!(json!(VerifierKind::Evidence(EvidenceKind::Kyc)), json!({ "evidence": "kyc" }));
	assert_eq!(json!(VerifierKind::ModelMarks), json!("modelMarks"));
	assert_eq!(
		json!(CeremonyState::<BlockNumber>::Declined { at: 100 }),
		json!({ "state": "declined", "at": 100 })
	);
}

#[test]
fn every_kind_of_verifier_fits_and_they_ascend() {
	let all: Vec<_> = VerifierKind::all().collect();
	assert_eq!(all.len(), MAX_VERIFIER_KINDS as usize);
	assert!(all.is_sorted_by(|lower, higher| lower < higher));
	let all = VerifierKinds::try_from(all).unwrap();
	assert!(all.encoded_size() <= VerifierKinds::max_encoded_len());
}

#[test]
fn unit_certifies_nothing() {
	assert_eq!(<() as OperatorTiers<AccountId>>::tier(&ONE), Tier::T0);
	assert_eq!(<() as OperatorTiers<AccountId>>::multiplier(&ONE), 7_000);
	assert_eq!(<() as OperatorTiers<AccountId>>::points(&ONE), 0);
	for kind in VerifierKind::all() {
		assert!(!<() as Verifiers<AccountId>>::may_judge(&ONE, kind, &TWO));
	}
	assert_eq!(<() as ReadReceipt<AccountId>>::read_receipt(0), None);
}
