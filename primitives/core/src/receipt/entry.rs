// SPDX-License-Identifier: Apache-2.0

//! What the state holds under the number of a receipt.

use super::{Receipt, Source};
use crate::types::Balance;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use sp_core::H256;

/// The deposit of one receipt, in plancks.
///
/// Both parts are recorded, so that a later change of prices neither takes from who paid nor gives
/// to them.
#[derive(
	Clone,
	Copy,
	Debug,
	Decode,
	DecodeWithMemTracking,
	Default,
	Encode,
	Eq,
	MaxEncodedLen,
	PartialEq,
	TypeInfo,
)]
pub struct Deposit {
	/// For the body, which can be pruned one day.
	#[codec(compact)]
	pub body: Balance,
	/// For the link and the index entries, which stay in the state for good.
	#[codec(compact)]
	pub permanent: Balance,
}

impl Deposit {
	/// The whole deposit.
	#[must_use]
	pub const fn total(&self) -> Balance {
		self.body.saturating_add(self.permanent)
	}
}

/// A receipt in state: the value whose presence a proof bundle proves. Append-only.
#[derive(
	Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo,
)]
pub enum Entry<AccountId, BlockNumber> {
	/// The whole receipt.
	#[codec(index = 0)]
	Full {
		/// The receipt.
		receipt: Receipt<AccountId, BlockNumber>,
		/// How it came to be written.
		source: Source,
		/// Whether it counts in the attestation volume of [`Receipt::payer`].
		counted: bool,
		/// What is held for it in the account of [`Receipt::payer`].
		deposit: Deposit,
	},
	/// What pruning leaves of it.
	#[codec(index = 1)]
	Pruned {
		/// The link of the receipt that was here.
		link: H256,
		/// How it came to be written.
		source: Source,
		/// In whose account the rest of the deposit is held.
		payer: AccountId,
		/// The rest of the deposit, in plancks.
		#[codec(compact)]
		deposit: Balance,
	},
}

impl<AccountId: Encode, BlockNumber: Encode> Entry<AccountId, BlockNumber> {
	/// The link of the receipt, which is there whether or not the body is pruned.
	pub fn link(&self) -> H256 {
		match self {
			Self::Full { receipt, .. } => receipt.link(),
			Self::Pruned { link, .. } => *link,
		}
	}
}
