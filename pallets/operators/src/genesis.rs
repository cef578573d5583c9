// SPDX-License-Identifier: Apache-2.0

//! The operators that the chain begins with.

use crate::{
	Config, GenesisConfig, MinValidators, Observer, Pallet, PayoutRail, Sessions, Validators,
	MAX_FOUNDERS,
};
use alloc::vec::Vec;
use frame_support::BoundedVec;

impl<T: Config> Pallet<T> {
	/// Registers the founders and puts the validators on the list.
	///
	/// # Panics
	///
	/// If the genesis is not one that the calls could have led to: there is no chain then.
	pub(crate) fn build_genesis(genesis: &GenesisConfig<T>) {
		assert!(genesis.founders.len() <= MAX_FOUNDERS as usize, "there are at most 128 founders");
		for (account, name) in &genesis.founders {
			let enrolled = Self::free_name(name.as_bytes()).and_then(|name| {
				Self::enrol(account.clone(), name, PayoutRail::OnChain, None, true)
			});
			assert!(enrolled.is_ok(), "founder {name} cannot be registered: {enrolled:?}");
		}

		MinValidators::<T>::put(genesis.min_validators);
		let mut validators = genesis.validators.clone();
		validators.sort_unstable();
		assert!(
			validators.iter().all(crate::Operators::<T>::contains_key),
			"a validator is a founder"
		);
		assert!(
			validators == T::Session::validators(),
			"the validators are those with session keys"
		);
		let validators: Vec<_> =
			validators.into_iter().map(|account| Observer { account, since: 0 }).collect();
		let validators = BoundedVec::try_from(validators);
		assert!(validators.is_ok(), "there are at most `MaxValidators` validators");
		let validators = validators.unwrap_or_default();
		assert!(
			validators.is_empty() || validators.len() >= Self::min_validators() as usize,
			"there are no fewer validators than `min_validators`"
		);
		Validators::<T>::put(validators);
	}
}
