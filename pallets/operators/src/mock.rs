// SPDX-License-Identifier: Apache-2.0

//! A runtime with sessions, receipts and this pallet. Invites and kinship are given by the test: the
//! pallet that will keep them is another.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::arithmetic_side_effects)]

use crate as pallet_operators;
use crate::{HoldReason, KeyOwner, OperatorOf, Uptime};
use frame_support::{
	derive_impl, ord_parameter_types, parameter_types,
	traits::{fungible::InspectHold, ConstU128, ConstU32, ConstU64, Hooks},
	weights::constants::RocksDbWeight,
	PalletId,
};
use frame_system::{mocking::MockBlockU32, EnsureSignedBy};
use pallet_session::{disabling::UpToLimitDisablingStrategy, historical, PeriodicSessions};
use sp_runtime::{
	testing::UintAuthorityId,
	traits::{Convert, IdentityLookup},
	BuildStorage, DispatchError, DispatchResult, Weight,
};
use std::collections::{BTreeMap, BTreeSet};
use tonnetz_core::{
	operators::{RedeemInvite, ReplaceAccount},
	traits::{OperatorDuties, ReferralLinks},
	units::{DAYS, MILLISECS_PER_BLOCK, MILLI_TNZ, TNZ},
	AccountId, Balance, BlockNumber, Moment,
};
use tonnetz_crypto::Signature;

/// The founders of every chain here. The first four validate.
pub const FOUNDERS: [AccountId; 5] = [account(1), account(2), account(3), account(4), account(5)];
pub const VALIDATORS: usize = 4;
pub const ALICE: AccountId = account(1);
pub const BOB: AccountId = account(2);
pub const DAVE: AccountId = account(4);
/// A founder that does not validate.
pub const EVE: AccountId = account(5);
/// Has funds and is no operator.
pub const STRANGER: AccountId = account(100);
/// Has funds and is no operator either.
pub const NEWCOMER: AccountId = account(101);
/// A recovery account.
pub const COLD: AccountId = account(102);
/// Has the existential deposit and nothing more.
pub const PAUPER: AccountId = account(103);
/// Signs for the tracks of governance.
pub const SUSPENDERS: AccountId = account(110);
pub const CONFIRMERS: AccountId = account(111);
pub const ELECTORATE: AccountId = account(112);

pub const FUNDS: Balance = 1_000_000 * TNZ;
pub const EXISTENTIAL_DEPOSIT: Balance = 10 * MILLI_TNZ;
pub const DEPOSIT: Balance = 10_000 * TNZ;
pub const COOL_DOWN: BlockNumber = 7 * DAYS;
pub const OBSERVER_AGE: BlockNumber = 30 * DAYS;
pub const SUSPENSION: BlockNumber = 3 * DAYS;
pub const PAUSE: BlockNumber = 14 * DAYS;
pub const DELAY: BlockNumber = 3 * DAYS;
pub const SESSION: BlockNumber = 10;
pub const MAX_VALIDATORS: u32 = 6;
pub const MIN_VALIDATORS: u32 = 3;
pub const KEY_DEPOSIT: Balance = TNZ;

/// The timestamp of block 0.
pub const GENESIS_TIME: Moment = 1_767_225_600_000;

/// The account with this number.
pub const fn account(number: u16) -> AccountId {
	let mut bytes = [0; 32];
	let [high, low] = number.to_be_bytes();
	bytes[0] = high;
	bytes[1] = low;
	AccountId::new(bytes)
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
	pub struct Test;

	#[runtime::pallet_index(0)]
	pub type System = frame_system;
	#[runtime::pallet_index(1)]
	pub type Timestamp = pallet_timestamp;
	#[runtime::pallet_index(11)]
	pub type Session = pallet_session;
	#[runtime::pallet_index(12)]
	pub type Historical = pallet_session::historical;
	#[runtime::pallet_index(20)]
	pub type Balances = pallet_balances;
	#[runtime::pallet_index(50)]
	pub type Receipts = pallet_receipts;
	#[runtime::pallet_index(51)]
	pub type Operators = pallet_operators;
}

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
	type AccountId = AccountId;
	type AccountData = pallet_balances::AccountData<Balance>;
	type Block = MockBlockU32<Test>;
	type DbWeight = RocksDbWeight;
	type Lookup = IdentityLookup<AccountId>;
}

#[derive_impl(pallet_timestamp::config_preludes::TestDefaultConfig)]
impl pallet_timestamp::Config for Test {
	type MinimumPeriod = ConstU64<{ MILLISECS_PER_BLOCK / 2 }>;
}

#[derive_impl(pallet_balances::config_preludes::TestDefaultConfig)]
impl pallet_balances::Config for Test {
	type AccountStore = System;
	type Balance = Balance;
	type ExistentialDeposit = ConstU128<EXISTENTIAL_DEPOSIT>;
}

