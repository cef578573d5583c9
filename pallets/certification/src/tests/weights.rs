// SPDX-License-Identifier: Apache-2.0

use super::*;
use crate::{Call, WeightInfo, MAX_ARTIFACTS, MAX_BLESSING_LEN};
use frame_support::{dispatch::GetDispatchInfo, weights::Weight};

fn weight(call: Call<Test>) -> Weight {
	call.get_dispatch_info().call_weight
}

fn open_weight(artifacts: usize, blessing: usize) -> Weight {
	weight(Call::open_ceremony {
		tier: ArtifactTier::Bronze,
		kind: CeremonyKind::Release,
		artifacts: vec![0; artifacts],
		blessing: vec![0; blessing],
	})
}

#[test]
fn weights_grow_with_bytes_and_items() {
	assert!(open_weight(1, 1).ref_time() > open_weight(1, 0).ref_time());
	assert!(open_weight(2, 0).ref_time() > open_weight(1, 0).ref_time());
}

#[test]
fn calls_that_are_refused_for_their_size_weigh_no_more_than_the_largest() {
	let largest = open_weight(MAX_ARTIFACTS as usize, MAX_BLESSING_LEN as usize);
	assert_eq!(open_weight(100, 10_000), largest);
}

/// What other pallets are asked is paid for: how many questions, by the rules for each call.
#[test]
fn calls_weigh_what_other_pallets_are_asked_too() {
	let (kind, digest) = (EvidenceKind::Kyc, digest(1));
	let (operator, valid_until) = (ALICE, 9);
	type W = ();
	let calls = [
		(Call::submit_evidence { kind, digest }, W::submit_evidence(), 2),
		(
			Call::verify_evidence { operator: operator.clone(), kind, digest, valid_until },
			W::verify_evidence(),
			2,
		),
		(
			Call::reject_evidence { operator: operator.clone(), kind, digest },
			W::reject_evidence(),
			2,
		),
		(Call::revoke_evidence { operator, kind }, W::revoke_evidence(), 2),
		(Call::attest_criteria { artifact: 0, tier: ArtifactTier::Gold }, W::attest_criteria(), 2),
		(Call::cancel { ceremony: 0 }, W::cancel(), 1),
		(Call::witness { ceremony: 0 }, W::witness(), 3 + 8),
		(Call::decline { ceremony: 0 }, W::decline(), 3 + 8),
		(Call::bless { ceremony: 0 }, W::bless(), 1),
	];
	for (call, own, questions) in calls {
		assert_eq!(weight(call), own.saturating_add(QUESTION.saturating_mul(questions)));
	}
	assert_eq!(
		open_weight(2, 3),
		W::open_ceremony(2, 3).saturating_add(QUESTION.saturating_mul(3))
	);
}
