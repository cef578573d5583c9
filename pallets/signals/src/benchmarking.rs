// SPDX-License-Identifier: Apache-2.0

//! Benchmarks of `pallet-signals`.

use super::*;
use alloc::{vec, vec::Vec};
use frame_benchmarking::v2::*;
use frame_support::{
	assert_ok,
	traits::{fungible::Mutate, EnsureOrigin, Get},
};
use frame_system::RawOrigin;
use sp_core::H256;
use sp_runtime::{traits::Saturating, FixedI128, FixedU128};
use tonnetz_core::{
	operators::ReplaceAccount,
	ordered::Ordered,
	units::{DAYS, MINUTES, TNZ},
	Balance, BlockNumber,
};

/// What a runtime must be able to do for the benchmarks.
pub trait Helper<AccountId> {
	/// Makes `who` an operator, besides those there are.
	fn make_operator(who: &AccountId);

	/// Makes `who` an operator no more.
	fn unmake_operator(who: &AccountId);
}

/// Whatever the deposits of a runtime are, this affords them.
const FUNDS: Balance = 1_000_000_000 * TNZ;

const SESSION: H256 = H256::repeat_byte(7);

fn operator<T: Config>(who: T::AccountId) -> T::AccountId
where
	T::Currency: Mutate<T::AccountId, Balance = Balance>,
{
	T::Currency::set_balance(&who, FUNDS);
	T::BenchmarkHelper::make_operator(&who);
	who
}

/// A name of full length of its own.
fn name(n: u32) -> Vec<u8> {
	alloc::format!("{n:0width$}", width = MAX_NAME_LEN as usize).into_bytes()
}

fn register<T: Config>(operator: &T::AccountId, n: u32) {
	assert_ok!(Pallet::<T>::do_register_stream(
		operator.clone(),
		name(n),
		StreamKind::Custom,
		MINUTES
	));
}

fn report<T: Config>(reporter: &T::AccountId, session: H256, samples: u32) {
	assert_ok!(Pallet::<T>::do_report_coherence(
		reporter.clone(),
		session,
		vec![FixedU128::from_inner(640_000_000_000_000_000); samples as usize],
		FixedU128::from_u32(48_000),
	));
}

fn publish<T: Config>(operator: &T::AccountId, sequence: u64) {
	assert_ok!(Pallet::<T>::do_publish(
		operator.clone(),
		0,
		sequence,
		H256::repeat_byte(9),
		Some(FixedI128::from_inner(1))
	));
}

fn wait<T: Config>(blocks: BlockNumber) {
	let now = frame_system::Pallet::<T>::block_number();
	frame_system::Pallet::<T>::set_block_number(now.saturating_add(blocks.into()));
}

/// Has all places but `free` of a session taken.
fn fill_session<T: Config>(session: H256, free: u32)
where
	T::Currency: Mutate<T::AccountId, Balance = Balance>,
{
	for n in free..MAX_REPORTERS {
		report::<T>(&operator::<T>(account("reporter", n, 0)), session, 1);
	}
}

#[benchmarks(where T::Currency: Mutate<T::AccountId, Balance = Balance>)]
mod benchmarks {
	use super::*;

	// The operator has all its streams but one, and the names of all are compared.
	#[benchmark]
	fn register_stream() {
		let operator = operator::<T>(whitelisted_caller());
		let others = T::MaxStreams::get().saturating_sub(1);
		(0..others).for_each(|n| register::<T>(&operator, n));

		#[extrinsic_call]
		_(RawOrigin::Signed(operator.clone()), name(others), StreamKind::Custom, MINUTES);

		assert_eq!(StreamsOf::<T>::get(operator).len(), T::MaxStreams::get() as usize);
	}

	// The first update after so long that every counter is emptied.
	#[benchmark]
	fn publish() {
		let operator = operator::<T>(whitelisted_caller());
		register::<T>(&operator, 0);
		super::publish::<T>(&operator, 0);
		wait::<T>(DAYS.saturating_mul(40));

		#[extrinsic_call]
		_(RawOrigin::Signed(operator), 0, 1, H256::repeat_byte(9), Some(FixedI128::from_inner(1)));

		assert!(Streams::<T>::get(Ordered(0))
			.and_then(|stream| stream.last)
			.is_some_and(|update| update.sequence == 1));
	}

