// SPDX-License-Identifier: Apache-2.0

//! The runtime API of the finality gadget.

// The generated code has items that carry no documentation.
#![allow(missing_docs)]

use crate::{AuthorityId, AuthorityList, EquivocationProof, OpaqueKeyOwnershipProof, SetId};
use sp_runtime::traits::NumberFor;

sp_api::decl_runtime_apis! {
	/// What the finality gadget asks the runtime.
	///
	/// The version is upstream's: the name, version and functions of an API are its identity.
	#[api_version(3)]
	pub trait GrandpaApi {
		/// The authorities that finalise the descendants of this block. The block itself is
		/// finalised by those of its parent.
		fn grandpa_authorities() -> AuthorityList;

		/// Submits an unsigned extrinsic, for local authorship only, that reports an
		/// equivocation. `None` if it could not be made or if reporting is disabled. For
		/// off-chain contexts.
		fn submit_report_equivocation_unsigned_extrinsic(
			equivocation_proof: EquivocationProof<Block::Hash, NumberFor<Block>>,
			key_owner_proof: OpaqueKeyOwnershipProof,
		) -> Option<()>;

		/// Proof that the key `authority_id` belongs to a validator, to be called at a block at
		/// which the set `set_id` is live. `None` if the key is not of that set.
		fn generate_key_ownership_proof(
			set_id: SetId,
			authority_id: AuthorityId,
		) -> Option<OpaqueKeyOwnershipProof>;

		/// The number of the current authority set.
		fn current_set_id() -> SetId;
	}
}
