// SPDX-License-Identifier: Apache-2.0

//! The numbers of the chain: amounts in units of 10^-12 TNZ, periods in blocks unless their name
//! says otherwise.

/// Amounts.
pub mod currency {
	use tonnetz_core::{
		units::{MILLI_TNZ, TNZ},
		Balance,
	};

	/// What an account must hold to exist.
	pub const EXISTENTIAL_DEPOSIT: Balance = 10 * MILLI_TNZ;

	/// Held for a receipt, whatever its size.
	pub const RECEIPT_DEPOSIT_BASE: Balance = 100 * MILLI_TNZ;
	/// Held for each byte of a receipt.
	pub const RECEIPT_DEPOSIT_PER_BYTE: Balance = MILLI_TNZ;

	/// Held for a countersignature of a receipt.
	pub const COUNTERSIGNATURE_DEPOSIT: Balance = 100 * MILLI_TNZ;

	/// Held or reserved for an entry of state that has no price of its own.
	pub const STATE_DEPOSIT_BASE: Balance = 100 * MILLI_TNZ;
	/// Held or reserved for each byte of such an entry.
	pub const STATE_DEPOSIT_PER_BYTE: Balance = MILLI_TNZ;

	/// What `items` entries of `bytes` bytes together cost to keep in state.
	pub const fn state_deposit(items: u32, bytes: u32) -> Balance {
		(items as Balance)
			.saturating_mul(STATE_DEPOSIT_BASE)
			.saturating_add((bytes as Balance).saturating_mul(STATE_DEPOSIT_PER_BYTE))
	}

	/// Held for a command beside its bytes: its record and the entries by which it is found.
	pub const COMMAND_DEPOSIT_BASE: Balance = state_deposit(6, 1_000);

	/// Held for a registration as operator.
	pub const REGISTRATION_DEPOSIT: Balance = 10_000 * TNZ;

	/// Held for a target of commands.
	pub const TARGET_DEPOSIT: Balance = 100 * TNZ;

	/// Held for a stream.
	pub const STREAM_DEPOSIT: Balance = 100 * TNZ;

	/// Held for a report of a session of coherence, and for a reading in an operator's time series.
	pub const REPORT_DEPOSIT: Balance = state_deposit(1, 128);
	/// See [`REPORT_DEPOSIT`].
	pub const READING_DEPOSIT: Balance = state_deposit(1, 192);

	/// Held for a ceremony while it is open.
	pub const CEREMONY_DEPOSIT: Balance = 100 * TNZ;

	/// What a development account holds at genesis.
	pub const DEVELOPMENT_ENDOWMENT: Balance = 1_000_000_000 * TNZ;
}

/// Periods.
pub mod time {
	use tonnetz_core::{
		units::{DAYS, MILLISECS_PER_BLOCK, MINUTES},
		BlockNumber, Moment,
	};

	/// The length of a slot, in milliseconds. Fixed at genesis: Aura divides the time by it.
	pub const SLOT_DURATION: Moment = MILLISECS_PER_BLOCK;

	/// The length of a session. A change of keys or validators takes effect after two ends.
	pub const SESSION: BlockNumber = 10 * MINUTES;

	/// For how many blocks a transaction may name its birth block, and hashes are kept.
	pub const BLOCK_HASH_COUNT: BlockNumber = 4_096;

	/// How many authority sets back an equivocation can be reported: one a session, for a week.
	pub const EQUIVOCATION_SETS: u64 = 7 * 24 * 6;

	/// For how long after its expiry the body of a receipt cannot be pruned.
	pub const RECEIPT_RETENTION: BlockNumber = 90 * DAYS;

	/// For how long the deposit of a registration stays on hold after its end.
	pub const DEREGISTRATION_COOL_DOWN: BlockNumber = 7 * DAYS;

	/// For how long an operator must have been registered to observe others.
	pub const OBSERVER_AGE: BlockNumber = 30 * DAYS;

	/// After how long a suspension that is ordered for a time lapses.
	pub const SUSPENSION: BlockNumber = 3 * DAYS;

	/// For how long after such a suspension there can be no other.
	pub const SUSPENSION_PAUSE: BlockNumber = 14 * DAYS;

	/// For how long the replacement of an operator's account is announced.
	pub const REPLACEMENT_DELAY: BlockNumber = 3 * DAYS;

	/// For how long a session of coherence takes reports.
	pub const COHERENCE_SESSION: BlockNumber = 7 * DAYS;

	/// For how long what was reported of coherence cannot be pruned.
	pub const COHERENCE_RETENTION: BlockNumber = 90 * DAYS;