	#[benchmark]
	fn retire_stream() {
		let operator = operator::<T>(whitelisted_caller());
		register::<T>(&operator, 0);
		super::publish::<T>(&operator, 0);

		#[extrinsic_call]
		_(RawOrigin::Signed(operator), 0);

		assert!(Streams::<T>::get(Ordered(0)).is_some_and(|stream| stream.retired.is_some()));
	}

	// The operator has all its streams, and keeps the others.
	#[benchmark]
	fn prune_stream() {
		let operator = operator::<T>(account("operator", 0, 0));
		(0..T::MaxStreams::get()).for_each(|n| register::<T>(&operator, n));
		super::publish::<T>(&operator, 0);
		assert_ok!(Pallet::<T>::do_retire_stream(operator.clone(), 0));
		wait::<T>(DAYS.saturating_mul(COUNTED_DAYS));

		#[extrinsic_call]
		_(RawOrigin::Signed(whitelisted_caller()), 0);

		assert!(!Streams::<T>::contains_key(Ordered(0)));
	}

	// The session has all its reporters, of which one is the account that the reporter replaced; and
	// the reporter has an issuer's chain already.
	#[benchmark]
	fn report_coherence(s: Linear<1, MAX_SAMPLES>) {
		let old = operator::<T>(account("old", 0, 0));
		report::<T>(&old, SESSION, 1);
		fill_session::<T>(SESSION, 1);
		let reporter = operator::<T>(whitelisted_caller());
		assert_ok!(Pallet::<T>::replace(&old, &reporter));
		report::<T>(&reporter, H256::repeat_byte(8), 1);
		let samples = vec![FixedU128::from_inner(640_000_000_000_000_000); s as usize];

		#[extrinsic_call]
		_(RawOrigin::Signed(reporter), SESSION, samples, FixedU128::from_u32(48_000));

		assert!(Sessions::<T>::get(SESSION).is_some_and(|session| {
			session.reports.len() == MAX_REPORTERS as usize
				&& session.reports.iter().all(|paid| paid.report.reporter != old)
		}));
	}

	#[benchmark]
	fn prune_session(r: Linear<1, MAX_REPORTERS>) {
		fill_session::<T>(SESSION, MAX_REPORTERS.saturating_sub(r));
		wait::<T>(T::SessionPeriod::get().saturating_add(T::RetentionPeriod::get()));

		#[extrinsic_call]
		_(RawOrigin::Signed(whitelisted_caller()), SESSION);

		assert!(!Sessions::<T>::contains_key(SESSION));
	}

	#[benchmark]
	fn prune_readings(r: Linear<1, MAX_READINGS>) {
		let former = operator::<T>(account("former", 0, 0));
		(0..r).for_each(|_| report::<T>(&former, SESSION, 1));
		T::BenchmarkHelper::unmake_operator(&former);
		wait::<T>(T::RetentionPeriod::get());

		#[extrinsic_call]
		_(RawOrigin::Signed(whitelisted_caller()), former.clone());

		assert!(!SeriesOf::<T>::contains_key(former));
	}

	#[benchmark]
	fn set_corridor() -> Result<(), BenchmarkError> {
		let origin =
			T::CorridorOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)?;
		let bounds = [600_000_000_000_000_000, 700_000_000_000_000_000];
		let [lower, upper] = bounds.map(FixedU128::from_inner);

		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, lower, upper);

		assert_eq!(CoherenceCorridor::<T>::get(), Corridor { lower, upper });
		Ok(())
	}

	// As many streams and readings as there can be, and another account before.
	#[benchmark]
	fn replace() {
		let first = operator::<T>(account("first", 0, 0));
		report::<T>(&first, SESSION, 1);
		let old = operator::<T>(account("old", 0, 0));
		assert_ok!(Pallet::<T>::replace(&first, &old));
		(0..T::MaxStreams::get()).for_each(|n| register::<T>(&old, n));
		super::publish::<T>(&old, 0);
		(0..MAX_READINGS).for_each(|_| report::<T>(&old, SESSION, 1));
		let new: T::AccountId = account("new", 0, 0);
		T::Currency::set_balance(&new, FUNDS);

		#[block]
		{
			assert_ok!(Pallet::<T>::replace(&old, &new));
		}

		assert_eq!(StreamsOf::<T>::get(&new).len(), T::MaxStreams::get() as usize);
		assert_eq!(Readings::<T>::iter_prefix(new).count(), MAX_READINGS as usize);
	}

	impl_benchmark_test_suite!(Pallet, mock::ExtBuilder::default().build(), mock::Test,);
}
