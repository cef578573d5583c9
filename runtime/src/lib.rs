// SPDX-License-Identifier: Apache-2.0

//! # The Tonnetz runtime
//!
//! | module | what |
//! |---|---|
//! | [`configs`] | the configuration of each pallet, by what it is for |
//! | [`constants`] | amounts, periods and bounds |
//! | [`tx_extensions`] | what is checked of a transaction besides its signature |
//! | [`session_keys`] | the keys of validators |
//! | [`governance`] | who decides for the community |
//! | [`genesis_config_presets`] | the development chains |
//! | [`migrations`] | migrations of state |
//! | `apis` | the runtime API |
//! | `benchmarks` | what weights are generated from, with the feature `runtime-benchmarks` |
//!
//! The indices of pallets and calls, the storage prefixes and the types of [`Signature`] and
//! [`tx_extensions::TxExtension`] are wire format; `tests/wire_format.rs` pins them.

#![cfg_attr(not(feature = "std"), no_std)]
// `construct_runtime` and `impl_runtime_apis` recurse.
#![recursion_limit = "256"]
// Most items are made by macros that document none of them.
#![allow(missing_docs)]

extern crate alloc;

#[cfg(feature = "std")]
include!(concat!(env!("OUT_DIR"), "/wasm_binary.rs"));

mod apis;
#[cfg(feature = "runtime-benchmarks")]
mod benchmarks;
pub mod configs;
pub mod constants;
pub mod genesis_config_presets;
pub mod governance;
pub mod migrations;
pub mod session_keys;
pub mod tx_extensions;

pub use apis::{api, RuntimeApi};
pub use session_keys::SessionKeys;
pub use tonnetz_core::{AccountId, Balance, BlockNumber, Hash, Moment, Nonce};
pub use tonnetz_crypto::Signature;

use alloc::borrow::Cow;
// The runtime macro names it.
#[cfg(not(feature = "std"))]
use alloc::vec::Vec;
use sp_runtime::{generic, traits::BlakeTwo256, MultiAddress};
use sp_version::RuntimeVersion;

/// The version of the runtime. `spec_version` grows with every change of behaviour,
/// `transaction_version` with every change of the encoding of calls or extensions.
#[sp_version::runtime_version]
pub const VERSION: RuntimeVersion = RuntimeVersion {
	spec_name: Cow::Borrowed("tonnetz"),
	impl_name: Cow::Borrowed("tonnetz-node"),
	authoring_version: 1,
	spec_version: 100,
	impl_version: 1,
	apis: apis::RUNTIME_API_VERSIONS,
	transaction_version: 1,
	system_version: 1,
};

/// The prefix of SS58 addresses: the generic one, until one is registered.
pub const SS58_PREFIX: u16 = 42;

/// How an account is named in a call. Only its identifier will do: an index has no meaning here.
pub type Address = MultiAddress<AccountId, ()>;

/// A block header.
pub type Header = generic::Header<BlockNumber, BlakeTwo256>;

/// A block.
pub type Block = generic::Block<Header, UncheckedExtrinsic>;

/// An extrinsic as it comes from outside.
pub type UncheckedExtrinsic =
	generic::UncheckedExtrinsic<Address, RuntimeCall, Signature, tx_extensions::TxExtension>;

/// What a transaction's signature covers.
pub type SignedPayload = generic::SignedPayload<RuntimeCall, tx_extensions::TxExtension>;

/// Executes blocks.
pub type Executive = frame_executive::Executive<
	Runtime,
	Block,
	frame_system::ChainContext<Runtime>,
	Runtime,
	AllPalletsWithSystem,
>;

/// Types for code that knows blocks and extrinsics by their bytes alone.
pub mod opaque {
	use super::{BlakeTwo256, BlockNumber};
	pub use sp_runtime::OpaqueExtrinsic as UncheckedExtrinsic;

	/// A block header.
	pub type Header = sp_runtime::generic::Header<BlockNumber, BlakeTwo256>;
	/// A block whose extrinsics are not decoded.
	pub type Block = sp_runtime::generic::Block<Header, UncheckedExtrinsic>;
}

#[frame_support::runtime]
mod runtime {
	#[runtime::runtime]
	#[runtime::derive(
		RuntimeCall,
		RuntimeEvent,
		RuntimeError,
		RuntimeOrigin,
		RuntimeFreezeReason,
		RuntimeHoldReason,
		RuntimeSlashReason,
		RuntimeLockId,
		RuntimeTask,
		RuntimeViewFunction
	)]
	pub struct Runtime;

	#[runtime::pallet_index(0)]
	pub type System = frame_system;
	#[runtime::pallet_index(1)]
	pub type Timestamp = pallet_timestamp;
	#[runtime::pallet_index(2)]
	pub type Utility = pallet_utility;
	#[runtime::pallet_index(3)]
	pub type Proxy = pallet_proxy;
	#[runtime::pallet_index(4)]
	pub type Preimage = pallet_preimage;
	#[runtime::pallet_index(5)]
	pub type Scheduler = pallet_scheduler;

	#[runtime::pallet_index(10)]
	pub type Authorship = pallet_authorship;
	#[runtime::pallet_index(11)]
	pub type Session = pallet_session;
	#[runtime::pallet_index(12)]
	pub type Historical = pallet_session::historical;
	#[runtime::pallet_index(13)]
	pub type Aura = pallet_aura;
	#[runtime::pallet_index(14)]
	pub type Grandpa = pallet_grandpa;

	#[runtime::pallet_index(20)]
	pub type Balances = pallet_balances;
	#[runtime::pallet_index(21)]
	pub type TransactionPayment = pallet_transaction_payment;

	#[runtime::pallet_index(31)]
	pub type Origins = crate::governance::origins;

	#[runtime::pallet_index(50)]
	pub type Receipts = pallet_receipts;
	#[runtime::pallet_index(51)]
	pub type Operators = pallet_operators;
	#[runtime::pallet_index(52)]
	pub type Cust = pallet_cust;
	#[runtime::pallet_index(53)]
	pub type Certification = pallet_certification;
	#[runtime::pallet_index(54)]
	pub type Signals = pallet_signals;

	#[cfg(feature = "sudo")]
	#[runtime::pallet_index(255)]
	pub type Sudo = pallet_sudo;
}
