// SPDX-License-Identifier: Apache-2.0

#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]
#![deny(missing_docs, rustdoc::broken_intra_doc_links)]

extern crate alloc;

mod errors;
mod events;
mod genesis;
mod heartbeat;
mod impls;
mod observers;
mod offences;
mod placement;
mod read;
mod recovery;
mod sessions;
mod types;
mod uptime;
mod validators;
mod weigh;
pub mod weights;

#[cfg(feature = "runtime-benchmarks")]
pub mod benchmarking;
#[cfg(test)]
mod mock;
#[cfg(test)]
mod tests;
#[cfg(any(feature = "try-runtime", test))]
mod try_state;

pub use pallet::*;
pub use placement::PositionSet;
pub use sessions::{KeyOwner, Sessions};
pub use tonnetz_core::operators::{
	Endpoint, EraIndex, ObservedPage, OperatorInfo, OperatorName, OperatorPage, OperatorSuspension,
	PayoutRail, Suspension, UptimeInfo, ERA, ERAS_PER_DAY, MAX_FOUNDERS, MAX_OBSERVED, UPTIME_DAYS,
};
pub use types::*;
pub use uptime::Uptime;
pub use weights::WeightInfo;

use frame_support::pallet_macros::import_section;

// What the macro expands to proves its `expect`s; the code written here has none.
#[allow(clippy::expect_used)]
#[import_section(events::events)]
#[import_section(errors::errors)]
#[frame_support::pallet]
pub mod pallet {
	use super::*;
	use alloc::{boxed::Box, string::String, vec::Vec};
	use frame_support::{pallet_prelude::*, traits::fungible::hold};
	use frame_system::pallet_prelude::*;
	use sp_staking::SessionIndex;
	use tonnetz_core::{
		operators::{LastReceipt, RedeemInvite, ReplaceAccount},
		ordered::Ordered,
		receipt::ReceiptId,
		torus::Position,
		traits::{AttestReceipt, OperatorDuties, ReferralLinks},
		Balance,
	};

	const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	#[pallet::config]
	pub trait Config: frame_system::Config {
		/// The runtime's reason for holds, of which [`HoldReason`] is one.
		type RuntimeHoldReason: From<HoldReason>;

		/// The token deposits are held in.
		type Currency: hold::Mutate<
			Self::AccountId,
			Balance = Balance,
			Reason = Self::RuntimeHoldReason,
		>;

		/// The sessions, of which this pallet chooses the validators.
		type Session: Sessions<Self::AccountId>;

		/// Writes the receipts of equivocations and replacements.
		type Receipts: AttestReceipt<Self::AccountId, BlockNumberFor<Self>>
			+ LastReceipt<Self::AccountId>;

		/// Redeems invites.
		type Invites: RedeemInvite<Self::AccountId, Invite: Parameter>;

		/// Tells who came by whom, and so may not vouch for each other.
		type Referrals: ReferralLinks<Self::AccountId>;

		/// Tells what keeps an operator from deregistering.
		type Duties: OperatorDuties<Self::AccountId>;

		/// What else moves to the account that replaces an operator's.
		type OnReplaced: ReplaceAccount<Self::AccountId>;

		/// Who adds and removes validators.
		type ValidatorOrigin: EnsureOrigin<Self::RuntimeOrigin>;

		/// Who suspends an operator for a time, besides its recovery account.
		type SuspendOrigin: EnsureOrigin<Self::RuntimeOrigin>;

		/// Who confirms such a suspension.
		type ConfirmOrigin: EnsureOrigin<Self::RuntimeOrigin>;

		/// The deposit of a registration, in units of 10^-12 TNZ.
		#[pallet::constant]
		type Deposit: Get<Balance>;

		/// For how long the deposit stays on hold after a deregistration, in blocks.
		#[pallet::constant]
		type CoolDown: Get<BlockNumberFor<Self>>;

		/// For how long an operator must have been registered to observe others, in blocks.
		#[pallet::constant]
		type ObserverAge: Get<BlockNumberFor<Self>>;

		/// After how many blocks a suspension by [`Config::SuspendOrigin`] lapses.
		#[pallet::constant]
		type SuspensionPeriod: Get<BlockNumberFor<Self>>;

		/// For how many blocks after such a lapse that origin cannot suspend the operator again.
		#[pallet::constant]
		type SuspensionPause: Get<BlockNumberFor<Self>>;

		/// How many blocks after it was announced an account can take over from an operator's.
		#[pallet::constant]
		type ReplacementDelay: Get<BlockNumberFor<Self>>;