impl pallet_session::Config for Test {
	type RuntimeEvent = RuntimeEvent;
	type ValidatorId = AccountId;
	type ValidatorIdOf = KeyOwner<Test>;
	type ShouldEndSession = PeriodicSessions<ConstU32<SESSION>, ConstU32<0>>;
	type NextSessionRotation = PeriodicSessions<ConstU32<SESSION>, ConstU32<0>>;
	type SessionManager = historical::NoteHistoricalRoot<Test, Operators>;
	type SessionHandler = pallet_session::TestSessionHandler;
	type Keys = UintAuthorityId;
	type DisablingStrategy = UpToLimitDisablingStrategy;
	type WeightInfo = ();
	type Currency = Balances;
	type KeyDeposit = ConstU128<KEY_DEPOSIT>;
}

impl historical::Config for Test {
	type RuntimeEvent = RuntimeEvent;
	type FullIdentification = ();
	type FullIdentificationOf = UnitIdentification;
}

pub struct UnitIdentification;

impl Convert<AccountId, Option<()>> for UnitIdentification {
	fn convert(_: AccountId) -> Option<()> {
		Some(())
	}
}

parameter_types! {
	pub const ReceiptsPalletId: PalletId = PalletId(*b"tz/rcpts");
	pub static RegistrationDeposit: Balance = DEPOSIT;
	/// Who invited whom.
	pub static Referrers: BTreeMap<AccountId, AccountId> = BTreeMap::new();
	/// Who has something open.
	pub static Busy: BTreeSet<AccountId> = BTreeSet::new();
	/// What was replaced, in order.
	pub static Replaced: Vec<(AccountId, AccountId)> = Vec::new();
}

ord_parameter_types! {
	pub const Suspenders: AccountId = SUSPENDERS;
	pub const Confirmers: AccountId = CONFIRMERS;
	pub const Electorate: AccountId = ELECTORATE;
}

impl pallet_receipts::Config for Test {
	type RuntimeHoldReason = RuntimeHoldReason;
	type Currency = Balances;
	type Time = Timestamp;
	type Signature = Signature;
	type IsOperator = Operators;
	type PalletId = ReceiptsPalletId;
	type DepositBase = ConstU128<{ 100 * MILLI_TNZ }>;
	type DepositPerByte = ConstU128<MILLI_TNZ>;
	type CountersignatureDeposit = ConstU128<{ 100 * MILLI_TNZ }>;
	type RetentionPeriod = ConstU32<{ 90 * DAYS }>;
	type MaxItems = ConstU32<256>;
	type MaxCountedPerDay = ConstU32<4_096>;
	type WeightInfo = ();
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = Keys;
}

#[cfg(feature = "runtime-benchmarks")]
pub struct Keys;

#[cfg(feature = "runtime-benchmarks")]
impl pallet_receipts::benchmarking::Helper<AccountId> for Keys {
	fn make_operator(_: &AccountId) {}
}

#[cfg(feature = "runtime-benchmarks")]
impl crate::benchmarking::Helper<AccountId> for Keys {
	fn set_keys(who: &AccountId, number: u32) {
		// The founders have the first numbers.
		set_keys(who, 1_000 + u64::from(number));
	}

	fn validate(validators: &[AccountId]) {
		pallet_session::Validators::<Test>::put(validators);
		let keys = |who: &AccountId| (who.clone(), Session::load_keys(who).expect("set"));
		pallet_session::QueuedKeys::<Test>::put(validators.iter().map(keys).collect::<Vec<_>>());
	}
}

/// An invite is the account of who made it; it works for whom the test does not forbid.
pub struct Invites;

impl RedeemInvite<AccountId> for Invites {
	type Invite = AccountId;

	fn redeem(invitee: &AccountId, referrer: AccountId) -> Result<AccountId, DispatchError> {
		if *invitee == referrer {
			return Err(DispatchError::Other("nobody invites itself"));
		}
		Referrers::mutate(|referrers| referrers.insert(invitee.clone(), referrer.clone()));
		Ok(referrer)
	}

	fn redeem_weight() -> Weight {
		Weight::from_parts(1_234, 0)
	}
}

pub struct Referrals;

impl ReferralLinks<AccountId> for Referrals {
	fn linked(one: &AccountId, other: &AccountId) -> bool {
		let referrers = Referrers::get();
		referrers.get(one) == Some(other) || referrers.get(other) == Some(one)
	}

	fn share_referrer(one: &AccountId, other: &AccountId) -> bool {
		let referrers = Referrers::get();
		referrers.get(one).is_some_and(|referrer| referrers.get(other) == Some(referrer))
	}

	fn weight() -> Weight {
		Weight::from_parts(7, 0)
	}
}

pub struct Duties;

impl OperatorDuties<AccountId> for Duties {
	fn has_duties(operator: &AccountId) -> bool {
		Busy::get().contains(operator)
	}

	fn has_duties_weight() -> Weight {
		Weight::from_parts(11, 0)
	}
}

pub struct Replacing;

