// SPDX-License-Identifier: Apache-2.0

use super::*;
use crate::{Error, Event};
use frame_support::assert_noop;
use sp_runtime::traits::BadOrigin;
use ArtifactTier::{Bronze, Silver};

#[test]
fn cancel_returns_the_deposit_and_frees_the_artifacts() {
	execute(|| {
		let id = opened(Silver);
		assert_ok!(witness(&WITNESSES[0], id));
		advance_to(4);
		assert_ok!(cancel(&ALICE, id));
		assert_eq!(events(), [Event::CeremonyCancelled { id }]);
		assert_eq!((state(id), held(&ALICE)), (CeremonyState::Cancelled { at: 4 }, 0));
		let artifacts = stored(id).artifacts;
		assert_eq!(artifact_tier(artifacts[0]), Some(Bronze));
		assert_ok!(open(&ALICE, Silver, &artifacts));
	});
}

#[test]
fn cancel_fails_when_not_the_initiator() {
	execute(|| {
		let id = opened(Silver);
		assert_ok!(witness(&WITNESSES[0], id));
		assert_noop!(cancel(&WITNESSES[0], id), Error::<Test>::NotInitiator);
		assert_noop!(Certification::cancel(RuntimeOrigin::root(), id), BadOrigin);
	});
}

#[test]
fn cancel_fails_when_suspended() {
	execute(|| {
		let id = opened(Silver);
		Suspended::set(vec![ALICE]);
		assert_noop!(cancel(&ALICE, id), Error::<Test>::Suspended);
	});
}

#[test]
fn cancel_fails_when_closed_or_unknown() {
	execute(|| {
		let id = opened(Silver);
		assert_ok!(cancel(&ALICE, id));
		assert_noop!(cancel(&ALICE, id), Error::<Test>::CeremonyClosed);
		assert_noop!(cancel(&ALICE, 99), Error::<Test>::UnknownCeremony);
	});
}
