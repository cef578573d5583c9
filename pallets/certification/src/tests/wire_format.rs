// SPDX-License-Identifier: Apache-2.0

//! What clients and proofs rely on. A change here is a change of the protocol.

use super::*;
use crate::{
	Blesser, Call, CeremonyOfDigest, Deadlines, Due, Error, Event, Evidence, HoldReason,
	Initiators, OpenCeremonies, VerifierKinds, Verifiers, Witnessed,
};
use codec::Encode;
use sp_core::bytes::to_hex;
use sp_io::hashing::{blake2_128, twox_128};
use sp_runtime::{traits::Dispatchable, DispatchError, ModuleError};

fn hex(bytes: impl AsRef<[u8]>) -> String {
	to_hex(bytes.as_ref(), false)
}

/// The key of an entry under these hashed keys.
fn key(storage: &str, keys: &[Vec<u8>]) -> Vec<u8> {
	let prefix = [twox_128(b"Certification"), twox_128(storage.as_bytes())].concat();
	[prefix, keys.concat()].concat()
}

fn blake2_128_concat(key: impl Encode) -> Vec<u8> {
	let key = key.encode();
	[&blake2_128(&key), key.as_slice()].concat()
}

#[test]
fn storage_keys_are_stable() {
	let (alice, id) = (blake2_128_concat([1u8; 32]), vec![0, 0, 0, 0, 0, 0, 1, 2]);
	let keys = [
		(Evidence::<Test>::hashed_key_for(ALICE), "Evidence", vec![alice.clone()]),
		(Verifiers::<Test>::hashed_key_for(ALICE), "Verifiers", vec![alice.clone()]),
		(Blesser::<Test>::hashed_key().to_vec(), "Blesser", vec![]),
		(crate::Artifacts::<Test>::hashed_key_for(Ordered(258)), "Artifacts", vec![id.clone()]),
		(NextCeremony::<Test>::hashed_key().to_vec(), "NextCeremony", vec![]),
		(Ceremonies::<Test>::hashed_key_for(Ordered(258)), "Ceremonies", vec![id.clone()]),
		(OpenCeremonies::<Test>::hashed_key_for(Ordered(258)), "OpenCeremonies", vec![id.clone()]),
		(
			CeremonyOfDigest::<Test>::hashed_key_for(digest(9)),
			"CeremonyOfDigest",
			vec![blake2_128_concat([9u8; 32])],
		),
		(Initiators::<Test>::hashed_key_for(ALICE), "Initiators", vec![alice.clone()]),
		(Witnessed::<Test>::hashed_key_for(ALICE), "Witnessed", vec![alice]),
		(
			Deadlines::<Test>::hashed_key_for(
				Ordered(258),
				Due::Evidence(ALICE, EvidenceKind::Qkd),
			),
			"Deadlines",
			vec![id.clone(), blake2_128_concat((0u8, [1u8; 32], 3u8))],
		),
		(
			Deadlines::<Test>::hashed_key_for(Ordered(258), Due::Ceremony(7)),
			"Deadlines",
			vec![id, blake2_128_concat((1u8, 7u64))],
		),
	];
	for (found, storage, expected) in keys {
		assert_eq!(hex(found), hex(key(storage, &expected)), "{storage}");
	}
}

#[test]
fn calls_are_stable() {
	let (operator, verifier) = (ALICE, ALICE);
	let (a, d) = ("01".repeat(32), "09".repeat(32));
	let (kind, digest) = (EvidenceKind::Qkd, digest(9));
	let silver = ArtifactTier::Silver;
	let calls = [
		(Call::<Test>::submit_evidence { kind, digest }, format!("0003{d}")),
		(
			Call::verify_evidence { operator: operator.clone(), kind, digest, valid_until: 7 },
			format!("01{a}03{d}07000000"),
		),
		(Call::reject_evidence { operator: operator.clone(), kind, digest }, format!("02{a}03{d}")),
		(Call::revoke_evidence { operator, kind }, format!("03{a}03")),
		(
			Call::register_verifier {
				verifier: verifier.clone(),
				kinds: vec![VerifierKind::Evidence(kind), VerifierKind::ModelMarks],
			},
			format!("04{a}08000303"),
		),
		(Call::remove_verifier { verifier: verifier.clone() }, format!("05{a}")),
		(
			Call::suspend_verifier { verifier: verifier.clone(), until: Some(7) },
			format!("06{a}0107000000"),
		),
		(Call::resume_verifier { verifier }, format!("07{a}")),
		(Call::appoint_blesser { blesser: Some(ALICE) }, format!("0801{a}")),
		(Call::attest_criteria { artifact: 7, tier: silver }, "09070000000000000001".to_string()),
		(
			Call::open_ceremony {
				tier: silver,
				kind: CeremonyKind::Milestone,
				artifacts: vec![7],
				blessing: b"b".to_vec(),
			},
			"0a01020407000000000000000462".to_string(),
		),
		(Call::cancel { ceremony: 7 }, "0b0700000000000000".to_string()),
		(Call::witness { ceremony: 7 }, "0c0700000000000000".to_string()),
		(Call::decline { ceremony: 7 }, "0d0700000000000000".to_string()),
		(Call::bless { ceremony: 7 }, "0e0700000000000000".to_string()),
	];
	for (call, encoded) in calls {
		assert_eq!(hex(call.encode()), format!("0x{encoded}"));
	}
}