impl ReplaceAccount<AccountId> for Replacing {
	fn replace(old: &AccountId, new: &AccountId) -> DispatchResult {
		Replaced::mutate(|replaced| replaced.push((old.clone(), new.clone())));
		Ok(())
	}

	fn replace_weight() -> Weight {
		Weight::from_parts(13, 0)
	}
}

impl pallet_operators::Config for Test {
	type RuntimeHoldReason = RuntimeHoldReason;
	type Currency = Balances;
	type Session = Session;
	type Receipts = Receipts;
	type Invites = Invites;
	type Referrals = Referrals;
	type Duties = Duties;
	type OnReplaced = Replacing;
	type ValidatorOrigin = EnsureSignedBy<Electorate, AccountId>;
	type SuspendOrigin = EnsureSignedBy<Suspenders, AccountId>;
	type ConfirmOrigin = EnsureSignedBy<Confirmers, AccountId>;
	type Deposit = RegistrationDeposit;
	type CoolDown = ConstU32<COOL_DOWN>;
	type ObserverAge = ConstU32<OBSERVER_AGE>;
	type SuspensionPeriod = ConstU32<SUSPENSION>;
	type SuspensionPause = ConstU32<PAUSE>;
	type ReplacementDelay = ConstU32<DELAY>;
	type MaxValidators = ConstU32<MAX_VALIDATORS>;
	type WeightInfo = ();
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = Keys;
}

/// Builds the state that a test starts from.
pub struct ExtBuilder {
	validators: usize,
	min_validators: u32,
}

impl Default for ExtBuilder {
	fn default() -> Self {
		Self { validators: VALIDATORS, min_validators: MIN_VALIDATORS }
	}
}

impl ExtBuilder {
	/// Has the first so many founders validate.
	pub fn with_validators(mut self, validators: usize, min_validators: u32) -> Self {
		self.validators = validators;
		self.min_validators = min_validators;
		self
	}

	/// The state at block 1.
	pub fn build(self) -> sp_io::TestExternalities {
		let validators = FOUNDERS[..self.validators].to_vec();
		let names = ["alice", "bob", "charlie", "dave", "eve"];
		let genesis = RuntimeGenesisConfig {
			balances: pallet_balances::GenesisConfig {
				balances: (1..=300)
					.map(|number| (account(number), FUNDS))
					.filter(|(who, _)| *who != PAUPER)
					.chain([(PAUPER, EXISTENTIAL_DEPOSIT)])
					.collect(),
				..Default::default()
			},
			session: pallet_session::GenesisConfig {
				keys: (1u64..)
					.zip(&validators)
					.map(|(key, who)| (who.clone(), who.clone(), UintAuthorityId(key)))
					.collect(),
				..Default::default()
			},
			operators: crate::GenesisConfig {
				founders: FOUNDERS.into_iter().zip(names.map(String::from)).collect(),
				validators,
				min_validators: self.min_validators,
			},
			..Default::default()
		};
		let mut ext = sp_io::TestExternalities::new(genesis.build_storage().unwrap());
		RegistrationDeposit::set(DEPOSIT);
		Referrers::set(BTreeMap::new());
		Busy::set(BTreeSet::new());
		Replaced::set(Vec::new());
		ext.execute_with(|| advance_to(1));
		ext
	}

	/// Runs a test at block 1 and checks the invariants of the pallet after it.
	pub fn build_and_execute(self, test: impl FnOnce()) {
		self.build().execute_with(|| {
			test();
			Operators::do_try_state().unwrap();
		})
	}
}

/// Makes `block` the current one, with its timestamp, and no sessions in between.
pub fn advance_to(block: BlockNumber) {
	System::reset_events();
	System::set_block_number(block);
	Timestamp::set_timestamp(GENESIS_TIME + u64::from(block) * MILLISECS_PER_BLOCK);
}

/// Ends the session, and makes the first block of the next the current one.
pub fn end_session() {
	let block = (System::block_number() / SESSION + 1) * SESSION;
	advance_to(block);
	Session::on_initialize(block);
}

/// Makes the first block of an era the current one.
pub fn advance_to_era(era: u32) {
	advance_to(era * crate::ERA);
}

/// Gives an account session keys.
pub fn set_keys(who: &AccountId, key: u64) {
	Session::set_keys(RuntimeOrigin::signed(who.clone()), UintAuthorityId(key), Vec::new())
		.unwrap();
}

/// What is on hold for the registration of `who`.
pub fn held(who: &AccountId) -> Balance {
	Balances::balance_on_hold(&HoldReason::Registration.into(), who)
}

/// The record of an operator that must exist.
pub fn record(who: &AccountId) -> OperatorOf<Test> {
	crate::Operators::<Test>::get(who).expect("an operator")
}

/// The uptime of an operator that must exist.
pub fn uptime(who: &AccountId) -> Uptime {
	crate::Uptimes::<Test>::get(who).expect("an operator")
}

/// The events of this pallet since the block began, in order.
pub fn events() -> Vec<crate::Event<Test>> {
	System::read_events_for_pallet()
}
