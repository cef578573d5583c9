// SPDX-License-Identifier: Apache-2.0

#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]
#![deny(missing_docs, rustdoc::broken_intra_doc_links)]

extern crate alloc;

mod decide;
mod deposit;
mod errors;
mod events;
mod execute;
mod judge;
mod life;
mod policies;
mod prune;
mod read;
mod replace;
mod submit;
mod sweep;
mod targets;
mod types;
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
pub use read::{MAX_COMMANDS, MAX_SCAN};
pub use tonnetz_core::cust::{
	Command, CommandId, CommandInfo, CommandPage, DryRun, Outcome, Owner, Policy, Reason, State,
	Suspension, TargetId, TargetInfo, TargetName, TargetPage, Transition, Verdict,
};
pub use types::*;
pub use weights::WeightInfo;

use frame_support::pallet_macros::import_section;

// What the macro expands to proves its `expect`s; the code written here has none.
#[allow(clippy::expect_used)]
#[import_section(events::events)]
#[import_section(errors::errors)]
#[frame_support::pallet]
pub mod pallet {
	use super::*;
	use alloc::{boxed::Box, vec::Vec};
	use frame_support::{
		pallet_prelude::*,
		traits::{fungible::hold, Time},
	};
	use frame_system::pallet_prelude::*;
	use sp_core::H256;
	use tonnetz_core::{
		ordered::Ordered,
		receipt::ReceiptId,
		traits::{AttestReceipt, IsOperator, ModelPins, OperatorRecord},
		Balance, Moment,
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

		/// The timestamp of the block, Unix time in milliseconds.
		type Time: Time<Moment = Moment>;

		/// Tells who may own a target.
		type IsOperator: IsOperator<Self::AccountId>;

		/// Tells which operators are stopped: they do nothing in any role.
		type Operators: OperatorRecord<Self::AccountId, BlockNumberFor<Self>>;

		/// Writes the receipts.
		type Receipts: AttestReceipt<Self::AccountId, BlockNumberFor<Self>>;

		/// Tells how planners stand with the model that a policy names.
		type Models: ModelPins<Self::AccountId>;

		/// Owns the shared targets; resumes policies and reassigns targets.
		type PolicyOrigin: EnsureOrigin<Self::RuntimeOrigin>;

		/// Suspends policies, for at most as many blocks as it says; `None` is no limit.
		type SuspendOrigin: EnsureOrigin<
			Self::RuntimeOrigin,
			Success = Option<BlockNumberFor<Self>>,
		>;

		/// The deposit of a target with its policy, held in the account of the operator who owns it.
		#[pallet::constant]
		type TargetDeposit: Get<Balance>;

		/// The part of a command's deposit that does not depend on its size: for its record and the
		/// entries by which it is found.
		#[pallet::constant]
		type CommandDepositBase: Get<Balance>;

		/// The part of a command's deposit for each byte of its SCALE encoding.
		#[pallet::constant]
		type CommandDepositPerByte: Get<Balance>;

		/// The most targets of one operator.
		#[pallet::constant]
		type MaxTargets: Get<u32>;

		/// For how long after it was closed a command cannot be pruned, in blocks.
		#[pallet::constant]
		type RetentionPeriod: Get<BlockNumberFor<Self>>;

		/// The most commands that one `prune` removes.
		#[pallet::constant]
		type MaxItems: Get<u32>;

		/// The most commands that are closed in the idle time of a block because their deadline has
		/// passed.
		#[pallet::constant]
		type MaxSweep: Get<u32>;

		/// The weights of the calls.
		type WeightInfo: WeightInfo;

		/// Sets the scene for the benchmarks.
		#[cfg(feature = "runtime-benchmarks")]
		type BenchmarkHelper: benchmarking::Helper<Self::AccountId>;
	}

	/// Why this pallet holds funds of an account.
	#[pallet::composite_enum]
	pub enum HoldReason {
		/// The deposits of the operator's targets.
		#[codec(index = 0)]
		Target,
		/// The deposits of the commands that the account submitted.
		#[codec(index = 1)]
		Command,
	}

	/// The number of the next target, which is the number of targets ever created.
	#[pallet::storage]
	pub type NextTarget<T: Config> = StorageValue<_, TargetId, ValueQuery>;

