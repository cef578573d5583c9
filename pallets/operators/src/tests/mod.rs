// SPDX-License-Identifier: Apache-2.0

#![allow(
	clippy::arithmetic_side_effects,
	clippy::expect_used,
	clippy::indexing_slicing,
	clippy::panic,
	clippy::unwrap_used
)]

mod add_validator;
mod confirm_suspension;
mod deregister;
mod genesis;
mod heartbeat;
mod observers;
mod offences;
mod placement;
mod properties;
mod purge_keys;
mod queries;
mod register;
mod remove_validator;
mod replace_account;
mod sessions;
mod set_endpoint;
mod set_payout;
mod set_recovery;
mod suspend;
mod take_over;
mod try_state;
mod uptime;
mod weights;
mod wire_format;
mod withdraw_deposit;

use crate::{mock::*, Endpoint, Pallet, PayoutRail};
use frame_support::{assert_ok, dispatch::DispatchResult};
use tonnetz_core::{torus::Position, AccountId};

fn signed(who: &AccountId) -> RuntimeOrigin {
	RuntimeOrigin::signed(who.clone())
}

/// Signs a `register` with `who`, to be paid on chain.
fn register(who: &AccountId, name: &str) -> DispatchResult {
	Operators::register(signed(who), name.into(), PayoutRail::OnChain, None)
}

/// Signs a `register` of one that was invited.
fn register_invited(who: &AccountId, name: &str, referrer: &AccountId) -> DispatchResult {
	let invite = Some(Box::new(referrer.clone()));
	Operators::register(signed(who), name.into(), PayoutRail::OnChain, invite)
}

/// Signs a `deregister` with `who`.
fn deregister(who: &AccountId) -> DispatchResult {
	Operators::deregister(signed(who))
}

/// Signs a `withdraw_deposit` with `who`.
fn withdraw(who: &AccountId) -> DispatchResult {
	Operators::withdraw_deposit(signed(who))
}

/// Signs a `heartbeat` for the era that is running with `who`.
fn heartbeat(who: &AccountId, observed: &[(AccountId, bool)]) -> DispatchResult {
	Operators::heartbeat(signed(who), Operators::current_era(), observed.to_vec())
}

/// Signs a `set_recovery` with `who`.
fn set_recovery(who: &AccountId, operator: &AccountId, recovery: &AccountId) -> DispatchResult {
	Operators::set_recovery(signed(who), operator.clone(), recovery.clone())
}

/// Signs a `set_endpoint` with `who`.
fn set_endpoint(who: &AccountId, url: &str) -> DispatchResult {
	Operators::set_endpoint(signed(who), Some(url.into()))
}

/// Signs a `suspend` with `who`, a recovery account or the suspending track.
fn suspend(who: &AccountId, operator: &AccountId) -> DispatchResult {
	Operators::suspend(signed(who), operator.clone())
}

/// Signs a `confirm_suspension` with `who`.
fn confirm(who: &AccountId, operator: &AccountId) -> DispatchResult {
	Operators::confirm_suspension(signed(who), operator.clone())
}

/// Signs a `replace_account` with `who`.
fn replace(who: &AccountId, operator: &AccountId, new: &AccountId) -> DispatchResult {
	Operators::replace_account(signed(who), operator.clone(), new.clone())
}

/// Signs a `take_over` with `who`.
fn take_over(who: &AccountId, operator: &AccountId) -> DispatchResult {
	Operators::take_over(signed(who), operator.clone())
}

/// Signs an `add_validator` with `who`.
fn add_validator(who: &AccountId, operator: &AccountId) -> DispatchResult {
	Operators::add_validator(signed(who), operator.clone())
}

/// Signs a `remove_validator` with `who`.
fn remove_validator(who: &AccountId, operator: &AccountId) -> DispatchResult {
	Operators::remove_validator(signed(who), operator.clone())
}

/// Where queries say that an operator can be probed.
fn endpoint(who: &AccountId) -> Option<String> {
	let info = Operators::info(who.clone()).expect("an operator");
	info.endpoint.map(|endpoint| endpoint.to_lossy().into_owned())
}

/// The position with these coordinates.
fn at(x: u8, y: u8, z: u8) -> Position {
	Position::new(x, y, z).unwrap()
}

/// Registers somebody at each of the six positions next to Eve's, beside Dave who stands at one of
/// them, nobody the kin of anybody, and lets them grow old enough to observe. Returns who stands at
/// them, in the order of the positions.
fn surround_eve() -> Vec<AccountId> {
	for number in 0..5 {
		let who = account(10 + number);
		assert_ok!(register_invited(&who, &format!("next-to-eve-{number}"), &EVE));
	}
	Referrers::set(Default::default());
	advance_to(1 + OBSERVER_AGE + crate::ERA);
	let positions = record(&EVE).position.neighbours();
	let around: Vec<_> = positions
		.map(|position| crate::Occupants::<Test>::get(position, 0).expect("surrounded").account)
		.into();
	assert_eq!(around.len(), 6);
	around
}

/// The accounts on the list of validators.
fn validators() -> Vec<AccountId> {
	Pallet::<Test>::validators()
}
