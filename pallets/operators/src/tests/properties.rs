// SPDX-License-Identifier: Apache-2.0

//! What holds whatever is called, in whatever order.

use super::*;
use frame_support::storage::with_storage_layer;
use proptest::{collection::vec, prelude::*};
use sp_core::H256;

/// Something that may happen. What is refused is part of the game.
#[derive(Clone, Debug)]
enum Step {
	Register(u16, Option<u16>),
	Deregister(u16),
	Withdraw(u16),
	SetPayout(u16, u8),
	SetEndpoint(u16, Option<&'static str>),
	Heartbeat(u16, Vec<(u16, bool)>),
	SetRecovery(u16, u16, u16),
	Suspend(u16, u16),
	SuspendByTrack(u16),
	Confirm(u16),
	Replace(u16, u16, u16),
	TakeOver(u16, u16),
	AddValidator(u16),
	RemoveValidator(u16),
	SetKeys(u16),
	PurgeKeys(u16),
	Author(u16),
	EndSession,
	Wait(u32),
}

impl Step {
	/// Does the step. A refused call leaves the state as it was.
	fn run(self) {
		let before = sp_io::storage::root(sp_runtime::StateVersion::V1);
		if with_storage_layer(|| self.dispatch()).is_err() {
			assert_eq!(sp_io::storage::root(sp_runtime::StateVersion::V1), before);
		}
	}

	fn dispatch(self) -> DispatchResult {
		let of = account;
		match self {
			Self::Register(who, None) => register(&of(who), &format!("n{who}"))?,
			Self::Register(who, Some(referrer)) => {
				register_invited(&of(who), &format!("n{who}"), &of(referrer))?
			}
			Self::Deregister(who) => deregister(&of(who))?,
			Self::Withdraw(who) => withdraw(&of(who))?,
			Self::SetPayout(who, byte) => Operators::set_payout(
				signed(&of(who)),
				PayoutRail::Stripe(H256::repeat_byte(byte)),
			)?,
			Self::SetEndpoint(who, url) => {
				Operators::set_endpoint(signed(&of(who)), url.map(Into::into))?
			}
			Self::Heartbeat(who, observed) => {
				let observed: Vec<_> =
					observed.into_iter().map(|(other, up)| (of(other), up)).collect();
				heartbeat(&of(who), &observed)?
			}
			Self::SetRecovery(who, operator, recovery) => {
				set_recovery(&of(who), &of(operator), &of(recovery))?
			}
			Self::Suspend(who, operator) => suspend(&of(who), &of(operator))?,
			Self::SuspendByTrack(operator) => suspend(&SUSPENDERS, &of(operator))?,
			Self::Confirm(operator) => confirm(&CONFIRMERS, &of(operator))?,
			Self::Replace(who, operator, new) => replace(&of(who), &of(operator), &of(new))?,
			Self::TakeOver(who, operator) => take_over(&of(who), &of(operator))?,
			Self::AddValidator(who) => add_validator(&ELECTORATE, &of(who))?,
			Self::RemoveValidator(who) => remove_validator(&ELECTORATE, &of(who))?,
			Self::SetKeys(who) => Session::set_keys(
				signed(&of(who)),
				sp_runtime::testing::UintAuthorityId(who.into()),
				Vec::new(),
			)?,
			Self::PurgeKeys(who) => Operators::purge_keys(signed(&of(who)))?,
			Self::Author(who) => Operators::note_author(&of(who)),
			Self::EndSession => end_session(),
			Self::Wait(blocks) => advance_to(System::block_number() + blocks),
		}
		Ok(())
	}
}

/// One of few accounts, so that they meet: founders and others.
fn who() -> impl Strategy<Value = u16> {
	1..16u16
}

fn step() -> impl Strategy<Value = Step> {
	prop_oneof![
		6 => (who(), prop::option::of(who())).prop_map(|(a, b)| Step::Register(a, b)),
		2 => who().prop_map(Step::Deregister),
		2 => who().prop_map(Step::Withdraw),
		1 => (who(), any::<u8>()).prop_map(|(a, b)| Step::SetPayout(a, b)),
		2 => (who(), prop::option::of(prop_oneof![Just("http://a"), Just("http://a/")]))
			.prop_map(|(a, b)| Step::SetEndpoint(a, b)),
		4 => (who(), vec((who(), any::<bool>()), 0..3)).prop_map(|(a, b)| Step::Heartbeat(a, b)),
		4 => (who(), who()).prop_map(|(a, b)| Step::SetRecovery(a, a, b)),
		1 => (who(), who(), who()).prop_map(|(a, b, c)| Step::SetRecovery(a, b, c)),
		2 => (who(), who()).prop_map(|(a, b)| Step::Suspend(a, b)),
		1 => who().prop_map(Step::SuspendByTrack),
		1 => who().prop_map(Step::Confirm),
		4 => (who(), who(), who()).prop_map(|(a, b, c)| Step::Replace(a, b, c)),
		4 => (who(), who()).prop_map(|(a, b)| Step::TakeOver(a, b)),
		2 => who().prop_map(Step::AddValidator),
		2 => who().prop_map(Step::RemoveValidator),
		2 => who().prop_map(Step::SetKeys),
		2 => who().prop_map(Step::PurgeKeys),
		2 => who().prop_map(Step::Author),
		3 => Just(Step::EndSession),
		3 => prop_oneof![1..500u32, Just(DELAY), Just(COOL_DOWN)].prop_map(Step::Wait),
	]
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(64))]

	#[test]
	fn invariants_hold_whatever_is_called(steps in vec(step(), 1..120)) {
		ExtBuilder::default().with_validators(4, 2).build().execute_with(|| {
			for step in steps {
				step.clone().run();
				if let Err(broken) = Operators::do_try_state() {
					panic!("{step:?}: {broken:?}");
				}
				assert!(validators().len() >= 2);
			}
		});
	}
}