#[test]
fn events_are_stable() {
	let (a, d) = ("01".repeat(32), "09".repeat(32));
	let (operator, verifier, witness) = (ALICE, ALICE, ALICE);
	let (kind, digest, receipt, id) = (EvidenceKind::Qkd, digest(9), 2, 3);
	let (two, three) = ("0200000000000000", "0300000000000000");
	let silver = ArtifactTier::Silver;
	let by = Some(ALICE);
	let events = [
		(
			Event::<Test>::EvidenceSubmitted { operator: operator.clone(), kind, digest, receipt },
			format!("00{a}03{d}{two}"),
		),
		(
			Event::EvidenceVerified {
				operator: operator.clone(),
				kind,
				verifier: verifier.clone(),
				valid_until: 7,
				receipt,
			},
			format!("01{a}03{a}07000000{two}"),
		),
		(
			Event::EvidenceRejected { operator: operator.clone(), kind, by: by.clone(), receipt },
			format!("02{a}0301{a}{two}"),
		),
		(
			Event::EvidenceRevoked { operator: operator.clone(), kind, by, receipt },
			format!("03{a}0301{a}{two}"),
		),
		(
			Event::EvidenceExpired { operator: operator.clone(), kind, receipt },
			format!("04{a}03{two}"),
		),
		(
			Event::TierChanged { operator: operator.clone(), from: Tier::T4, to: Tier::T1 },
			format!("05{a}0401"),
		),
		(Event::EvidenceMoved { old: operator.clone(), new: operator }, format!("06{a}{a}")),
		(
			Event::VerifierRegistered {
				verifier: verifier.clone(),
				kinds: VerifierKinds::truncate_from(vec![VerifierKind::ModelMarks]),
				receipt,
			},
			format!("07{a}0403{two}"),
		),
		(Event::VerifierRemoved { verifier: verifier.clone(), receipt }, format!("08{a}{two}")),
		(
			Event::VerifierSuspended { verifier: verifier.clone(), until: None, receipt },
			format!("09{a}00{two}"),
		),
		(Event::VerifierResumed { verifier: verifier.clone(), receipt }, format!("0a{a}{two}")),
		(Event::BlesserAppointed { blesser: None, receipt }, format!("0b00{two}")),
		(
			Event::CriteriaAttested { artifact: id, tier: silver, verifier, receipt },
			format!("0c{three}01{a}{two}"),
		),
		(
			Event::CeremonyOpened { id, initiator: ALICE, tier: silver, expires: 7 },
			format!("0d{three}{a}0107000000"),
		),
		(Event::Witnessed { id, witness: witness.clone() }, format!("0e{three}{a}")),
		(Event::WitnessDeclined { id, who: witness }, format!("0f{three}{a}")),
		(Event::Blessed { id, blesser: ALICE }, format!("10{three}{a}")),
		(
			Event::CeremonyCompleted { id, tier: silver, digest, receipt },
			format!("11{three}01{d}{two}"),
		),
		(
			Event::ArtifactRaised { artifact: receipt, tier: silver, by: id },
			format!("12{two}01{three}"),
		),
		(Event::CeremonyDeclined { id }, format!("13{three}")),
		(Event::CeremonyCancelled { id }, format!("14{three}")),
		(Event::CeremonyExpired { id }, format!("15{three}")),
		(Event::CeremonyForgotten { id }, format!("16{three}")),
	];
	for (event, encoded) in events {
		assert_eq!(hex(event.encode()), format!("0x{encoded}"));
	}
}

