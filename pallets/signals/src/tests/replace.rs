// SPDX-License-Identifier: Apache-2.0

//! What becomes of an operator's streams, readings and reports when another account replaces its own.

use super::*;
use crate::{
	Error, Event, HoldReason, Predecessor, Predecessors, Readings, Series, SeriesOf, Sessions,
	StreamsOf, MAX_PREDECESSORS,
};
use frame_support::{assert_noop, assert_ok};
use pallet_receipts::Entry;
use tonnetz_core::traits::{OperatorDuties, SignalReliability};

/// An account with funds that is to take the place of Alice's.
const HEIR: AccountId = STRANGER;

/// The accounts that have reported the session, with their ratios.
fn reports() -> Vec<(AccountId, FixedU128)> {
	let session = Sessions::<Test>::get(session()).expect("the session exists");
	session.reports.into_iter().map(|paid| (paid.report.reporter, paid.report.ratio)).collect()
}

fn predecessors(of: &AccountId) -> Vec<(AccountId, BlockNumber)> {
	let former = |former: Predecessor<AccountId>| (former.account, former.until);
	Predecessors::<Test>::get(of).into_iter().map(former).collect()
}

#[test]
fn streams_go_over_with_their_counts_and_deposits() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(register(&ALICE, "a", DAYS));
		assert_ok!(register(&BOB, "a", DAYS));
		assert_ok!(register(&ALICE, "b", DAYS));
		for sequence in 0..31 {
			assert_ok!(publish(&ALICE, 0, sequence));
			assert_ok!(publish(&ALICE, 2, sequence));
			advance_by(DAYS);
		}
		assert_ok!(retire(&ALICE, 2));
		StreamDeposit::set(1);
		let (before, stored) = (Signals::reliability_of(&ALICE), stream(0));
		assert_eq!((before.score, before.mean), (51, 1_000_000));

		advance_by(1);
		assert_ok!(replace(&ALICE, &HEIR));
		assert_eq!(
			events(),
			[Event::SignalsMoved { old: ALICE, new: HEIR, streams: 2, readings: 0 }]
		);
		assert_eq!(stream(0), StreamOf::<Test> { operator: HEIR, ..stored });
		assert_eq!(StreamsOf::<Test>::get(HEIR).into_inner(), [0, 2]);
		assert!(!StreamsOf::<Test>::contains_key(ALICE));
		assert_eq!(Signals::reliability_of(&HEIR), before);
		assert_eq!(Signals::signal_reliability(&ALICE), 0);
		assert!(Signals::has_duties(&HEIR) && !Signals::has_duties(&ALICE));
		let held = |who| held(HoldReason::Stream, who);
		assert_eq!((held(&ALICE), held(&HEIR)), (0, 2 * PRICE_OF_STREAM));
		assert_eq!(stream(1).operator, BOB);
	});
}

#[test]
fn the_new_account_goes_on_where_the_old_one_was() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(register(&ALICE, "a", HOURS));
		assert_ok!(publish(&ALICE, 0, 7));
		assert_ok!(replace(&ALICE, &HEIR));
		assert_noop!(publish(&ALICE, 0, 8), Error::<Test>::NotStreamOperator);
		assert_noop!(retire(&ALICE, 0), Error::<Test>::NotStreamOperator);
		assert_noop!(publish(&HEIR, 0, 7), Error::<Test>::SequenceTooLow);
		// The slot was served by the old account.
		assert_ok!(publish(&HEIR, 0, 8));
		assert_eq!(stream(0).served.sum(0..1), 1);
		assert_noop!(register(&HEIR, "a", HOURS), Error::<Test>::NameTaken);
		assert_ok!(retire(&HEIR, 0));
		advance_by(30 * DAYS);
		assert_ok!(prune_stream(&BOB, 0));
		assert_eq!(Balances::free_balance(HEIR), FUNDS + PRICE_OF_STREAM);
	});
}

