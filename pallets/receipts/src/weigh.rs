// SPDX-License-Identifier: Apache-2.0

//! What the calls weigh, by their arguments. What is too long is refused before it costs more than
//! the longest that is not.

use crate::{AttestationOf, Config, Pallet, WeightInfo, MAX_REASON_LEN, MAX_URI_LEN};
use frame_support::{traits::Get, weights::Weight};
use tonnetz_core::traits::{DetachedSignature, IsOperator};
use tonnetz_crypto::Scheme;

/// The weight of a SPHINCS+ statement is that of a typical one times this: for the least lucky
/// message verification takes 1.8 times its mean, and a signer can look for one.
const SPHINCS_MARGIN: u64 = 2;

impl<T: Config> Pallet<T> {
	/// The weight of an `attest` with a uri of so many bytes.
	pub(crate) fn weight_of_attest(uri_len: usize) -> Weight {
		T::WeightInfo::attest(at_most(uri_len, MAX_URI_LEN))
	}

	/// The weight of an `attest_many` of these items, each counted with the longest uri among them.
	pub(crate) fn weight_of_attest_many(items: &[AttestationOf<T>]) -> Weight {
		let longest = items.iter().map(|item| item.uri.len()).max().unwrap_or_default();
		T::WeightInfo::attest_many(
			at_most(items.len(), T::MaxItems::get()),
			at_most(longest, MAX_URI_LEN),
		)
	}

	/// The weight of an `attest_batch` with a uri of so many bytes.
	pub(crate) fn weight_of_attest_batch(uri_len: usize) -> Weight {
		T::WeightInfo::attest_batch(at_most(uri_len, MAX_URI_LEN))
	}

	/// The weight of an `attest_statement` with this signature, whatever the length of the uri.
	pub(crate) fn weight_of_attest_statement(signature: &T::Signature) -> Weight {
		match signature.scheme() {
			Scheme::Falcon512 => T::WeightInfo::attest_statement_falcon(),
			Scheme::SphincsShake128s => Self::weight_of_sphincs_statement(),
		}
	}

	fn weight_of_sphincs_statement() -> Weight {
		T::WeightInfo::attest_statement_sphincs().saturating_mul(SPHINCS_MARGIN)
	}

	/// The weight of a `countersign`.
	pub(crate) fn weight_of_countersign() -> Weight {
		T::WeightInfo::countersign().saturating_add(T::IsOperator::is_operator_weight())
	}

	/// The weight of a `revoke` with a reason of so many bytes.
	pub(crate) fn weight_of_revoke(reason_len: usize) -> Weight {
		T::WeightInfo::revoke(at_most(reason_len, MAX_REASON_LEN))
	}

	/// The weight of a `prune` of so many receipts.
	pub(crate) fn weight_of_prune(receipts: usize) -> Weight {
		T::WeightInfo::prune(at_most(receipts, T::MaxItems::get()))
	}

	/// Asserts that the runtime configures the pallet sensibly.
	#[cfg(feature = "std")]
	pub(crate) fn check_integrity() {
		let max_items = T::MaxItems::get();
		assert!(max_items > 0, "`MaxItems` is 0: `attest_many` and `prune` would always fail");
		let max_extrinsic = T::BlockWeights::get()
			.get(frame_support::dispatch::DispatchClass::Normal)
			.max_extrinsic
			.unwrap_or(Weight::MAX);
		let largest = [
			("attest_many", T::WeightInfo::attest_many(max_items, MAX_URI_LEN)),
			("prune", T::WeightInfo::prune(max_items)),
			("attest_statement", Self::weight_of_sphincs_statement()),
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
