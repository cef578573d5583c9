// SPDX-License-Identifier: Apache-2.0

use super::*;
use crate::{Conviction, Convictions, Event};
use codec::Encode;
use sp_core::H256;
use sp_runtime::{
	traits::{BlakeTwo256, Hash},
	Perbill,
};
use sp_staking::offence::{Kind as OffenceKind, Offence, OffenceError, ReportOffence};
use tonnetz_core::{
	operators::{equivocation_payload, payload_digest},
	ordered::Ordered,
	receipt::{subject_of, Entry, Kind},
};

/// A double vote as pallet-grandpa reports it, in a round of the session.
struct DoubleVote {
	offender: AccountId,
	session: u32,
	round: u64,
}

impl Offence<(AccountId, ())> for DoubleVote {
	const ID: OffenceKind = *b"grandpa:equivoca";
	type Slot = (u64, u64);

	fn offenders(&self) -> Vec<(AccountId, ())> {
		vec![(self.offender.clone(), ())]
	}

	fn session_index(&self) -> u32 {
		self.session
	}

	fn validator_set_count(&self) -> u32 {
		4
	}

	fn slot(&self) -> Self::Slot {
		(0, self.round)
	}

	fn slash_fraction(&self, _: u32) -> Perbill {
		Perbill::zero()
	}
}

/// Reports that `who` voted twice in a round of the session that is running.
fn report(who: &AccountId, round: u64) -> Result<(), OffenceError> {
	report_of(who, round, Session::current_index())
}

fn report_of(who: &AccountId, round: u64, session: u32) -> Result<(), OffenceError> {
	let offence = DoubleVote { offender: who.clone(), session, round };
	Operators::report_offence(vec![], offence)
}

fn is_known(who: &AccountId, round: u64) -> bool {
	<Operators as ReportOffence<AccountId, _, DoubleVote>>::is_known_offence(
		&[(who.clone(), ())],
		&(0, round),
	)
}

#[test]
fn equivocation_disables_removes_zeroes_and_attests() {
	ExtBuilder::default().build_and_execute(|| {
		advance_to_era(3);
		assert_ok!(heartbeat(&DAVE, &[]));
		Operators::note_author(&DAVE);
		advance_to_era(4);
		assert_eq!(Operators::uptime_of(&DAVE).unwrap().healthy_eras, 1);
		assert!(!is_known(&DAVE, 7));
		assert_eq!(report(&DAVE, 7), Ok(()));
		assert!(is_known(&DAVE, 7));

		assert_eq!(Session::disabled_validators(), [3], "at once");
		assert_eq!(validators(), FOUNDERS[..3]);
		assert_eq!(Operators::uptime_of(&DAVE).unwrap().healthy_eras, 0);
		let slot = BlakeTwo256::hash_of(&(0u64, 7u64));
		assert_eq!(Convictions::<Test>::get(DAVE), Some(Conviction { session: 0, slot }));
		assert_eq!(
			events(),
			[
				Event::ValidatorRemoved { operator: DAVE },
				Event::Equivocated { offender: DAVE, session: 0, receipt: Some(0) }
			]
		);
		let Some(Entry::Full { receipt, .. }) = pallet_receipts::Receipts::<Test>::get(Ordered(0))
		else {
			panic!("a receipt of it")
		};
		assert_eq!(receipt.issuer, Receipts::autonomous_account());
		assert_eq!((receipt.kind, receipt.subject), (Kind::Action, subject_of("dave")));
		let payload = equivocation_payload(&DAVE, b"grandpa:equivoca", 0, &(0u64, 7u64).encode());
		assert_eq!(receipt.digest, payload_digest(&payload));

		end_session();
		end_session();
		assert_eq!(Session::validators(), FOUNDERS[..3]);
	});
}

#[test]
fn nothing_of_the_day_counts_any_more() {
	ExtBuilder::default().build_and_execute(|| {
		let healthy_era = || {
			assert_ok!(heartbeat(&DAVE, &[]));
			Operators::note_author(&DAVE);
			advance_to_era(Operators::current_era() + 1);
			Operators::uptime_of(&DAVE).unwrap().healthy_eras
		};
		advance_to_era(144);
		assert_eq!(healthy_era(), 1);
		assert_eq!(report(&DAVE, 1), Ok(()));
		assert_eq!(healthy_era(), 0);
		assert_eq!(healthy_era(), 0);
		advance_to_era(2 * 144);
		assert_eq!(healthy_era(), 1, "the next day does");
	});
}

#[test]
fn equivocation_does_not_remove_below_the_minimum() {
	ExtBuilder::default().with_validators(4, 4).build_and_execute(|| {
		assert_eq!(report(&DAVE, 7), Ok(()));
		assert_eq!(validators(), FOUNDERS[..4]);
		assert_eq!(Session::disabled_validators(), [3]);
		assert_eq!(events(), [Event::Equivocated { offender: DAVE, session: 0, receipt: Some(0) }]);
	});
}

#[test]
fn so_many_stay_enabled_that_blocks_are_finalised() {
	ExtBuilder::default().with_validators(4, 1).build_and_execute(|| {
		assert_eq!(report(&DAVE, 7), Ok(()));
		assert_eq!(report(&ALICE, 7), Ok(()));
		assert_eq!(Session::disabled_validators(), [3], "one of four");
		assert_eq!(validators(), FOUNDERS[1..3]);
	});
}

#[test]
fn equivocation_is_judged_once() {
	ExtBuilder::default().build_and_execute(|| {
		assert_eq!(report(&DAVE, 7), Ok(()));
		for round in [7, 8] {
			assert_eq!(report(&DAVE, round), Err(OffenceError::DuplicateReport));
		}
		assert_eq!(pallet_receipts::NextId::<Test>::get(), 1);
	});
}

#[test]
fn only_governance_brings_back_and_old_proof_does_not_count_again() {
	ExtBuilder::default().build_and_execute(|| {
		assert_eq!(report(&DAVE, 7), Ok(()));
		for _ in 0..3 {
			end_session();
		}
		assert!(!Session::validators().contains(&DAVE));
		assert_ok!(add_validator(&ELECTORATE, &DAVE));
		for (round, session) in [(7, 0), (6, 0)] {
			assert_eq!(report_of(&DAVE, round, session), Err(OffenceError::DuplicateReport));
		}
		assert!(Operators::is_validator(&DAVE));
		end_session();
		end_session();
		assert_eq!(report(&DAVE, 1), Ok(()));
		assert!(!Operators::is_validator(&DAVE));
	});
}

#[test]
fn one_that_has_left_is_judged_too() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(remove_validator(&ELECTORATE, &DAVE));
		end_session();
		end_session();
		assert_ok!(deregister(&DAVE));
		System::reset_events();
		assert_eq!(report_of(&DAVE, 7, 0), Ok(()));
		assert_eq!(events(), [Event::Equivocated { offender: DAVE, session: 0, receipt: Some(0) }]);
		let Some(Entry::Full { receipt, .. }) = pallet_receipts::Receipts::<Test>::get(Ordered(0))
		else {
			panic!("a receipt of it")
		};
		assert_eq!(receipt.subject, H256(sp_io::hashing::blake2_256(&DAVE.encode())));
	});
}
