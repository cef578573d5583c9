// SPDX-License-Identifier: Apache-2.0

//! What is true of the state after every block.

use crate::{
	Above, ByNumber, Config, Convictions, Departures, Endpoints, HoldReason, Lowest, Names,
	NextNumber, Occupancy, Occupants, OperatorOf, Operators, Pallet, PositionSet, Replacements,
	Sessions, Suspensions, Uptimes, Validators,
};
use alloc::{collections::BTreeMap, vec::Vec};
use frame_support::{ensure, traits::fungible::InspectHold};
use sp_runtime::TryRuntimeError;
use tonnetz_core::{
	operators::{is_endpoint, is_operator_name},
	ordered::Ordered,
	torus::Position,
	Balance,
};

impl<T: Config> Pallet<T> {
	/// Checks the invariants of the pallet.
	///
	/// Of operators:
	///
	/// - Each has a name of its own that is one, and a number of its own below `NextNumber`; `Names`
	///   and `ByNumber` have nothing else.
	/// - Each joined in the past, and none is its own recovery account or referrer.
	/// - Each has an uptime, and nobody else; what that says of itself holds.
	/// - An endpoint is one, and an operator's.
	/// - A replacement is announced only for an operator with a recovery account.
	/// - Who has a successor is stopped for good and no operator; a suspension is not from a block to come.
	///
	/// Of the torus:
	///
	/// - The slots of a position are dense from 0 to its occupancy, and each operator stands in the
	///   one in its record, old enough to observe when its record says.
	/// - `Above` has, for each number, exactly the positions with more occupants, and no empty sets.
	/// - `Lowest` is the occupancy of the least occupied position.
	///
	/// Of validators:
	///
	/// - They ascend by account, are operators with session keys, and are no fewer than
	///   `MinValidators` unless there are none.
	/// - A conviction is not from a session to come.
	///
	/// Of accounts:
	///
	/// - What is on hold for registration is the sum of the deposits recorded.
	pub(crate) fn do_try_state() -> Result<(), TryRuntimeError> {
		let operators: Vec<_> = Operators::<T>::iter().collect();
		Self::try_state_operators(&operators)?;
		Self::try_state_torus(&operators)?;
		Self::try_state_validators()?;
		Self::try_state_holds(&operators)
	}

	fn try_state_operators(
		operators: &[(T::AccountId, OperatorOf<T>)],
	) -> Result<(), TryRuntimeError> {
		let now = frame_system::Pallet::<T>::block_number();
		let next = NextNumber::<T>::get();
		for (account, operator) in operators {
			ensure!(is_operator_name(operator.name.as_bytes()), "a name is one");
			ensure!(
				Names::<T>::get(&operator.name).as_ref() == Some(account),
				"`Names` has each operator"
			);
			ensure!(operator.number < next, "a number is below the next");
			ensure!(
				ByNumber::<T>::get(Ordered(operator.number)).as_ref() == Some(account),
				"`ByNumber` has each operator"
			);
			ensure!(operator.joined <= now, "an operator joined in the past");
			ensure!(
				operator.recovery.as_ref() != Some(account)
					&& operator.referrer.as_ref() != Some(account),
				"no operator is its own recovery account or referrer"
			);
			let uptime = Uptimes::<T>::get(account).ok_or("each operator has an uptime")?;
			uptime.try_state(Self::current_era())?;
		}
		let count = operators.len();
		ensure!(Names::<T>::iter_keys().count() == count, "`Names` has nothing else");
		ensure!(ByNumber::<T>::iter_keys().count() == count, "`ByNumber` has nothing else");
		ensure!(Uptimes::<T>::iter_keys().count() == count, "nobody else has an uptime");
		for (account, endpoint) in Endpoints::<T>::iter() {
			ensure!(is_endpoint(endpoint.as_bytes()), "an endpoint is one");
			ensure!(Operators::<T>::contains_key(account), "only operators have endpoints");
		}
		for account in Replacements::<T>::iter_keys() {
			ensure!(
				Operators::<T>::get(account).is_some_and(|operator| operator.recovery.is_some()),
				"a replacement is announced by a recovery account"
			);
		}
		for (account, suspension) in Suspensions::<T>::iter() {
			ensure!(suspension.since <= now, "a suspension is not from a block to come");
			ensure!(
				suspension.successor.is_none()
					|| (suspension.lapses.is_none() && !Operators::<T>::contains_key(account)),
				"who has a successor is stopped for good"
			);
		}
		Ok(())
	}

