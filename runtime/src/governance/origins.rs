// SPDX-License-Identifier: Apache-2.0

//! The origins that govern.
//!
//! Until the chain has referenda, one account named at genesis stands for all of them: the governor.
//! No call changes who it is. A chain whose genesis names none has nothing that governs.

pub use pallet::*;

// What the macro expands to proves its `expect`s; the code written here has none.
#[allow(clippy::expect_used)]
#[frame_support::pallet]
pub mod pallet {
	use frame_support::pallet_prelude::*;

	const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	#[pallet::config]
	pub trait Config: frame_system::Config {}

	/// The account that stands for every governing origin.
	#[pallet::storage]
	pub type Governor<T: Config> = StorageValue<_, T::AccountId>;

	/// Names the governor.
	#[pallet::genesis_config]
	#[derive(frame_support::DefaultNoBound)]
	pub struct GenesisConfig<T: Config> {
		/// The account; `None` for a chain that nothing governs.
		pub governor: Option<T::AccountId>,
	}

	#[pallet::genesis_build]
	impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
		fn build(&self) {
			Governor::<T>::set(self.governor.clone());
		}
	}
}

use crate::{Runtime, RuntimeOrigin};
use frame_support::traits::{EnsureOrigin, OriginTrait};

/// Passes what the governor signs.
pub struct EnsureGovernor;

impl EnsureOrigin<RuntimeOrigin> for EnsureGovernor {
	type Success = ();

	fn try_origin(origin: RuntimeOrigin) -> Result<(), RuntimeOrigin> {
		match origin.as_signer() {
			Some(signer) if Governor::<Runtime>::get().as_ref() == Some(signer) => Ok(()),
			_ => Err(origin),
		}
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn try_successful_origin() -> Result<RuntimeOrigin, ()> {
		let governor = Governor::<Runtime>::get().unwrap_or_else(|| {
			let account = tonnetz_core::AccountId::new([0; 32]);
			Governor::<Runtime>::put(&account);
			account
		});
		Ok(RuntimeOrigin::signed(governor))
	}
}