	/// The numbers of the targets by their names.
	// Hasher: names are chosen freely, and a cheap hasher would let an attacker lengthen the paths of
	// others in the trie.
	#[pallet::storage]
	pub type TargetIds<T: Config> = StorageMap<_, Blake2_128Concat, TargetName, TargetId>;

	/// The targets by their numbers.
	///
	/// Each is paid for, with its other entries and its policy, by the deposit recorded in it.
	// Hasher: Identity is safe since the chain itself hands out the numbers, one after another.
	#[pallet::storage]
	pub type Targets<T: Config> = StorageMap<_, Identity, Ordered, TargetOf<T>>;

	/// What the commands of a target change of it.
	// Hasher: as in `Targets`.
	#[pallet::storage]
	pub type Activities<T: Config> =
		StorageMap<_, Identity, Ordered, Activity<BlockNumberFor<T>>, ValueQuery>;

	/// How many submissions for a target were refused because it has no policy, or the policy does
	/// not list the planner.
	// Hasher: as in `Targets`.
	#[pallet::storage]
	pub type UnlistedRefusals<T: Config> = StorageMap<_, Identity, Ordered, u64, ValueQuery>;

	/// The numbers of the targets that an operator owns, in the order in which it came by them. There
	/// is no entry for none.
	// Hasher: keys can be generated until an account id begins with any bits that are wanted.
	#[pallet::storage]
	pub type TargetsOf<T: Config> = StorageMap<
		_,
		Blake2_128Concat,
		T::AccountId,
		BoundedVec<TargetId, T::MaxTargets>,
		ValueQuery,
	>;

	/// The policies by the numbers of their targets.
	// Hasher: as in `Targets`.
	#[pallet::storage]
	pub type Policies<T: Config> = StorageMap<_, Identity, Ordered, PolicyOf<T>>;

	/// The nonce that the next command of a planner for a target must have.
	///
	/// Never removed. Paid for by the part of the deposit of the planner's receipts that stays on hold
	/// for good, since a nonce rises with each of its commands.
	// Hasher: Identity since the chain hands out the number, Blake2_128Concat as in `TargetsOf`.
	#[pallet::storage]
	pub type Nonces<T: Config> = StorageDoubleMap<
		_,
		Identity,
		Ordered, // target
		Blake2_128Concat,
		T::AccountId,
		u64,
		ValueQuery,
	>;

	/// The number of the next command, which is the number of commands ever recorded.
	#[pallet::storage]
	pub type NextCommand<T: Config> = StorageValue<_, CommandId, ValueQuery>;

	/// The commands by their numbers, without what they ask for.
	///
	/// Each is paid for, with its other entries, by the deposit recorded in it.
	// Hasher: Identity is safe since the chain itself hands out the numbers, one after another.
	#[pallet::storage]
	pub type Commands<T: Config> = StorageMap<_, Identity, Ordered, RecordOf<T>>;

	/// What the commands ask for: written once, so that a transition does not write up to 16 KiB.
	// Hasher: as in `Commands`.
	#[pallet::storage]
	pub type Bodies<T: Config> = StorageMap<_, Identity, Ordered, Command>;

	/// The commands of each target.
	// Hasher: Identity is safe since the chain hands out both numbers.
	#[pallet::storage]
	pub type History<T: Config> = StorageDoubleMap<
		_,
		Identity,
		Ordered, // target
		Identity,
		Ordered, // command
		(),
	>;

	/// The commands of each target that are not written down as closed.
	// Hasher: as in `History`.
	#[pallet::storage]
	pub type Open<T: Config> = StorageDoubleMap<
		_,
		Identity,
		Ordered, // target
		Identity,
		Ordered, // command
		(),
	>;

	/// The open commands by the block at which they are closed if nothing happens before.
	// Hasher: Identity makes the trie keep the deadlines ascending. Submitters choose the blocks, but
	// only among those of the next 7 days, so that no path grows longer than that.
	#[pallet::storage]
	pub type Deadlines<T: Config> = StorageDoubleMap<
		_,
		Identity,
		Ordered, // block
		Identity,
		Ordered, // command
		(),
	>;

