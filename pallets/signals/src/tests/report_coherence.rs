// SPDX-License-Identifier: Apache-2.0

use super::*;
use crate::{
	Corridor, Error, Event, HoldReason, Measurement, PaidReport, Reading, Readings, Series,
	SeriesOf, Session, SessionReport, Sessions, State, MAX_SAMPLE, MAX_SAMPLES,
};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::{traits::BadOrigin, ArithmeticError};
use tonnetz_core::receipt::{Entry, Kind, Receipt};

/// A receipt that must exist and not be pruned.
fn receipt(id: u64) -> Receipt<AccountId, BlockNumber> {
	let entry = pallet_receipts::Receipts::<Test>::get(Ordered(id)).expect("the receipt exists");
	let Entry::Full { receipt, .. } = entry else { panic!("pruned") };
	receipt
}

fn account(n: u8) -> AccountId {
	AccountId::new([n; 32])
}

#[test]
fn report_coherence_computes_and_stores_the_ratio() {
	ExtBuilder::default().build_and_execute(|| {
		advance_to(5);
		assert_ok!(report(&ALICE, session(), &["0.62", "0.61", "0.63", "0.62"]));

		let ratio = number("0.62");
		let report = SessionReport { reporter: ALICE, ratio, at: 5, receipt: 0 };
		let expected = Session {
			opened: 5,
			corridor: Corridor::default(),
			reports: vec![PaidReport { report, deposit: PRICE_OF_REPORT }].try_into().unwrap(),
		};
		assert_eq!(Sessions::<Test>::get(session()), Some(expected));
		let reading = Reading {
			number: 0,
			session: session(),
			ratio,
			state: State::Coherent,
			samples: 4,
			sampling_rate: FixedU128::from_u32(48_000),
			at: 5,
			time: time_of(5),
			receipt: 0,
		};
		assert_eq!(Readings::<Test>::get(ALICE, 0), Some(reading));
		assert_eq!(SeriesOf::<Test>::get(ALICE), Series { next: 1, deposit: PRICE_OF_READING });
		let event = Event::CoherenceReported {
			session: session(),
			reporter: ALICE,
			ratio,
			state: State::Coherent,
			in_corridor: true,
			number: 0,
			receipt: 0,
		};
		assert_eq!(events(), [event]);
	});
}

#[test]
fn report_coherence_gives_the_published_states() {
	ExtBuilder::default().build_and_execute(|| {
		let published = [
			(["0.62", "0.61", "0.63", "0.62"], State::Coherent),
			(["0.5", "0.48", "0.52", "0.49"], State::SubHarmonic),
			(["0.75", "0.76", "0.74", "0.75"], State::OverDriven),
		];
		for (samples, expected) in published {
			advance_by(1);
			assert_ok!(report(&ALICE, session(), &samples));
			let [Event::CoherenceReported { state, in_corridor, .. }] = events()[..] else {
				panic!()
			};
			assert_eq!((state, in_corridor), (expected, expected == State::Coherent));
		}
	});
}

#[test]
fn report_coherence_is_coherent_at_both_ends_of_the_corridor_and_not_beyond() {
	ExtBuilder::default().build_and_execute(|| {
		let ends = [
			("0.618033988749894847", State::SubHarmonic),
			("0.618033988749894848", State::Coherent),
			("0.666666666666666666", State::Coherent),
			("0.666666666666666667", State::OverDriven),
		];
		for (position, (sample, expected)) in (0..).zip(ends) {
			assert_ok!(report(&ALICE, session(), &[sample]));
			assert_eq!(Readings::<Test>::get(ALICE, position).unwrap().state, expected);
		}
	});
}

#[test]
fn report_coherence_writes_a_receipt_of_the_measurement() {
	ExtBuilder::default().build_and_execute(|| {
		advance_to(5);
		assert_ok!(report(&ALICE, session(), &["0.62", "0.7"]));
		let samples = vec![number("0.62"), number("0.7")];
		let measurement = Measurement {
			session: session(),
			sampling_rate: FixedU128::from_u32(48_000),
			samples,
			ratio: number("0.66"),
			corridor: Corridor::default(),
			state: State::Coherent,
		};
		let Receipt { issuer, kind, subject, digest, parent, at, expires, .. } = receipt(0);
		assert_eq!((issuer, kind, subject), (ALICE, Kind::Coherence, session()));
		assert_eq!((digest, parent), (measurement.digest(), None));
		// It can be pruned when the session can.
		assert_eq!((at, expires), (5, Some(5 + SESSION)));
	});
}

