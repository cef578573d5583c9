// SPDX-License-Identifier: Apache-2.0

//! What an operator's agent and planner may do in its name.

use crate::{
	constants::currency::state_deposit, Balance, Balances, Runtime, RuntimeCall, RuntimeEvent,
	System,
};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{
	parameter_types,
	traits::{ConstU32, InstanceFilter},
};
use scale_info::TypeInfo;
use sp_runtime::traits::BlakeTwo256;

/// The power that a proxy has. There is no variant for any call: nobody can lend out a vote, a
/// transfer or a key.
///
/// The indices are wire format.
#[derive(
	Clone,
	Copy,
	Debug,
	Default,
	PartialEq,
	Eq,
	PartialOrd,
	Ord,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub enum ProxyType {
	/// An operator's agent: reports what it did, decides nothing.
	#[default]
	#[codec(index = 0)]
	Agent,
	/// The key of a gate, which submits commands for evaluation and nothing else.
	#[codec(index = 1)]
	Planner,
}

impl InstanceFilter<RuntimeCall> for ProxyType {
	/// Whether a proxy of this type may make `call`. A call is denied until it is listed. No call
	/// that carries another is ever listed.
	fn filter(&self, call: &RuntimeCall) -> bool {
		use pallet_cust::Call as Cust;
		use pallet_operators::Call as Operators;
		use pallet_receipts::Call as Receipts;
		use pallet_signals::Call as Signals;
		match self {
			Self::Agent => matches!(
				call,
				RuntimeCall::Receipts(
					Receipts::attest { .. }
						| Receipts::attest_many { .. }
						| Receipts::attest_batch { .. }
						| Receipts::attest_statement { .. }
				) | RuntimeCall::Operators(Operators::heartbeat { .. })
					| RuntimeCall::Cust(Cust::claim { .. } | Cust::complete { .. })
					| RuntimeCall::Signals(
						Signals::publish { .. } | Signals::report_coherence { .. }
					)
			),
			Self::Planner => matches!(call, RuntimeCall::Cust(Cust::submit { .. })),
		}
	}

	fn is_superset(&self, other: &Self) -> bool {
		self == other
	}
}

parameter_types! {
	// An entry of 8 bytes more than its key: the total of what is reserved.
	pub const ProxyDepositBase: Balance = state_deposit(1, 8);
	// An account, a type and a delay.
	pub const ProxyDepositFactor: Balance = state_deposit(0, 32 + 1 + 4);
	pub const AnnouncementDepositBase: Balance = state_deposit(1, 8);
	// An account, a hash and a block number.
	pub const AnnouncementDepositFactor: Balance = state_deposit(0, 32 + 32 + 4);
}

impl pallet_proxy::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type RuntimeCall = RuntimeCall;
	type Currency = Balances;
	type ProxyType = ProxyType;
	type ProxyDepositBase = ProxyDepositBase;
	type ProxyDepositFactor = ProxyDepositFactor;
	type MaxProxies = ConstU32<32>;
	type WeightInfo = pallet_proxy::weights::SubstrateWeight<Runtime>;
	type MaxPending = ConstU32<32>;
	type CallHasher = BlakeTwo256;
	type AnnouncementDepositBase = AnnouncementDepositBase;
	type AnnouncementDepositFactor = AnnouncementDepositFactor;
	type BlockNumberProvider = System;
}