	/// What the chain starts with.
	#[pallet::genesis_config]
	#[derive(frame_support::DefaultNoBound)]
	pub struct GenesisConfig<T: Config> {
		/// The shared targets, by their names, and their policies.
		pub shared_targets: Vec<(TargetName, Option<PolicyOf<T>>)>,
	}

	#[pallet::genesis_build]
	impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
		// A chain that cannot start as its specification says must not start.
		#[allow(clippy::panic)]
		fn build(&self) {
			for (name, policy) in &self.shared_targets {
				if let Err(error) = Pallet::<T>::found(name, policy.as_ref()) {
					panic!("shared target {name:?} cannot be created: {error:?}");
				}
			}
		}
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		fn on_idle(now: BlockNumberFor<T>, remaining: Weight) -> Weight {
			Self::sweep(now, remaining)
		}

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
		/// Submit a command for its target. Signed by a planner.
		///
		/// It is judged at once, by the policy of the target. The call succeeds also when it is
		/// refused, so that the refusal is recorded. A submitter whom the policy does not list leaves
		/// an event and no more; for one who is listed the command is written down, with a receipt, and
		/// its deposit is held: [`Config::CommandDepositBase`], and [`Config::CommandDepositPerByte`]
		/// for each byte of its encoding.
		///
		/// - `nonce`: the planner's next for the target. Every verdict but `wrong_nonce` consumes it.
		/// - `expires_at`: the first block at which the command is void if nobody has claimed it.
		///
		/// Emits [`Event::Submitted`] or [`Event::SubmissionRefused`]. Fails with [`Error::Suspended`],
		/// [`Error::DepositNotAffordable`], and as `attest` of receipts.
		#[pallet::call_index(0)]
		#[pallet::weight(Pallet::<T>::weight_of_submit(command))]
		pub fn submit(
			origin: OriginFor<T>,
			command: Box<Command>,
			nonce: u64,
			expires_at: BlockNumberFor<T>,
		) -> DispatchResult {
			let submitter = Self::ensure_acting(origin)?;
			Self::do_submit(submitter, *command, nonce, expires_at)
		}

		/// Approve a command. Signed by an approver.
		///
		/// The last approval that is needed makes it approved. If the policy has changed or is
		/// suspended, and at the last approval in any case, the command is judged again: then this call
		/// may close it as refused, and still succeeds. So it does for whoever calls when the target
		/// has lost its policy.
		///
		/// Emits [`Event::ApprovalGiven`] and perhaps [`Event::Approved`]; or [`Event::Refused`] or
		/// [`Event::Denied`]. Fails with [`Error::UnknownCommand`], [`Error::NotPending`],
		/// [`Error::ApprovalTimedOut`], [`Error::NotApprover`], [`Error::AlreadyApproved`],
		/// [`Error::Cooldown`], [`Error::Suspended`], and as `attest` of receipts.
		#[pallet::call_index(1)]
		#[pallet::weight(Pallet::<T>::weight_of_approve())]
		pub fn approve(origin: OriginFor<T>, id: CommandId) -> DispatchResult {
			let who = Self::ensure_acting(origin)?;
			Self::do_approve(who, id)
		}

		/// Deny a command, for good. Signed by one approver.
		///
		/// Emits [`Event::Denied`]. Fails with [`Error::UnknownCommand`], [`Error::NotPending`],
		/// [`Error::ApprovalTimedOut`], [`Error::NotApprover`], [`Error::Suspended`], and as `attest` of
		/// receipts.
		#[pallet::call_index(2)]
		#[pallet::weight(Pallet::<T>::weight_of_deny())]
		pub fn deny(origin: OriginFor<T>, id: CommandId) -> DispatchResult {
			let who = Self::ensure_acting(origin)?;
			Self::do_deny(who, id)
		}