#[test]
fn retired_streams_count_for_the_new_account_as_long_as_for_the_old_one() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(register(&ALICE, "a", HOURS));
		assert_ok!(retire(&ALICE, 0));
		advance_by(30 * DAYS - 1);
		assert_ok!(replace(&ALICE, &HEIR));
		assert_eq!(Signals::reliability_of(&HEIR).streams.len(), 1);
		assert_noop!(prune_stream(&BOB, 0), Error::<Test>::PruneTooEarly);
		advance_by(1);
		assert_eq!(Signals::reliability_of(&HEIR).streams.len(), 0);
		assert_ok!(prune_stream(&BOB, 0));
	});
}

#[test]
fn streams_that_the_new_account_still_has_stay_beside_them() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(register(&ALICE, "a", HOURS));
		assert_ok!(register(&DAVE, "a", HOURS));
		assert_ok!(register(&ALICE, "b", HOURS));
		assert_ok!(retire(&DAVE, 1));
		dismiss(&DAVE);
		assert_ok!(replace(&ALICE, &DAVE));
		assert_eq!(StreamsOf::<Test>::get(DAVE).into_inner(), [0, 1, 2]);
		assert_eq!(held(HoldReason::Stream, &DAVE), 3 * PRICE_OF_STREAM);
	});
}

#[test]
fn the_time_series_goes_over_with_its_numbers_and_its_deposit() {
	ExtBuilder::default().build_and_execute(|| {
		for n in 0..300u32 {
			advance_by(1);
			assert_ok!(report_numbers(&ALICE, session(), vec![FixedU128::from_u32(n)]));
		}
		ReadingDeposit::set(1);
		let before = Signals::coherence_history(ALICE, 0, u32::MAX);
		let series = SeriesOf::<Test>::get(ALICE);
		advance_by(1);
		assert_ok!(replace(&ALICE, &HEIR));
		let event = Event::SignalsMoved { old: ALICE, new: HEIR, streams: 0, readings: 256 };
		assert_eq!(events(), [event]);
		assert_eq!(Signals::coherence_history(HEIR, 0, u32::MAX), before);
		assert_eq!(SeriesOf::<Test>::get(HEIR), series);
		assert_eq!(SeriesOf::<Test>::get(ALICE), Series::default());
		assert_eq!(Readings::<Test>::iter_prefix(ALICE).count(), 0);
		let held = |who| held(HoldReason::Reading, who);
		assert_eq!((held(&ALICE), held(&HEIR)), (0, 256 * PRICE_OF_READING));

		assert_ok!(report(&HEIR, session_of("next"), &["0.62"]));
		let next = Readings::<Test>::get(HEIR, 44).unwrap();
		assert_eq!((next.number, next.ratio), (300, number("0.62")));
		assert_eq!(held(&HEIR), 256 * PRICE_OF_READING);
	});
}

#[test]
fn an_operator_counts_once_in_a_session_whichever_account_reported() {
	ExtBuilder::default().build_and_execute(|| {
		for (who, sample) in [(&ALICE, "0.5"), (&BOB, "0.62"), (&CAROL, "0.63")] {
			assert_ok!(report(who, session(), &[sample]));
		}
		let receipts = Sessions::<Test>::get(session()).unwrap().reports[0].report.receipt;
		ReportDeposit::set(1);
		advance_by(DAYS);
		assert_ok!(replace(&ALICE, &HEIR));
		// What was reported counts until it is reported anew.
		assert_eq!(reports()[0], (ALICE, number("0.5")));
		assert_eq!(predecessors(&HEIR), [(ALICE, 1 + DAYS)]);

		advance_by(1);
		assert_ok!(report(&HEIR, session(), &["0.64"]));
		let (reporters, _): (Vec<_>, Vec<_>) = reports().into_iter().unzip();
		assert_eq!(reporters, [BOB, CAROL, HEIR]);
		assert_eq!((held(HoldReason::Report, &ALICE), held(HoldReason::Report, &HEIR)), (0, 1));
		let first = Event::ReportSuperseded {
			session: session(),
			old: ALICE,
			new: HEIR,
			released: PRICE_OF_REPORT,
		};
		assert_eq!(events()[0], first);
		let [_, Event::CoherenceReported { receipt, .. }, Event::SessionMeasured { ratio, reporters, .. }] =
			events()[..]
		else {
			panic!("{:?}", events())
		};
		assert_eq!((ratio, reporters), (number("0.63"), 3));
		let entry = pallet_receipts::Receipts::<Test>::get(Ordered(receipt)).unwrap();
		let Entry::Full { receipt, .. } = entry else { panic!("pruned") };
		assert_eq!((receipt.issuer, receipt.parent), (HEIR, Some(receipts)));

		// The next is an ordinary one.
		assert_ok!(report(&HEIR, session(), &["0.65"]));
		assert_eq!(reports().len(), 3);
	});
}