#[test]
fn error_indices_are_stable() {
	let errors = [
		Error::<Test>::NotOperator,
		Error::Suspended,
		Error::AlreadyPending,
		Error::NotPending,
		Error::DigestMismatch,
		Error::ValidityInPast,
		Error::ValidityTooLong,
		Error::NotVerified,
		Error::NotVerifier,
		Error::VerifierSuspended,
		Error::ConflictOfInterest,
		Error::NoKinds,
		Error::DuplicateKind,
		Error::TooManyVerifiers,
		Error::UnknownVerifier,
		Error::SuspensionTooLong,
		Error::SuspensionInPast,
		Error::AlreadySuspended,
		Error::SuspendedRecently,
		Error::NotSuspended,
		Error::UnknownArtifact,
		Error::NotArtifact,
		Error::ArtifactRevoked,
		Error::CriteriaAlreadyAttested,
		Error::CriteriaNotMet,
		Error::LowerTierMissing,
		Error::NothingToRaise,
		Error::TooFewArtifacts,
		Error::TooManyArtifacts,
		Error::DuplicateArtifact,
		Error::NotIssuer,
		Error::CeremonyOpen,
		Error::BlessingTooLong,
		Error::DepositNotAffordable,
		Error::UnknownCeremony,
		Error::CeremonyClosed,
		Error::NotInitiator,
		Error::TierTooLow,
		Error::UptimeTooLow,
		Error::TooManyWitnessed,
		Error::AlreadyWitness,
		Error::AlreadyDeclined,
		Error::EnoughWitnesses,
		Error::NoBlessingNeeded,
		Error::AlreadyBlessed,
	];
	for (position, error) in errors.into_iter().enumerate() {
		let DispatchError::Module(ModuleError { index, error, .. }) = error.into() else {
			panic!("not the error of a pallet")
		};
		assert_eq!((index, error), (53, [position as u8, 0, 0, 0]));
	}
}

#[test]
fn stored_evidence_is_stable() {
	execute(|| {
		certify(&ALICE, EvidenceKind::Kyc, 100);
		assert_ok!(submit(&ALICE, EvidenceKind::HardwareKey, 9));
		let raw = sp_io::storage::get(&Evidence::<Test>::hashed_key_for(ALICE)).unwrap();
		// Nothing pending of the first kind, its verification; the second pending; the tier told last.
		let kyc = format!("0001{}{}0100000064000000", "01".repeat(32), "15".repeat(32));
		let hardware = format!("01{}0100000000", "09".repeat(32));
		assert_eq!(hex(&raw), format!("0x{kyc}{hardware}00000000000001"));
	});
}

#[test]
fn stored_ceremony_and_artifact_are_stable() {
	execute(|| {
		let id = opened(ArtifactTier::Silver);
		let raw = |key: Vec<u8>| hex(sp_io::storage::get(&key).unwrap());
		let artifacts = stored(id).artifacts;
		// Initiator, tier, kind, artifacts, blessing, block, expiry, witnesses, declines, no blesser,
		// open, and 100 TNZ as compact integer.
		let (alice, blessing) = ("01".repeat(32), hex(b"Made with care").split_off(2));
		let ids = hex(artifacts.encode()).split_off(2);
		let expires = hex((1 + PERIOD).encode()).split_off(2);
		assert_eq!(
			raw(Ceremonies::<Test>::hashed_key_for(Ordered(id))),
			format!(
				"0x{alice}0100{ids}38{blessing}01000000{expires}04{alice}000000\
				0b00407a10f35a"
			)
		);
		// Criteria of silver; bronze, raised by ceremony 0; ceremony 1 is open.
		assert_eq!(
			raw(crate::Artifacts::<Test>::hashed_key_for(Ordered(artifacts[0]))),
			"0x01010000000000000000000101".to_string() + "00000000000000"
		);
	});
}

#[test]
fn hold_reasons_are_stable() {
	assert_eq!(RuntimeHoldReason::from(HoldReason::Ceremony).encode(), [53, 0]);
}

#[test]
fn calls_are_dispatched_under_their_names() {
	execute(|| {
		let (kind, digest) = (EvidenceKind::Kyc, digest(1));
		let call = RuntimeCall::Certification(Call::submit_evidence { kind, digest });
		assert_eq!(call.encode()[..2], [53, 0]);
		assert_ok!(call.dispatch(RuntimeOrigin::signed(ALICE)));
	});
}

#[test]
fn calls_are_small() {
	assert!(core::mem::size_of::<Call<Test>>() <= 128, "{}", core::mem::size_of::<Call<Test>>());
}

#[test]
fn constants_are_those_of_the_specification() {
	assert_eq!((crate::MAX_WITNESSED, crate::MIN_UPTIME, crate::MIN_TIER), (10, 25, Tier::T1));
	assert_eq!((crate::MAX_BLESSING_LEN, crate::MAX_WITNESSES, crate::MAX_ARTIFACTS), (512, 5, 5));
}