		/// Claim an approved command, to execute it. Signed by an executor.
		///
		/// The command is judged again: then this call may close it as refused, or make it wait for
		/// more approvals, and still succeeds. So it does for whoever calls when the target has lost
		/// its policy. Execute nothing before [`Event::Claimed`] with your account is final.
		///
		/// Emits [`Event::Claimed`]; or [`Event::Refused`], [`Event::Reopened`] or [`Event::Denied`].
		/// Fails with [`Error::UnknownCommand`], [`Error::NotApproved`], [`Error::CommandExpired`],
		/// [`Error::AlreadyClaimed`], [`Error::NotExecutor`], [`Error::Suspended`], and as `attest` of
		/// receipts.
		#[pallet::call_index(3)]
		#[pallet::weight(Pallet::<T>::weight_of_claim())]
		pub fn claim(origin: OriginFor<T>, id: CommandId) -> DispatchResult {
			let who = Self::ensure_acting(origin)?;
			Self::do_claim(who, id)
		}

		/// Report how a command ended. Signed by the executor who claimed it, within its lease,
		/// whatever has become of the policy.
		///
		/// - `evidence`, `log`: SHA-256 of what the executor keeps of it.
		///
		/// Emits [`Event::Completed`]. Fails with [`Error::UnknownCommand`], [`Error::NotClaimed`],
		/// [`Error::LeaseLapsed`], [`Error::NotClaimant`], [`Error::Suspended`], and as `attest` of receipts.
		#[pallet::call_index(4)]
		#[pallet::weight(Pallet::<T>::weight_of_complete())]
		pub fn complete(
			origin: OriginFor<T>,
			id: CommandId,
			outcome: Outcome,
			evidence: H256,
			log: H256,
		) -> DispatchResult {
			let who = Self::ensure_acting(origin)?;
			Self::do_complete(who, id, outcome, evidence, log)
		}

		/// Create a target. Signed by an operator, who owns it and bears [`Config::TargetDeposit`].
		///
		/// It is closed until it has a policy. `name`: 1 to 64 bytes of `a-z 0-9 - . /`.
		///
		/// Emits [`Event::TargetCreated`]. Fails with [`Error::BadTargetName`],
		/// [`Error::TargetNameTaken`], [`Error::NotOperator`], [`Error::TooManyTargets`],
		/// [`Error::DepositNotAffordable`].
		#[pallet::call_index(5)]
		#[pallet::weight(Pallet::<T>::weight_of_create_target())]
		pub fn create_target(origin: OriginFor<T>, name: Vec<u8>) -> DispatchResult {
			let operator = ensure_signed(origin)?;
			Self::do_create_target(&name, Owner::Operator(operator))
		}

		/// Create a shared target, which the policy origin owns. By that origin.
		///
		/// Emits [`Event::TargetCreated`]. Fails with [`Error::BadTargetName`],
		/// [`Error::TargetNameTaken`].
		#[pallet::call_index(6)]
		#[pallet::weight(T::WeightInfo::create_shared_target())]
		pub fn create_shared_target(origin: OriginFor<T>, name: Vec<u8>) -> DispatchResult {
			T::PolicyOrigin::ensure_origin(origin)?;
			Self::do_create_target(&name, Owner::Shared)
		}

		/// Remove a target that has no open commands, and have its deposit returned. By its owner.
		///
		/// Its number is not used again, and its nonces and closed commands stay under it.
		///
		/// Emits [`Event::TargetRemoved`]. Fails with [`Error::UnknownTarget`], [`Error::NotOwner`],
		/// [`Error::NotOperator`], [`Error::TargetInUse`].
		#[pallet::call_index(7)]
		#[pallet::weight(Pallet::<T>::weight_of_remove_target())]
		pub fn remove_target(origin: OriginFor<T>, target: Vec<u8>) -> DispatchResult {
			Self::do_remove_target(origin, &target)
		}

		/// Set the policy of a target. By its owner.
		///
		/// Open commands are judged again by it when they are next approved or claimed. A suspension
		/// stays. `policy.version` is set by the chain, whatever is given.
		///
		/// Emits [`Event::PolicySet`]. Fails with [`Error::UnknownTarget`], [`Error::NotOwner`],
		/// [`Error::NotOperator`], one of the errors from [`Error::RolesOverlap`] to
		/// [`Error::ModelNotNetwork`], and as `attest` of receipts.
		#[pallet::call_index(8)]
		#[pallet::weight(Pallet::<T>::weight_of_set_policy(policy))]
		pub fn set_policy(
			origin: OriginFor<T>,
			target: Vec<u8>,
			policy: Box<PolicyOf<T>>,
		) -> DispatchResult {
			Self::do_set_policy(origin, &target, *policy)
		}