		/// The most validators.
		#[pallet::constant]
		type MaxValidators: Get<u32>;

		/// The weights of the calls.
		type WeightInfo: WeightInfo;

		/// Sets the scene for the benchmarks.
		#[cfg(feature = "runtime-benchmarks")]
		type BenchmarkHelper: benchmarking::Helper<Self::AccountId>;
	}

	/// Why this pallet holds funds of an account.
	#[pallet::composite_enum]
	pub enum HoldReason {
		/// The deposit of a registration, until the cool-down after its end is over.
		#[codec(index = 0)]
		Registration,
	}

	/// The operators by their accounts, each with all about it paid for by the deposit recorded in it.
	// Hasher, of all maps by account: keys can be generated until an account id begins with any bits.
	#[pallet::storage]
	pub type Operators<T: Config> = StorageMap<_, Blake2_128Concat, T::AccountId, OperatorOf<T>>;

	/// The number of the next registration.
	#[pallet::storage]
	pub type NextNumber<T: Config> = StorageValue<_, u64, ValueQuery>;

	/// The operators by the number of their registration.
	// Hasher: Identity since the chain hands out the numbers.
	#[pallet::storage]
	pub type ByNumber<T: Config> = StorageMap<_, Identity, Ordered, T::AccountId>;

	/// The operators by their names.
	// Hasher: whoever registers chooses the name.
	#[pallet::storage]
	pub type Names<T: Config> = StorageMap<_, Blake2_128Concat, OperatorName, T::AccountId>;

	/// How many operators stand at a position.
	// Hasher: Identity since there are 512 positions.
	#[pallet::storage]
	pub type Occupancy<T: Config> = StorageMap<_, Identity, Position, u32, ValueQuery>;

	/// The operators at a position by their slots, which are dense from 0.
	// Hasher: Identity as above, and since the chain hands out the slots.
	#[pallet::storage]
	pub type Occupants<T: Config> =
		StorageDoubleMap<_, Identity, Position, Identity, u32, ObserverOf<T>>;

	/// The positions at which more than so many operators stand.
	// Hasher: Identity since the keys are dense from 0.
	#[pallet::storage]
	pub type Above<T: Config> = StorageMap<_, Identity, u32, PositionSet, ValueQuery>;

	/// How many operators stand at the least occupied position.
	#[pallet::storage]
	pub type Lowest<T: Config> = StorageValue<_, u32, ValueQuery>;

	/// The deposits of former operators, each of which pays for its entry.
	#[pallet::storage]
	pub type Departures<T: Config> = StorageMap<_, Blake2_128Concat, T::AccountId, DepartureOf<T>>;

	/// The accounts that are to take over from operators'.
	#[pallet::storage]
	pub type Replacements<T: Config> =
		StorageMap<_, Blake2_128Concat, T::AccountId, ReplacementOf<T>>;

	/// The last suspension of each account, and who succeeded it. They stay, for receipts do: there are no
	/// more than governance and the recovery accounts of registered operators ever stopped.
	#[pallet::storage]
	pub type Suspensions<T: Config> =
		StorageMap<_, Blake2_128Concat, T::AccountId, SuspensionOf<T>>;

	/// The validators from the next session that is planned on, ascending by account.
	#[pallet::storage]
	pub type Validators<T: Config> =
		StorageValue<_, BoundedVec<ObserverOf<T>, T::MaxValidators>, ValueQuery>;

	/// The fewest validators, as genesis set it; at least 1 whatever it says.
	#[pallet::storage]
	pub type MinValidators<T: Config> = StorageValue<_, u32, ValueQuery>;

	/// The last equivocation proven of each validator, so that old proof cannot be brought again. Not
	/// paid for: there are no more than validators that governance ever added.
	#[pallet::storage]
	pub type Convictions<T: Config> = StorageMap<_, Blake2_128Concat, T::AccountId, Conviction>;

	/// Where operators can be probed, paid for by the deposit of the registration.
	#[pallet::storage]
	pub type Endpoints<T: Config> = StorageMap<_, Blake2_128Concat, T::AccountId, Endpoint>;

	/// How each operator has been seen.
	#[pallet::storage]
	pub type Uptimes<T: Config> = StorageMap<_, Blake2_128Concat, T::AccountId, Uptime>;

	/// The operators and validators that the chain begins with.
	#[pallet::genesis_config]
	#[derive(frame_support::DefaultNoBound)]
	pub struct GenesisConfig<T: Config> {
		/// The founding operators and their names, at most 128. Each pays the deposit.
		pub founders: Vec<(T::AccountId, String)>,
		/// The validators: founding operators, those that the session pallet has keys of.
		pub validators: Vec<T::AccountId>,
		/// The fewest validators there may be; 0 counts as 1.
		pub min_validators: u32,
	}