#[test]
fn a_full_session_takes_the_report_of_the_new_account() {
	let others: Vec<_> = (100..163).map(|n| AccountId::new([n; 32])).collect();
	let funded = |builder: ExtBuilder, who: &AccountId| builder.with_balance(who.clone(), FUNDS);
	others.iter().fold(ExtBuilder::default(), funded).build_and_execute(|| {
		for who in others.iter().chain([&ALICE]) {
			enlist(who);
			assert_ok!(report(who, session(), &["0.62"]));
		}
		assert_noop!(report(&BOB, session(), &["0.62"]), Error::<Test>::SessionFull);
		assert_ok!(replace(&ALICE, &HEIR));
		assert_ok!(report(&HEIR, session(), &["0.64"]));
		assert_eq!(reports().len(), 64);
	});
}

#[test]
fn an_operator_counts_once_however_often_it_changed_its_account() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(report(&ALICE, session(), &["0.5"]));
		advance_by(3 * DAYS);
		assert_ok!(replace(&ALICE, &HEIR));
		advance_by(3 * DAYS);
		dismiss(&DAVE);
		assert_ok!(replace(&HEIR, &DAVE));
		assert_eq!(predecessors(&DAVE), [(ALICE, 1 + 3 * DAYS), (HEIR, 1 + 6 * DAYS)]);
		assert_eq!(predecessors(&HEIR), []);
		assert_ok!(report(&DAVE, session(), &["0.64"]));
		assert_eq!(reports(), [(DAVE, number("0.64"))]);
	});
}

#[test]
fn the_old_account_counts_for_itself_once_it_is_another_operator() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(report(&ALICE, session(), &["0.5"]));
		assert_ok!(replace(&ALICE, &HEIR));
		advance_by(1);
		enlist(&ALICE);
		assert_ok!(report(&ALICE, session(), &["0.51"]));
		assert_ok!(report(&HEIR, session(), &["0.64"]));
		assert_eq!(reports(), [(ALICE, number("0.51")), (HEIR, number("0.64"))]);
	});
}

#[test]
fn an_account_that_an_operator_returns_to_is_no_predecessor_of_itself() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(report(&ALICE, session(), &["0.5"]));
		assert_ok!(replace(&ALICE, &HEIR));
		assert_ok!(report(&HEIR, session_of("next"), &["0.5"]));
		advance_by(1);
		assert_ok!(replace(&HEIR, &ALICE));
		assert_eq!(predecessors(&ALICE), [(HEIR, 2)]);
		assert_ok!(report(&ALICE, session(), &["0.64"]));
		assert_eq!(reports(), [(ALICE, number("0.64"))]);
	});
}

#[test]
fn predecessors_are_forgotten_once_their_sessions_are_sealed() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(report(&ALICE, session(), &["0.5"]));
		assert_ok!(replace(&ALICE, &HEIR));
		dismiss(&DAVE);
		advance_by(SESSION);
		assert_ok!(replace(&HEIR, &DAVE));
		assert_eq!(predecessors(&DAVE), [(HEIR, 1 + SESSION)]);
		dismiss(&DAVE);
		advance_by(RETENTION);
		assert_ok!(prune_readings(&BOB, &DAVE));
		assert!(!Predecessors::<Test>::contains_key(DAVE));
	});
}