		/// Suspend the policy of a target: every command is refused, also one that was approved. By the
		/// suspend origin, for at most the time that it may order.
		///
		/// An origin without limit may change a suspension; any other only adds one where there is
		/// none. `until`: the first block at which the policy is in force again, or until it is resumed.
		///
		/// Emits [`Event::PolicySuspended`]. Fails with [`Error::UnknownTarget`], [`Error::NoPolicy`],
		/// [`Error::SuspensionInPast`], [`Error::SuspensionTooLong`], [`Error::AlreadySuspended`].
		#[pallet::call_index(9)]
		#[pallet::weight(T::WeightInfo::suspend_policy())]
		pub fn suspend_policy(
			origin: OriginFor<T>,
			target: Vec<u8>,
			until: Option<BlockNumberFor<T>>,
		) -> DispatchResult {
			let limit = T::SuspendOrigin::ensure_origin(origin)?;
			Self::do_suspend_policy(&target, until, limit)
		}

		/// Put a suspended policy in force again. By the policy origin.
		///
		/// Emits [`Event::PolicyResumed`]. Fails with [`Error::UnknownTarget`],
		/// [`Error::NotSuspended`].
		#[pallet::call_index(10)]
		#[pallet::weight(T::WeightInfo::resume_policy())]
		pub fn resume_policy(origin: OriginFor<T>, target: Vec<u8>) -> DispatchResult {
			T::PolicyOrigin::ensure_origin(origin)?;
			Self::do_resume_policy(&target)
		}

		/// Give a target to an operator, who bears its deposit from then on, or make it shared. By the
		/// policy origin.
		///
		/// Its policy and a suspension of it go, so that it is closed until its new owner sets one.
		///
		/// Emits [`Event::TargetReassigned`]. Fails with [`Error::UnknownTarget`],
		/// [`Error::NotOperator`], [`Error::TooManyTargets`], [`Error::DepositNotAffordable`].
		#[pallet::call_index(11)]
		#[pallet::weight(Pallet::<T>::weight_of_reassign_target())]
		pub fn reassign_target(
			origin: OriginFor<T>,
			target: Vec<u8>,
			owner: Option<T::AccountId>,
		) -> DispatchResult {
			T::PolicyOrigin::ensure_origin(origin)?;
			Self::do_reassign_target(&target, owner.map_or(Owner::Shared, Owner::Operator))
		}

		/// Remove commands that have been closed for more than [`Config::RetentionPeriod`], all or none
		/// of them. Signed by anyone.
		///
		/// The deposit of each returns to its planner. Receipts and nonces stay.
		///
		/// Emits [`Event::Pruned`] for each. Fails with [`Error::NoItems`], [`Error::TooManyItems`],
		/// [`Error::UnknownCommand`], [`Error::PruneTooEarly`].
		#[pallet::call_index(12)]
		#[pallet::weight(Pallet::<T>::weight_of_prune(commands.len()))]
		pub fn prune(origin: OriginFor<T>, commands: Vec<CommandId>) -> DispatchResult {
			ensure_signed(origin)?;
			Self::do_prune(commands)
		}
	}

	#[pallet::view_functions]
	impl<T: Config> Pallet<T> {
		/// All that the chain knows of a target but its policy.
		pub fn target(name: Vec<u8>) -> Option<TargetInfoOf<T>> {
			Self::id_of(&name).and_then(Self::target_info)
		}

		/// Where a command stands at this block, deadlines that have passed taken into account.
		pub fn state(id: CommandId) -> Option<StateOf<T>> {
			Commands::<T>::get(Ordered(id))
				.map(|record| record.state_at(frame_system::Pallet::<T>::block_number()))
		}

		/// The nonce that the next command of a planner for a target must have.
		pub fn next_nonce(name: Vec<u8>, planner: T::AccountId) -> u64 {
			Self::id_of(&name).map_or(0, |id| Nonces::<T>::get(Self::key(id), planner))
		}
	}
}