	#[pallet::genesis_build]
	impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
		fn build(&self) {
			Pallet::<T>::build_genesis(self);
		}
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		#[cfg(feature = "std")]
		fn integrity_test() {
			Self::check_integrity();
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}

	// Call indices are wire format.
	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Register as an operator. Signed by the account that will be one.
		///
		/// [`Config::Deposit`] is held in the account, and the operator is placed on the torus: next
		/// to who invited it, where the fewest stand, or else where the fewest stand of all.
		///
		/// The `name` has 1 to 32 bytes of `a-z 0-9 -`; an `invite` binds the referrer for good.
		///
		/// Emits [`Event::Registered`]. Fails with `AlreadyRegistered`, `Suspended` if the account was
		/// replaced, `InvalidName`, `NameTaken`, `DepositNotAffordable`, and with the errors of the invite.
		#[pallet::call_index(0)]
		#[pallet::weight(Pallet::<T>::weight_of_register(invite.is_some()))]
		pub fn register(
			origin: OriginFor<T>,
			name: Vec<u8>,
			payout: PayoutRail,
			invite: Option<Box<InviteOf<T>>>,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_register(who, name, payout, invite.map(|invite| *invite))
		}

		/// Deregister. Signed by the operator.
		///
		/// Name and position are free at once, the deposit after [`Config::CoolDown`]. Who registers
		/// again begins anew, without uptime and referrer.
		///
		/// Emits [`Event::Deregistered`]. Fails with `NotOperator`, `Suspended`, `IsValidator`,
		/// `HasDuties`.
		#[pallet::call_index(1)]
		#[pallet::weight(Pallet::<T>::weight_of_deregister())]
		pub fn deregister(origin: OriginFor<T>) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_deregister(who)
		}

		/// Have the deposit of an ended registration returned. Signed by the former operator.
		///
		/// Emits [`Event::DepositWithdrawn`]. Fails with `NothingToWithdraw`, `CoolingDown`.
		#[pallet::call_index(2)]
		#[pallet::weight(T::WeightInfo::withdraw_deposit())]
		pub fn withdraw_deposit(origin: OriginFor<T>) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_withdraw_deposit(who)
		}

		/// Set how to be paid. Signed by the operator.
		///
		/// Emits [`Event::PayoutSet`]. Fails with `NotOperator`, `Suspended`.
		#[pallet::call_index(3)]
		#[pallet::weight(T::WeightInfo::set_payout())]
		pub fn set_payout(origin: OriginFor<T>, payout: PayoutRail) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_set_payout(who, payout)
		}

		/// Give a sign of life, and tell who is up. Signed by the operator, once in each era.
		///
		/// - `era`: the one of the block that includes the call: block number / 200.
		/// - `observed`: at most 64 operators that the sender observes, and whether each is up.
		///
		/// Emits [`Event::Heartbeat`]. Fails with `NotOperator`, `Suspended`, `TooManyObserved`,
		/// `PastEra`, `FutureEra`, `DuplicateHeartbeat`, `ObservedTwice`, `NotObserved`.
		#[pallet::call_index(4)]
		#[pallet::weight(Pallet::<T>::weight_of_heartbeat(observed.len()))]
		pub fn heartbeat(
			origin: OriginFor<T>,
			era: EraIndex,
			observed: Vec<(T::AccountId, bool)>,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_heartbeat(who, era, observed)
		}

		/// Set an operator's recovery account. Signed by the current one, or the operator if none is.
		///
		/// Emits [`Event::RecoverySet`]. Fails with `NotOperator`, `RecoveryIsOperator`,
		/// `NotRecovery`, `Suspended`.
		#[pallet::call_index(5)]
		#[pallet::weight(T::WeightInfo::set_recovery())]
		pub fn set_recovery(
			origin: OriginFor<T>,
			operator: T::AccountId,
			recovery: T::AccountId,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_set_recovery(who, operator, recovery)
		}

		/// Stop an operator. Signed by its recovery account, or by [`Config::SuspendOrigin`].
		///
		/// From this block on it can do nothing, until the account is replaced; by the origin it lapses
		/// after [`Config::SuspensionPeriod`] unless [`confirmed`](Self::confirm_suspension).
		///
		/// Emits [`Event::Suspended`]. Fails with `NotOperator`, `NotRecovery`, `AlreadySuspended`,
		/// `SuspendedRecently`.
		#[pallet::call_index(6)]
		#[pallet::weight(T::WeightInfo::suspend())]
		pub fn suspend(origin: OriginFor<T>, operator: T::AccountId) -> DispatchResult {
			Self::do_suspend(origin, operator)
		}

		/// Have a suspension stand that would lapse. By [`Config::ConfirmOrigin`].
		///
		/// Emits [`Event::SuspensionConfirmed`]. Fails with `NotOperator`, `NothingToConfirm`.
		#[pallet::call_index(7)]
		#[pallet::weight(T::WeightInfo::confirm_suspension())]
		pub fn confirm_suspension(origin: OriginFor<T>, operator: T::AccountId) -> DispatchResult {
			T::ConfirmOrigin::ensure_origin(origin)?;
			Self::do_confirm_suspension(operator)
		}

		/// Announce who is to take over from an operator's account. Signed by its recovery account.
		///
		/// It can after [`Config::ReplacementDelay`]. Another announcement begins the delay anew.
		///
		/// Emits [`Event::ReplacementAnnounced`]. Fails with `NotOperator`, `NotRecovery`,
		/// `RecoveryIsOperator`, `AlreadyRegistered`, `Suspended` if `new` was replaced itself.
		#[pallet::call_index(8)]
		#[pallet::weight(T::WeightInfo::replace_account())]
		pub fn replace_account(
			origin: OriginFor<T>,
			operator: T::AccountId,
			new: T::AccountId,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_replace_account(who, operator, new)
		}

		/// Take over from an operator's account. Signed by the one announced, which shows its key.
		///
		/// All that is kept of the operator moves but its receipts. The old account stays stopped for good,
		/// from this block if it was not before. A receipt of kind `Custom(0)`, at the cost of the new
		/// account, points at the last of the old one.
		///
		/// Emits [`Event::AccountReplaced`]. Fails with `NotOperator`, `NoReplacement`,
		/// `NotReplacement`, `ReplacementTooEarly`, `RecoveryIsOperator`, `AlreadyRegistered`,
		/// `Suspended` if it was replaced itself, `NoSessionKeys` if the operator validates, and with the errors of the receipt's deposit.
		#[pallet::call_index(9)]
		#[pallet::weight(Pallet::<T>::weight_of_take_over())]
		pub fn take_over(origin: OriginFor<T>, operator: T::AccountId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_take_over(who, operator)
		}

		/// Add a validator, or bring back one that equivocated. By [`Config::ValidatorOrigin`].
		///
		/// Emits [`Event::ValidatorAdded`]. Fails with `NotOperator`, `Suspended`, `NoSessionKeys`,
		/// `AlreadyValidator`, `TooManyValidators`.
		#[pallet::call_index(10)]
		#[pallet::weight(T::WeightInfo::add_validator())]
		pub fn add_validator(origin: OriginFor<T>, operator: T::AccountId) -> DispatchResult {
			T::ValidatorOrigin::ensure_origin(origin)?;
			Self::do_add_validator(operator)
		}

		/// Remove an operator from the validators. By [`Config::ValidatorOrigin`].
		///
		/// Emits [`Event::ValidatorRemoved`]. Fails with `NotValidator`, `TooFewValidators`.
		#[pallet::call_index(11)]
		#[pallet::weight(T::WeightInfo::remove_validator())]
		pub fn remove_validator(origin: OriginFor<T>, operator: T::AccountId) -> DispatchResult {
			T::ValidatorOrigin::ensure_origin(origin)?;
			Self::do_remove_validator(operator)
		}

		/// Remove one's session keys, and have their deposit returned. Signed by who does not validate.
		///
		/// Fails with `Suspended`, `IsValidator`, and with the session pallet's `NoKeys`.
		#[pallet::call_index(12)]
		#[pallet::weight(T::WeightInfo::purge_keys())]
		pub fn purge_keys(origin: OriginFor<T>) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_purge_keys(who)
		}

		/// Set where one can be probed by its neighbours on the torus. Signed by the operator.
		///
		/// - `endpoint`: the base URL, of which `GET <endpoint>/health` tells; `None` for nowhere. At
		///   most 128 bytes of `http://` or `https://`, a host, and if need be a port and a path, without
		///   user info, query, fragment and final slash.
		///
		/// Emits [`Event::EndpointSet`]. Fails with `NotOperator`, `Suspended`, `BadEndpoint`.
		#[pallet::call_index(13)]
		#[pallet::weight(T::WeightInfo::set_endpoint())]
		pub fn set_endpoint(origin: OriginFor<T>, endpoint: Option<Vec<u8>>) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_set_endpoint(who, endpoint)
		}
	}
}