	/// For how long a ceremony is open.
	pub const CEREMONY: BlockNumber = 7 * DAYS;

	/// For how long a ceremony that failed is remembered.
	pub const FAILED_CEREMONY_RETENTION: BlockNumber = 90 * DAYS;

	/// The time in which an operator witnesses only so many ceremonies.
	pub const WITNESS_WINDOW: BlockNumber = 30 * DAYS;

	/// For how long evidence counts at most.
	pub const EVIDENCE_VALIDITY: BlockNumber = 365 * DAYS;

	/// For how long a command that is closed cannot be pruned.
	pub const COMMAND_RETENTION: BlockNumber = 90 * DAYS;
}

/// Bounds of attestation.
pub mod attestation {
	/// The most receipts a day that count in the attestation volume of an account: one for every
	/// seventh block.
	pub const MAX_COUNTED_PER_DAY: u32 = 4_096;
}

/// Bounds of consensus.
pub mod consensus {
	/// The largest authority set. The headers that announce a change of it, and the
	/// justifications, grow by 0.9 and 1.6 kB an authority and must fit network messages of 1 MiB.
	pub const MAX_AUTHORITIES: u32 = 100;
}

/// Bounds of a block.
pub mod block {
	use frame_support::weights::{constants::WEIGHT_REF_TIME_PER_SECOND, Weight};
	use sp_runtime::Perbill;

	/// The time that a block may take to execute: one second of the three of a slot. The proof
	/// size of a chain without a relay chain is not bounded.
	pub const MAX_WEIGHT: Weight = Weight::from_parts(WEIGHT_REF_TIME_PER_SECOND, u64::MAX);

	/// The encoded length of a block, in bytes. The SDK's proposer stops at 4 MiB + 512 bytes.
	pub const MAX_LENGTH: u32 = 5 * 1024 * 1024;

	/// The part of a block's weight and length that ordinary extrinsics may fill: more than the
	/// proposer's limit in length, so that blocks fill up to it.
	pub const NORMAL_RATIO: Perbill = Perbill::from_percent(90);

	/// The part of the weight that hooks are expected to take.
	pub const AVERAGE_ON_INITIALIZE_RATIO: Perbill = Perbill::from_percent(5);
}

/// What the database costs.
pub mod database {
	use frame_support::weights::{constants::WEIGHT_REF_TIME_PER_NANOS, RuntimeDbWeight};

	/// ParityDB with a state of 300,000 accounts, measured by `scripts/weights.sh storage`;
	/// `docs/WEIGHTS.md` has the result and the margin.
	pub const WEIGHT: RuntimeDbWeight = RuntimeDbWeight {
		read: 7_000 * WEIGHT_REF_TIME_PER_NANOS,
		write: 20_000 * WEIGHT_REF_TIME_PER_NANOS,
	};
}

/// What signatures cost to verify, in picoseconds of the reference machine.
///
/// Measured by `cargo bench -p tonnetz-runtime --bench base_weight`, which applies signed remarks
/// to the WASM runtime; `docs/WEIGHTS.md` has the result and the margin.
pub mod signature {
	use frame_support::weights::{constants::WEIGHT_REF_TIME_PER_MICROS, Weight};

	/// The base weight of an extrinsic with a Falcon-512 signature.
	pub const BASE_EXTRINSIC: Weight = Weight::from_parts(200 * WEIGHT_REF_TIME_PER_MICROS, 0);

	/// What an extrinsic with a SPHINCS+-SHAKE-128s signature costs more, at most: verification
	/// takes 1.8 times its mean for the least lucky message.
	pub const SPHINCS_SURCHARGE: Weight = Weight::from_parts(5_000 * WEIGHT_REF_TIME_PER_MICROS, 0);

	/// One Falcon-512 verification, as in proofs of possession and equivocation reports.
	pub const FALCON_VERIFY: Weight = Weight::from_parts(100 * WEIGHT_REF_TIME_PER_MICROS, 0);
}

/// Fees.
pub mod fee {
	use tonnetz_core::{units::TNZ, Balance};

	/// What a second of execution costs. A transfer of some 300 us costs about 0.03 TNZ, that is
	/// 0.00003 USD at the fixed price of 0.001 USD a TNZ.
	pub const PER_SECOND: Balance = 100 * TNZ;

	/// What a byte of an extrinsic costs. A Falcon-signed transfer has about 1.75 kB, which makes
	/// its length fee about 0.0175 TNZ; a SPHINCS+-signed one has about 8 kB.
	pub const PER_BYTE: Balance = TNZ / 100_000;
}
