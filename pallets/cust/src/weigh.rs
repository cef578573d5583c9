// SPDX-License-Identifier: Apache-2.0

//! What the calls weigh, by their arguments. Receipts are part of what is measured; what other
//! pallets are asked is added, for the pallets that answer may change.

use crate::{Command, Config, Pallet, PolicyOf, WeightInfo};
use codec::Encode;
use frame_support::{traits::Get, weights::Weight};
use tonnetz_core::{
	cust::{MAX_OPERATIONS, MAX_PATHS, MAX_RULES},
	traits::{IsOperator, ModelPins, OperatorRecord},
};

impl<T: Config> Pallet<T> {
	/// The weight of a `submit` of this command.
	pub(crate) fn weight_of_submit(command: &Command) -> Weight {
		Self::weight_of_submission(
			at_most(command.operations.len(), MAX_OPERATIONS),
			at_most(command.paths().len(), MAX_PATHS),
			at_most(command.encoded_size(), u32::MAX),
		)
	}

	fn weight_of_submission(operations: u32, paths: u32, bytes: u32) -> Weight {
		// A command of control characters is refused early, but it is digested, and each of them is
		// six in its canonical form.
		T::WeightInfo::submit(operations, paths, bytes)
			.max(T::WeightInfo::submit_malformed(bytes))
			.saturating_add(T::Models::weight())
			.saturating_add(T::Operators::weight())
	}

	/// The weight of an `approve`, of the largest command under the largest policy.
	pub(crate) fn weight_of_approve() -> Weight {
		T::WeightInfo::approve()
			.saturating_add(T::Models::weight())
			.saturating_add(T::Operators::weight())
	}

	/// The weight of a `claim`, of the largest command under the largest policy.
	pub(crate) fn weight_of_claim() -> Weight {
		T::WeightInfo::claim()
			.saturating_add(T::Models::weight())
			.saturating_add(T::Operators::weight())
	}

	/// The weight of a `deny`.
	pub(crate) fn weight_of_deny() -> Weight {
		T::WeightInfo::deny().saturating_add(T::Operators::weight())
	}

	/// The weight of a `complete`.
	pub(crate) fn weight_of_complete() -> Weight {
		T::WeightInfo::complete().saturating_add(T::Operators::weight())
	}

	/// The weight of a `create_target`.
	pub(crate) fn weight_of_create_target() -> Weight {
		T::WeightInfo::create_target().saturating_add(T::IsOperator::is_operator_weight())
	}

	/// The weight of a `remove_target`.
	pub(crate) fn weight_of_remove_target() -> Weight {
		T::WeightInfo::remove_target().saturating_add(T::IsOperator::is_operator_weight())
	}

	/// The weight of a `set_policy` of this policy.
	pub(crate) fn weight_of_set_policy(policy: &PolicyOf<T>) -> Weight {
		T::WeightInfo::set_policy(at_most(policy.operations.len(), MAX_RULES))
			.saturating_add(T::IsOperator::is_operator_weight())
			.saturating_add(T::Models::weight())
	}

	/// The weight of a `reassign_target`.
	pub(crate) fn weight_of_reassign_target() -> Weight {
		T::WeightInfo::reassign_target().saturating_add(T::IsOperator::is_operator_weight())
	}

	/// The weight of a `prune` of so many commands.
	pub(crate) fn weight_of_prune(commands: usize) -> Weight {
		T::WeightInfo::prune(at_most(commands, T::MaxItems::get()))
	}

	/// Asserts that the runtime configures the pallet sensibly.
	#[cfg(feature = "std")]
	pub(crate) fn check_integrity() {
		use codec::MaxEncodedLen;

		assert!(T::MaxItems::get() > 0, "`MaxItems` is 0: `prune` would always fail");
		assert!(T::MaxSweep::get() > 0, "`MaxSweep` is 0: no deadline would be written down");
		assert!(T::MaxTargets::get() > 0, "`MaxTargets` is 0: no operator could have a target");
		let max_extrinsic = T::BlockWeights::get()
			.get(frame_support::dispatch::DispatchClass::Normal)
			.max_extrinsic
			.unwrap_or(Weight::MAX);
		let longest = at_most(Command::max_encoded_len(), u32::MAX);
		let largest = [
			("submit", Self::weight_of_submission(MAX_OPERATIONS, MAX_PATHS, longest)),
			("approve", Self::weight_of_approve()),
			("claim", Self::weight_of_claim()),
			("set_policy", T::WeightInfo::set_policy(MAX_RULES)),
			("prune", T::WeightInfo::prune(T::MaxItems::get())),
			("replace", T::WeightInfo::replace()),
		];
		for (call, weight) in largest {
			assert!(
				weight.all_lte(max_extrinsic),
				"the largest `{call}` does not fit into a block"
			);
		}
	}
}

fn at_most(len: usize, max: u32) -> u32 {
	u32::try_from(len).unwrap_or(max).min(max)
}