#[test]
fn report_coherence_replaces_the_reporter_s_last_one() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(report(&BOB, session(), &["0.7"]));
		assert_ok!(report(&ALICE, session(), &["0.5"]));
		advance_to(9);
		assert_ok!(report(&ALICE, session(), &["0.64"]));

		let reports = Sessions::<Test>::get(session()).unwrap().reports;
		let [alice, bob] = &reports[..] else { panic!("{reports:?}") };
		let expected = SessionReport { reporter: ALICE, ratio: number("0.64"), at: 9, receipt: 2 };
		assert_eq!(alice.report, expected);
		assert_eq!((&bob.report.reporter, bob.report.at), (&BOB, 1));
		assert_eq!(held(HoldReason::Report, &ALICE), PRICE_OF_REPORT);
		// The receipts are linked, and both readings stay.
		assert_eq!((receipt(1).parent, receipt(2).parent), (None, Some(1)));
		assert_eq!(SeriesOf::<Test>::get(ALICE).next, 2);
		assert_eq!(held(HoldReason::Reading, &ALICE), 2 * PRICE_OF_READING);
	});
}

#[test]
fn report_coherence_gives_a_median_once_three_have_reported() {
	ExtBuilder::default().build_and_execute(|| {
		let medians = [
			(&ALICE, "0.9", None),
			(&BOB, "0.1", None),
			(&BOB, "0.2", None),
			(&CAROL, "0.62", Some(("0.62", State::Coherent, 3))),
			(&DAVE, "0.64", Some(("0.63", State::Coherent, 4))),
			// Of an even number, the mean of the middle two is cut.
			(&DAVE, "0.620000000000000001", Some(("0.62", State::Coherent, 4))),
			(&CAROL, "0.61", Some(("0.615", State::SubHarmonic, 4))),
			(&BOB, "0.8", Some(("0.71", State::OverDriven, 4))),
		];
		for (who, sample, expected) in medians {
			advance_by(1);
			assert_ok!(report(who, session(), &[sample]));
			let found = events().into_iter().find_map(|event| match event {
				Event::SessionMeasured { ratio, state, reporters, .. } => {
					Some((ratio, state, reporters))
				}
				_ => None,
			});
			let expected =
				expected.map(|(ratio, state, reporters)| (number(ratio), state, reporters));
			if sample == "0.8" {
				assert_eq!(found.map(|(_, state, _)| state), Some(State::OverDriven));
			} else {
				assert_eq!(found, expected, "{sample}");
			}
			let info = Signals::session_coherence(session()).unwrap();
			assert_eq!(
				info.median.map(|median| (median.ratio, median.state)),
				found.map(|(ratio, state, _)| (ratio, state))
			);
		}
	});
}

#[test]
fn report_coherence_keeps_sessions_apart() {
	ExtBuilder::default().build_and_execute(|| {
		let other = session_of("test-002");
		assert_ok!(report(&ALICE, session(), &["0.5"]));
		assert_ok!(report(&ALICE, other, &["0.64"]));
		assert_eq!(held(HoldReason::Report, &ALICE), 2 * PRICE_OF_REPORT);
		assert_eq!(receipt(1).parent, None);
		assert_eq!(Sessions::<Test>::get(other).unwrap().reports[0].report.receipt, 1);
	});
}

#[test]
fn report_coherence_is_judged_by_the_corridor_the_session_was_opened_under() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(report(&ALICE, session(), &["0.7"]));
		assert_ok!(set_corridor("0.69", "0.71"));
		assert_ok!(report(&BOB, session(), &["0.7"]));
		assert_ok!(report(&BOB, session_of("later"), &["0.7"]));
		let state = |place| Readings::<Test>::get(BOB, place).unwrap().state;
		assert_eq!((state(0), state(1)), (State::OverDriven, State::Coherent));
		assert_eq!(Signals::session_coherence(session()).unwrap().corridor, Corridor::default());
	});
}

#[test]
fn report_coherence_keeps_the_last_256_readings_and_holds_for_no_more() {
	ExtBuilder::default().build_and_execute(|| {
		for n in 0..300u32 {
			advance_by(1);
			assert_ok!(report_numbers(&ALICE, session(), vec![FixedU128::from_u32(n)]));
		}
		assert_eq!(Readings::<Test>::iter_prefix(ALICE).count(), 256);
		let reading = |place| Readings::<Test>::get(ALICE, place).unwrap();
		assert_eq!((reading(43).number, reading(44).number), (299, 44));
		assert_eq!(reading(43).ratio, FixedU128::from_u32(299));
		assert_eq!(held(HoldReason::Reading, &ALICE), 256 * PRICE_OF_READING);
	});
}

