// SPDX-License-Identifier: Apache-2.0

use super::*;
use crate::{Blesser, Event};
use frame_support::assert_noop;
use sp_runtime::traits::BadOrigin;

fn appoint(blesser: Option<AccountId>) -> DispatchResult {
	Certification::appoint_blesser(RuntimeOrigin::root(), blesser)
}

#[test]
fn appoint_blesser_replaces_the_last() {
	execute(|| {
		let id = opened(ArtifactTier::Gold);
		advance_to(2);
		assert_ok!(appoint(Some(STRANGER)));
		let receipt = assert_recorded(Act::BlesserAppointed { blesser: Some(&STRANGER) }, None);
		assert_eq!(events(), [Event::BlesserAppointed { blesser: Some(STRANGER), receipt }]);
		assert_noop!(bless(&BLESSER, id), BadOrigin);
		assert_ok!(bless(&STRANGER, id));
	});
}

#[test]
fn appoint_blesser_can_appoint_none() {
	execute(|| {
		let id = opened(ArtifactTier::Gold);
		assert_ok!(appoint(None));
		assert_recorded(Act::BlesserAppointed { blesser: None }, None);
		assert_eq!(Blesser::<Test>::get(), None);
		assert_noop!(bless(&BLESSER, id), BadOrigin);
	});
}

#[test]
fn appoint_blesser_fails_when_not_by_governance() {
	execute(|| {
		let call = Certification::appoint_blesser(signed(&BLESSER), Some(STRANGER));
		assert_noop!(call, BadOrigin);
	});
}
