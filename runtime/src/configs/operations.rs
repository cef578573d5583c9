// SPDX-License-Identifier: Apache-2.0

//! What operators and their agents do: receipts.

use crate::{constants::currency, Balances, Runtime, RuntimeHoldReason, Timestamp};
use frame_support::{
	parameter_types,
	traits::{ConstU128, ConstU32},
	PalletId,
};

parameter_types! {
	/// Derives the account that issues the receipts of what happens by itself.
	pub const ReceiptsPalletId: PalletId = PalletId(*b"tnz/rcpt");
}

impl pallet_receipts::Config for Runtime {
	type RuntimeHoldReason = RuntimeHoldReason;
	type Currency = Balances;
	type Time = Timestamp;
	type PalletId = ReceiptsPalletId;
	type DepositBase = ConstU128<{ currency::RECEIPT_DEPOSIT_BASE }>;
	type DepositPerByte = ConstU128<{ currency::RECEIPT_DEPOSIT_PER_BYTE }>;
	type MaxItems = ConstU32<256>;
	type WeightInfo = pallet_receipts::weights::SubstrateWeight<Runtime>;
}