	fn try_state_torus(operators: &[(T::AccountId, OperatorOf<T>)]) -> Result<(), TryRuntimeError> {
		let mut occupancy = BTreeMap::<Position, u32>::new();
		for (account, operator) in operators {
			let observer = Self::observer(account.clone(), operator);
			ensure!(
				Occupants::<T>::get(operator.position, operator.slot) == Some(observer),
				"each operator stands where its record says"
			);
			let count = occupancy.entry(operator.position).or_default();
			*count = count.saturating_add(1);
		}
		ensure!(
			Occupants::<T>::iter_keys().count() == operators.len(),
			"nobody else stands on the torus"
		);
		for (position, slot) in Occupants::<T>::iter_keys() {
			ensure!(slot < Occupancy::<T>::get(position), "slots are dense from 0");
		}
		ensure!(
			Occupancy::<T>::iter().collect::<BTreeMap<_, _>>() == occupancy,
			"`Occupancy` counts who stands at each position"
		);

		let mut above = BTreeMap::<u32, PositionSet>::new();
		for (position, count) in &occupancy {
			for level in 0..*count {
				above.entry(level).or_default().insert(*position);
			}
		}
		ensure!(
			Above::<T>::iter().collect::<BTreeMap<_, _>>() == above,
			"`Above` has the positions with more occupants"
		);
		let lowest = Position::all().map(Occupancy::<T>::get).min();
		ensure!(lowest == Some(Lowest::<T>::get()), "`Lowest` is that of the least occupied");
		Ok(())
	}

	fn try_state_validators() -> Result<(), TryRuntimeError> {
		let validators = Validators::<T>::get();
		ensure!(
			validators.is_sorted_by(|one, other| one.account < other.account),
			"validators ascend by account"
		);
		ensure!(
			validators.is_empty() || validators.len() >= Self::min_validators() as usize,
			"validators are no fewer than `MinValidators`"
		);
		for validator in &validators {
			let operator =
				Operators::<T>::get(&validator.account).ok_or("a validator is an operator")?;
			ensure!(
				*validator == Self::observer(validator.account.clone(), &operator),
				"a validator is old enough to observe when its record says"
			);
			ensure!(T::Session::has_keys(&validator.account), "a validator has session keys");
		}
		let session = T::Session::current_index();
		ensure!(
			Convictions::<T>::iter_values().all(|conviction| conviction.session <= session),
			"a conviction is not from a session to come"
		);
		Ok(())
	}

	fn try_state_holds(operators: &[(T::AccountId, OperatorOf<T>)]) -> Result<(), TryRuntimeError> {
		let mut deposits = BTreeMap::<T::AccountId, Balance>::new();
		let recorded = operators.iter().map(|(who, operator)| (who.clone(), operator.deposit));
		let left = Departures::<T>::iter().map(|(who, departure)| (who, departure.deposit));
		for (who, deposit) in recorded.chain(left) {
			let sum = deposits.entry(who).or_default();
			*sum = sum.saturating_add(deposit);
		}
		let reason = HoldReason::Registration.into();
		for (who, sum) in deposits {
			ensure!(
				T::Currency::balance_on_hold(&reason, &who) == sum,
				"what is on hold is the sum of the recorded deposits"
			);
		}
		Ok(())
	}
}