#[test]
fn report_coherence_takes_as_many_samples_as_large_as_may_be() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(report_numbers(&ALICE, session(), vec![MAX_SAMPLE; MAX_SAMPLES as usize]));
		assert_eq!(Readings::<Test>::get(ALICE, 0).unwrap().ratio, MAX_SAMPLE);
	});
}

#[test]
fn report_coherence_fails_when_not_signed() {
	ExtBuilder::default().build_and_execute(|| {
		let samples = vec![number("0.62")];
		let rate = FixedU128::from_u32(0);
		assert_noop!(
			Signals::report_coherence(RuntimeOrigin::root(), session(), samples, rate),
			BadOrigin
		);
	});
}

#[test]
fn report_coherence_fails_when_not_an_operator() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(report(&STRANGER, session(), &["0.62"]), Error::<Test>::NotOperator);
	});
}

#[test]
fn report_coherence_fails_when_the_samples_are_none_or_too_many_or_too_large() {
	ExtBuilder::default().build_and_execute(|| {
		let refused = |samples, error: Error<Test>| {
			assert_noop!(report_numbers(&ALICE, session(), samples), error);
		};
		refused(vec![], Error::NoSamples);
		refused(vec![number("0.62"); MAX_SAMPLES as usize + 1], Error::TooManySamples);
		refused(
			vec![number("0.62"), number("1000000.000000000000000001")],
			Error::SampleOutOfRange,
		);
		refused(vec![FixedU128::from_inner(u128::MAX); 2], Error::SampleOutOfRange);
	});
}

#[test]
fn report_coherence_fails_when_the_session_is_sealed() {
	ExtBuilder::default().build_and_execute(|| {
		advance_to(5);
		assert_ok!(report(&ALICE, session(), &["0.62"]));
		advance_to(5 + SESSION - 1);
		assert_ok!(report(&BOB, session(), &["0.62"]));
		advance_to(5 + SESSION);
		for who in [&ALICE, &CAROL] {
			assert_noop!(report(who, session(), &["0.62"]), Error::<Test>::SessionSealed);
		}
		assert_ok!(report(&CAROL, session_of("another"), &["0.62"]));
	});
}

#[test]
fn report_coherence_fails_when_the_session_is_full() {
	let mut builder = ExtBuilder::default();
	for n in 100..165 {
		builder = builder.with_balance(account(n), FUNDS);
	}
	builder.build_and_execute(|| {
		for n in 100..165 {
			enlist(&account(n));
		}
		// In no order of theirs.
		for n in (100..164).map(|n| 100 + (n - 100) * 37 % 64) {
			assert_ok!(report(&account(n), session(), &["0.62"]));
		}
		assert_noop!(report(&account(164), session(), &["0.62"]), Error::<Test>::SessionFull);
		// Those who are in it may still replace theirs.
		assert_ok!(report(&account(130), session(), &["0.64"]));
		assert_eq!(Sessions::<Test>::get(session()).unwrap().reports.len(), 64);
	});
}

#[test]
fn report_coherence_fails_when_a_deposit_is_not_affordable() {
	// What a receipt of a report costs, whoever the issuer is.
	let receipt_deposit = ExtBuilder::default().build().execute_with(|| {
		assert_ok!(report(&ALICE, session(), &["0.62"]));
		let reason = pallet_receipts::HoldReason::Receipt.into();
		<Balances as frame_support::traits::fungible::InspectHold<AccountId>>::balance_on_hold(
			&reason, &ALICE,
		)
	});
	let just_enough = EXISTENTIAL_DEPOSIT + receipt_deposit + PRICE_OF_REPORT + PRICE_OF_READING;
	ExtBuilder::default()
		.with_balance(ALICE, just_enough - 1)
		.with_balance(BOB, just_enough)
		.with_balance(CAROL, just_enough - PRICE_OF_READING - 1)
		.build_and_execute(|| {
			for who in [&ALICE, &CAROL] {
				assert_noop!(
					report(who, session(), &["0.62"]),
					Error::<Test>::DepositNotAffordable
				);
			}
			assert_noop!(
				report(&PAUPER, session(), &["0.62"]),
				pallet_receipts::Error::<Test>::DepositNotAffordable
			);
			assert_ok!(report(&BOB, session(), &["0.62"]));
			assert_eq!(Balances::free_balance(BOB), EXISTENTIAL_DEPOSIT);
		});
}

#[test]
fn report_coherence_fails_when_numbers_are_exhausted() {
	ExtBuilder::default().build().execute_with(|| {
		SeriesOf::<Test>::insert(ALICE, Series { next: u64::MAX, deposit: 0 });
		assert_noop!(report(&ALICE, session(), &["0.62"]), ArithmeticError::Overflow);
	});
}
