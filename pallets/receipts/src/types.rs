// SPDX-License-Identifier: Apache-2.0

//! The types of the record, as a runtime encodes them.

use crate::{Attestation, Entry, Page, Receipt, ReceiptInfo, Revocation, Statement, WitnessPage};
use codec::{Decode, Encode, MaxEncodedLen};
use frame_system::{pallet_prelude::BlockNumberFor, Config};
use scale_info::TypeInfo;
use tonnetz_core::{Balance, Moment};

/// What an issuer states, as this runtime encodes it.
pub type AttestationOf<T> = Attestation<BlockNumberFor<T>>;

/// A statement of this runtime.
pub type StatementOf<T> = Statement<<T as Config>::AccountId, BlockNumberFor<T>>;

/// A receipt of this runtime.
pub type ReceiptOf<T> = Receipt<<T as Config>::AccountId, BlockNumberFor<T>>;

/// What is stored under the number of a receipt of this runtime.
pub type EntryOf<T> = Entry<<T as Config>::AccountId, BlockNumberFor<T>>;

/// A revocation of this runtime.
pub type RevocationOf<T> = Revocation<BlockNumberFor<T>>;

/// A countersignature of this runtime.
pub type CountersignatureOf<T> = Countersignature<<T as Config>::AccountId, BlockNumberFor<T>>;

/// What this runtime tells of a receipt.
pub type ReceiptInfoOf<T> = ReceiptInfo<<T as Config>::AccountId, BlockNumberFor<T>>;

/// A page of receipts of this runtime.
pub type PageOf<T> = Page<<T as Config>::AccountId, BlockNumberFor<T>>;

/// A page of witnesses of this runtime.
pub type WitnessPageOf<T> = WitnessPage<<T as Config>::AccountId, BlockNumberFor<T>>;

/// An operator's countersignature of a receipt, in state.
#[derive(Clone, Debug, Decode, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct Countersignature<AccountId, BlockNumber> {
	/// Who countersigned.
	pub witness: AccountId,
	/// The block that wrote it.
	pub at: BlockNumber,
	/// The timestamp of that block, Unix time in milliseconds.
	pub time: Moment,
	/// What is held for it in the account of the witness, in plancks.
	#[codec(compact)]
	pub deposit: Balance,
}
