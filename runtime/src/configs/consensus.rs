// SPDX-License-Identifier: Apache-2.0

//! Who makes blocks and who finalises them.

use crate::{
	constants::{consensus, currency, signature, time},
	AccountId, Aura, Balance, Balances, BlockNumber, Historical, Operators, Runtime, RuntimeCall,
	RuntimeEvent, Session, SessionKeys, UncheckedExtrinsic,
};
use codec::MaxEncodedLen;
use core::marker::PhantomData;
use frame_support::{
	parameter_types,
	traits::{ConstBool, ConstU32, ConstU64, FindAuthor},
	weights::Weight,
};
use pallet_session::{
	disabling::UpToLimitDisablingStrategy, historical, FindAccountFromAuthorIndex, PeriodicSessions,
};
use sp_runtime::{traits::Convert, ConsensusEngineId};
use tonnetz_crypto::aura::AuthorityId as AuraId;

parameter_types! {
	pub const SessionPeriod: BlockNumber = time::SESSION;
	pub const SessionOffset: BlockNumber = 0;
	// Two owners of keys and the keys themselves.
	pub KeyDeposit: Balance = currency::state_deposit(
		3,
		u32::try_from(AccountId::max_encoded_len().saturating_mul(3)).unwrap_or(u32::MAX)
			.saturating_add(tonnetz_crypto::falcon512::PUBLIC_LEN.saturating_mul(4) as u32),
	);
}

impl pallet_aura::Config for Runtime {
	type AuthorityId = AuraId;
	type DisabledValidators = Session;
	type MaxAuthorities = ConstU32<{ consensus::MAX_AUTHORITIES }>;
	type AllowMultipleBlocksPerSlot = ConstBool<false>;
	type SlotDuration = ConstU64<{ time::SLOT_DURATION }>;
}

/// The author of a block, as the account that its Aura key belongs to.
pub struct Author;

impl FindAuthor<AccountId> for Author {
	fn find_author<'a, I>(digests: I) -> Option<AccountId>
	where
		I: 'a + IntoIterator<Item = (ConsensusEngineId, &'a [u8])>,
	{
		FindAccountFromAuthorIndex::<Runtime, Aura>::find_author(digests)
	}
}

impl pallet_authorship::Config for Runtime {
	type FindAuthor = Author;
	type EventHandler = NoteAuthor;
}

/// Tells the operators pallet that a validator is alive.
pub struct NoteAuthor;

impl pallet_authorship::EventHandler<AccountId, BlockNumber> for NoteAuthor {
	fn note_author(author: AccountId) {
		Operators::note_author(&author);
	}
}

impl pallet_session::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type ValidatorId = AccountId;
	type ValidatorIdOf = pallet_operators::KeyOwner<Runtime>;
	type ShouldEndSession = PeriodicSessions<SessionPeriod, SessionOffset>;
	type NextSessionRotation = PeriodicSessions<SessionPeriod, SessionOffset>;
	type SessionManager = historical::NoteHistoricalRoot<Runtime, Operators>;
	type SessionHandler = <SessionKeys as sp_runtime::traits::OpaqueKeys>::KeyTypeIdProviders;
	type Keys = SessionKeys;
	type DisablingStrategy = UpToLimitDisablingStrategy;
	type WeightInfo = SessionWeight<pallet_session::weights::SubstrateWeight<Runtime>>;
	type Currency = Balances;
	type KeyDeposit = KeyDeposit;
}

/// The weights of the SDK, with the two Falcon-512 proofs of possession of `set_keys` added.
pub struct SessionWeight<W>(PhantomData<W>);

impl<W: pallet_session::WeightInfo> pallet_session::WeightInfo for SessionWeight<W> {
	fn set_keys() -> Weight {
		W::set_keys().saturating_add(signature::FALCON_VERIFY.saturating_mul(2))
	}

	fn purge_keys() -> Weight {
		W::purge_keys()
	}
}

impl historical::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type FullIdentification = ();
	type FullIdentificationOf = UnitIdentification;
}

/// A validator is known by its account alone.
pub struct UnitIdentification;

impl Convert<AccountId, Option<()>> for UnitIdentification {
	fn convert(_: AccountId) -> Option<()> {
		Some(())
	}
}

impl pallet_grandpa::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type WeightInfo = GrandpaWeight;
	type MaxAuthorities = ConstU32<{ consensus::MAX_AUTHORITIES }>;
	type MaxNominators = ConstU32<0>;
	type MaxSetIdSessionEntries = ConstU64<{ time::EQUIVOCATION_SETS }>;
	type KeyOwnerProof = sp_session::MembershipProof;
	type EquivocationReportSystem =
		pallet_grandpa::EquivocationReportSystem<Runtime, Operators, Historical, ReportLongevity>;
}

parameter_types! {
	pub const ReportLongevity: u64 = time::EQUIVOCATION_SETS.saturating_mul(time::SESSION as u64);
}

/// Weights by hand: the SDK's benchmark of an equivocation report decodes an ed25519 one. A report
/// costs two Falcon-512 verifications, a Merkle proof of the session's validators and the reads of
/// the set's session.
pub struct GrandpaWeight;

impl pallet_grandpa::WeightInfo for GrandpaWeight {
	fn report_equivocation(validators: u32, nominators: u32) -> Weight {
		<() as pallet_grandpa::WeightInfo>::report_equivocation(validators, nominators)
			.saturating_add(signature::FALCON_VERIFY.saturating_mul(2))
			.saturating_add(Operators::conviction_weight())
	}

	fn note_stalled() -> Weight {
		<() as pallet_grandpa::WeightInfo>::note_stalled()
	}
}

impl<Local> frame_system::offchain::CreateTransactionBase<Local> for Runtime
where
	RuntimeCall: From<Local>,
{
	type RuntimeCall = RuntimeCall;
	type Extrinsic = UncheckedExtrinsic;
}

impl<Local> frame_system::offchain::CreateBare<Local> for Runtime
where
	RuntimeCall: From<Local>,
{
	fn create_bare(call: RuntimeCall) -> UncheckedExtrinsic {
		UncheckedExtrinsic::new_bare(call)
	}
}
