// SPDX-License-Identifier: Apache-2.0

//! Who observes whom: in each era, of each of the six positions next to an operator, one of those who
//! stand there in turn, and validators where that gives too few.

use crate::{
	Config, Observer, ObserverOf, Occupancy, Occupants, OperatorOf, Operators, Pallet, Validators,
};
use alloc::vec::Vec;
use tonnetz_core::{
	operators::EraIndex,
	torus::{Position, NEIGHBOURS},
	traits::ReferralLinks,
};

/// How many observers an operator has at least, if there are as many validators.
pub(crate) const MIN_OBSERVERS: usize = 3;

/// How many validators that are old enough are tried until there are [`MIN_OBSERVERS`]. Without a bound,
/// one who is linked to many would make the heartbeats of others dear.
pub(crate) const MAX_TRIED: usize = 16;

/// The operator that sends a heartbeat, and what makes it an observer.
pub(crate) struct Watch<AccountId> {
	observer: Observer<AccountId>,
	era: EraIndex,
	position: Position,
	/// Whether it is its turn among those at its position.
	on_duty: bool,
	validator: bool,
}

impl<T: Config> Pallet<T> {
	/// The accounts that may report on `operator` in an era, at most six.
	pub fn observers(operator: &T::AccountId, era: EraIndex) -> Vec<T::AccountId> {
		Operators::<T>::get(operator)
			.map_or_else(Vec::new, |record| Self::observers_of(operator, &record, era))
	}

	fn observers_of(
		operator: &T::AccountId,
		record: &OperatorOf<T>,
		era: EraIndex,
	) -> Vec<T::AccountId> {
		let mut observers = Vec::with_capacity(NEIGHBOURS);
		for position in record.position.neighbours() {
			let observer = Self::on_duty(position, era);
			if let Some(observer) = observer.filter(|one| Self::may_observe(one, operator, era)) {
				observers.push(observer.account);
			}
		}
		if observers.len() < MIN_OBSERVERS {
			Self::fill_with_validators(&mut observers, operator, era);
		}
		observers
	}

	fn fill_with_validators(
		observers: &mut Vec<T::AccountId>,
		operator: &T::AccountId,
		era: EraIndex,
	) {
		let validators = Validators::<T>::get();
		let first = (era as usize).checked_rem(validators.len()).unwrap_or_default();
		let turns = validators.iter().cycle().skip(first).take(validators.len());
		let old_enough = turns.filter(|validator| validator.since <= era);
		for validator in old_enough.take(MAX_TRIED) {
			if observers.len() >= MIN_OBSERVERS {
				break;
			}
			if !observers.contains(&validator.account)
				&& Self::may_observe(validator, operator, era)
			{
				observers.push(validator.account.clone());
			}
		}
	}

	/// What one who sends a heartbeat in an era may report on.
	pub(crate) fn watch(
		account: T::AccountId,
		operator: &OperatorOf<T>,
		era: EraIndex,
	) -> Watch<T::AccountId> {
		let on_duty = Self::on_duty(operator.position, era);
		Watch {
			era,
			position: operator.position,
			on_duty: on_duty.is_some_and(|observer| observer.account == account),
			validator: Self::is_validator(&account),
			observer: Self::observer(account, operator),
		}
	}

	/// Whether `operator` is one and has this observer. Only for validators the others are looked for.
	pub(crate) fn watches(watch: &Watch<T::AccountId>, operator: &T::AccountId) -> bool {
		let Some(record) = Operators::<T>::get(operator) else { return false };
		if !Self::may_observe(&watch.observer, operator, watch.era) {
			return false;
		}
		let as_neighbour = watch.on_duty && watch.position.distance(record.position) == 1;
		as_neighbour
			|| (watch.validator
				&& Self::observers_of(operator, &record, watch.era)
					.contains(&watch.observer.account))
	}

	/// Who of those at a position observes in an era.
	fn on_duty(position: Position, era: EraIndex) -> Option<ObserverOf<T>> {
		let slot = era.checked_rem(Occupancy::<T>::get(position))?;
		Occupants::<T>::get(position, slot)
	}

	/// Whether nothing keeps one from observing another: neither youth nor kinship.
	fn may_observe(observer: &ObserverOf<T>, operator: &T::AccountId, era: EraIndex) -> bool {
		let account = &observer.account;
		account != operator
			&& observer.since <= era
			&& !T::Referrals::linked(account, operator)
			&& !T::Referrals::share_referrer(account, operator)
	}
}