#[test]
fn an_account_with_nothing_is_replaced_without_a_trace() {
	ExtBuilder::default().build_and_execute(|| {
		let before = sp_io::storage::root(sp_runtime::StateVersion::V1);
		assert_ok!(Signals::replace(&ALICE, &HEIR));
		assert_eq!(sp_io::storage::root(sp_runtime::StateVersion::V1), before);
	});
}

#[test]
fn replace_fails_when_the_streams_of_both_are_too_many() {
	ExtBuilder::default().build_and_execute(|| {
		for n in 0..MAX_STREAMS {
			assert_ok!(register(&ALICE, &n.to_string(), HOURS));
		}
		assert_ok!(register(&DAVE, "z", HOURS));
		assert_ok!(retire(&DAVE, 32));
		dismiss(&DAVE);
		assert_noop!(Signals::replace(&ALICE, &DAVE), Error::<Test>::TooManyStreams);
		advance_by(30 * DAYS);
		assert_ok!(prune_stream(&BOB, 32));
		assert_ok!(replace(&ALICE, &DAVE));
		assert_eq!(StreamsOf::<Test>::get(DAVE).len(), 32);
	});
}

#[test]
fn replace_fails_when_both_have_a_stream_of_a_name_in_service() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(register(&ALICE, "a", HOURS));
		assert_ok!(register(&DAVE, "a", HOURS));
		dismiss(&DAVE);
		assert_noop!(Signals::replace(&ALICE, &DAVE), Error::<Test>::NameTaken);
		assert_ok!(retire(&ALICE, 0));
		assert_ok!(replace(&ALICE, &DAVE));
	});
}

#[test]
fn replace_fails_when_both_have_readings() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(register(&ALICE, "a", HOURS));
		for who in [&ALICE, &DAVE] {
			assert_ok!(report(who, session(), &["0.62"]));
		}
		dismiss(&DAVE);
		assert_noop!(Signals::replace(&ALICE, &DAVE), Error::<Test>::AccountHasReadings);
		// Who has none leaves the other's alone.
		assert_ok!(replace(&BOB, &DAVE));
		dismiss(&DAVE);
		advance_by(RETENTION);
		assert_ok!(prune_readings(&CAROL, &DAVE));
		assert_ok!(replace(&ALICE, &DAVE));
	});
}

#[test]
fn replace_fails_when_the_account_was_changed_too_often() {
	let heirs: Vec<_> = (100..106).map(|n| AccountId::new([n; 32])).collect();
	let funded = |builder: ExtBuilder, who: &AccountId| builder.with_balance(who.clone(), FUNDS);
	heirs.iter().fold(ExtBuilder::default(), funded).build_and_execute(|| {
		assert_ok!(report(&ALICE, session(), &["0.62"]));
		let mut account = ALICE;
		for heir in &heirs[..MAX_PREDECESSORS as usize] {
			assert_ok!(replace(&account, heir));
			account = heir.clone();
			advance_by(1);
		}
		let last = heirs.last().unwrap();
		assert_noop!(Signals::replace(&account, last), Error::<Test>::TooManyPredecessors);
		advance_to(SESSION);
		assert_noop!(Signals::replace(&account, last), Error::<Test>::TooManyPredecessors);
		advance_by(1);
		assert_ok!(replace(&account, last));
	});
}

/// The account that replaces another has signed for that, and so it exists. Whatever keeps a deposit
/// from moving, nothing moves.
#[test]
fn replace_fails_when_a_deposit_cannot_be_moved() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(register(&ALICE, "a", HOURS));
		assert_ok!(report(&ALICE, session(), &["0.62"]));
		let nobody = AccountId::new([99; 32]);
		let before = sp_io::storage::root(sp_runtime::StateVersion::V1);
		assert!(replace(&ALICE, &nobody).is_err());
		assert_eq!(sp_io::storage::root(sp_runtime::StateVersion::V1), before);
	});
}
