// SPDX-License-Identifier: Apache-2.0

use super::*;
use crate::{GenesisConfig, Operators as Registry};
use frame_support::traits::BuildGenesisConfig;
use tonnetz_core::operators::OperatorName;

fn founders(names: &[&str]) -> Vec<(AccountId, String)> {
	(200..).zip(names).map(|(number, name)| (account(number), (*name).into())).collect()
}

/// Builds a genesis on top of the mock's, of which the validators are those of the session.
fn build(founders: Vec<(AccountId, String)>, min_validators: u32) {
	ExtBuilder::default().build().execute_with(|| {
		let validators = FOUNDERS[..VALIDATORS].to_vec();
		GenesisConfig::<Test> { founders, validators, min_validators }.build();
	});
}

#[test]
fn genesis_registers_founders_and_validators() {
	ExtBuilder::default().build_and_execute(|| {
		for (index, founder) in (0u8..).zip(&FOUNDERS) {
			let operator = record(founder);
			assert!(operator.founding);
			assert_eq!(operator.joined, 0);
			assert_eq!(operator.position, at(index, 0, 0));
			assert_eq!(operator.payout, PayoutRail::OnChain);
			assert_eq!(
				(operator.referrer, operator.recovery, Operators::suspension(founder)),
				Default::default()
			);
			assert_eq!(held(founder), DEPOSIT);
		}
		assert_eq!(record(&ALICE).name, OperatorName::new("alice").unwrap());
		assert_eq!(validators(), FOUNDERS[..VALIDATORS]);
		assert_eq!(Session::validators(), validators());
		assert_eq!(Operators::min_validators(), MIN_VALIDATORS);
		assert_eq!(Registry::<Test>::iter_keys().count(), FOUNDERS.len());
	});
}

#[test]
fn founders_observe_from_the_start() {
	ExtBuilder::default().build_and_execute(|| {
		assert_eq!(Operators::observers(&BOB, 0), [account(3), ALICE, DAVE]);
	});
}

#[test]
fn at_least_one_validator_is_kept_whatever_genesis_says() {
	ExtBuilder::default().with_validators(1, 0).build_and_execute(|| {
		assert_eq!(Operators::min_validators(), 1);
	});
}

#[test]
fn genesis_accepts_more_founders() {
	build(founders(&["one", "two"]), 4);
}

#[test]
#[should_panic = "founder One cannot be registered"]
fn genesis_refuses_a_bad_name() {
	build(founders(&["One"]), 1);
}

#[test]
#[should_panic = "founder alice cannot be registered"]
fn genesis_refuses_a_name_twice() {
	build(founders(&["alice"]), 1);
}

#[test]
#[should_panic = "there are at most 128 founders"]
fn genesis_refuses_too_many_founders() {
	build(vec![(account(200), "n".into()); 129], 1);
}

#[test]
#[should_panic = "there are no fewer validators than `min_validators`"]
fn genesis_refuses_too_few_validators() {
	build(Vec::new(), 5);
}

#[test]
#[should_panic = "the validators are those with session keys"]
fn genesis_refuses_another_list_than_the_sessions() {
	ExtBuilder::default().build().execute_with(|| {
		let validators = FOUNDERS.to_vec();
		GenesisConfig::<Test> { validators, ..Default::default() }.build();
	});
}

#[test]
#[should_panic = "a validator is a founder"]
fn genesis_refuses_a_validator_that_is_no_operator() {
	ExtBuilder::default().build().execute_with(|| {
		GenesisConfig::<Test> { validators: vec![STRANGER], ..Default::default() }.build();
	});
}

#[test]
#[should_panic = "there are at most `MaxValidators` validators"]
fn genesis_refuses_too_many_validators() {
	ExtBuilder::default().build().execute_with(|| {
		let founders = founders(&["one", "two", "three"]);
		let mut validators = FOUNDERS.to_vec();
		validators.extend(founders.iter().map(|(account, _)| account.clone()));
		pallet_session::Validators::<Test>::put(&validators);
		GenesisConfig::<Test> { founders, validators, min_validators: 1 }.build();
	});
}
