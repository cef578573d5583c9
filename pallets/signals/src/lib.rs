// SPDX-License-Identifier: Apache-2.0

#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]
#![deny(missing_docs, rustdoc::broken_intra_doc_links)]

extern crate alloc;

mod coherence;
mod deposit;
mod errors;
mod events;
mod impls;
mod read;
mod reliability;
mod replace;
mod series;
mod types;
mod weigh;
pub mod weights;
mod window;

#[cfg(feature = "runtime-benchmarks")]
pub mod benchmarking;
#[cfg(test)]
mod mock;
#[cfg(test)]
mod tests;
#[cfg(any(feature = "try-runtime", test))]
mod try_state;

pub use pallet::*;
pub use reliability::{factor, COUNTED_DAYS};
pub use replace::MAX_PREDECESSORS;
pub use series::MAX_READINGS;
pub use tonnetz_core::{
	coherence::{
		Corridor, Measurement, Reading, ReadingPage, SessionInfo, SessionMedian, SessionReport,
		State, Stats, MAX_REPORTERS, MAX_SAMPLE, MAX_SAMPLES, MIN_REPORTERS,
	},
	receipt::MAX_PAGE,
	signals::{
		Reliability, StreamId, StreamInfo, StreamKind, StreamName, StreamReliability, Update,
		MAX_NAME_LEN,
	},
};
pub use types::*;
pub use weights::WeightInfo;
pub use window::Window;

use frame_support::pallet_macros::import_section;

// What the macro expands to proves its `expect`s; the code written here has none.
#[allow(clippy::expect_used)]
#[import_section(events::events)]
#[import_section(errors::errors)]
#[frame_support::pallet]
pub mod pallet {
	use super::*;
	use alloc::vec::Vec;
	use frame_support::{
		pallet_prelude::*,
		traits::{fungible::hold, Time},
	};
	use frame_system::pallet_prelude::*;
	use sp_core::H256;
	use sp_runtime::{FixedI128, FixedU128};
	use tonnetz_core::{
		ordered::Ordered,
		receipt::ReceiptId,
		traits::{AttestReceipt, IsOperator},
		units::{DAYS, MINUTES},
		Balance, BlockNumber, Moment,
	};

	const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	#[pallet::config]
	pub trait Config: frame_system::Config<Hash = H256> {
		/// The runtime's reason for holds, of which [`HoldReason`] is one.
		type RuntimeHoldReason: From<HoldReason>;

		/// The token deposits are held in.
		type Currency: hold::Mutate<
			Self::AccountId,
			Balance = Balance,
			Reason = Self::RuntimeHoldReason,
		>;

		/// The timestamp of the block, Unix time in milliseconds.
		type Time: Time<Moment = Moment>;

		/// Tells who may register streams, publish and report.
		type IsOperator: IsOperator<Self::AccountId>;

		/// Writes the receipts of reports.
		type Receipts: AttestReceipt<Self::AccountId, BlockNumberFor<Self>>;

		/// Who sets the corridor of coherence.
		type CorridorOrigin: EnsureOrigin<Self::RuntimeOrigin>;

		/// The deposit of a stream.
		#[pallet::constant]
		type StreamDeposit: Get<Balance>;

		/// The deposit of a report of a session.
		#[pallet::constant]
		type ReportDeposit: Get<Balance>;

		/// The deposit of a reading in the time series of an operator.
		#[pallet::constant]
		type ReadingDeposit: Get<Balance>;

		/// The most streams of an operator, those retired and not yet pruned among them.
		#[pallet::constant]
		type MaxStreams: Get<u32>;

		/// For how long after its first report a session takes reports, in blocks.
		#[pallet::constant]
		type SessionPeriod: Get<BlockNumber>;

		/// For how long after it was sealed a session cannot be pruned, and for how long after the
		/// last of them the readings of a former operator, in blocks.
		#[pallet::constant]
		type RetentionPeriod: Get<BlockNumber>;

		/// The weights of the calls.
		type WeightInfo: WeightInfo;

		/// Sets the scene for the benchmarks.
		#[cfg(feature = "runtime-benchmarks")]
		type BenchmarkHelper: benchmarking::Helper<Self::AccountId>;
	}

	#[pallet::extra_constants]
	impl<T: Config> Pallet<T> {
		/// The shortest interval of a stream, in blocks: one minute.
		#[pallet::constant_name(MinInterval)]
		fn min_interval() -> BlockNumber {
			MINUTES
		}

		/// The longest interval of a stream, in blocks: one day.
		#[pallet::constant_name(MaxInterval)]
		fn max_interval() -> BlockNumber {
			DAYS
		}

		/// The longest name of a stream, in bytes.
		#[pallet::constant_name(MaxNameLen)]
		fn max_name_len() -> u32 {
			MAX_NAME_LEN
		}

		/// The most samples of a report.
		#[pallet::constant_name(MaxSamples)]
		fn max_samples() -> u32 {
			MAX_SAMPLES
		}

		/// The largest sample.
		#[pallet::constant_name(MaxSample)]
		fn max_sample() -> FixedU128 {
			MAX_SAMPLE
		}

		/// The most operators that report one session.
		#[pallet::constant_name(MaxReporters)]
		fn max_reporters() -> u32 {
			MAX_REPORTERS
		}

		/// The most readings that the time series of an operator keeps: the last ones.
		#[pallet::constant_name(MaxReadings)]
		fn max_readings() -> u32 {
			MAX_READINGS
		}
	}

	/// Why this pallet holds funds of an account.
	#[pallet::composite_enum]
	pub enum HoldReason {
		/// The deposits of the account's streams.
		#[codec(index = 0)]
		Stream,
		/// The deposits of the account's reports of sessions.
		#[codec(index = 1)]
		Report,
		/// The deposits of the account's readings.
		#[codec(index = 2)]
		Reading,
	}

	/// The number of the next stream, which is the number of streams ever registered.
	#[pallet::storage]
	pub type NextStream<T: Config> = StorageValue<_, StreamId, ValueQuery>;

	/// The streams by their number.
	///
	/// Each is paid for, with its place in [`StreamsOf`], by the deposit recorded in it.
	// Hasher: Identity is safe since the chain itself hands out the numbers, one after another.
	#[pallet::storage]
	pub type Streams<T: Config> = StorageMap<_, Identity, Ordered, StreamOf<T>>;

	/// The numbers of an operator's streams, ascending.
	// Hasher: keys can be generated until an account id begins with any bits that are wanted, so
	// that a cheap hasher would let an attacker lengthen the paths of others in the trie.
	#[pallet::storage]
	pub type StreamsOf<T: Config> = StorageMap<
		_,
		Blake2_128Concat,
		T::AccountId,
		BoundedVec<StreamId, T::MaxStreams>,
		ValueQuery,
	>;

	/// The corridor of coherence, for the sessions that begin.
	#[pallet::storage]
	pub type CoherenceCorridor<T: Config> = StorageValue<_, Corridor, ValueQuery>;

	/// The sessions and their reports.
	///
	/// Each report is paid for by the deposit recorded in it.
	// Hasher: whoever reports chooses the key freely, and could pile entries into one path of the
	// trie under a hasher that is cheap to collide.
	#[pallet::storage]
	pub type Sessions<T: Config> = StorageMap<_, Blake2_128Concat, H256, SessionOf<T>>;

	/// How long the time series of each operator is, and what is held for it.
	// Hasher: as in `StreamsOf`.
	#[pallet::storage]
	pub type SeriesOf<T: Config> =
		StorageMap<_, Blake2_128Concat, T::AccountId, Series, ValueQuery>;

	/// The last [`MAX_READINGS`] readings of each operator, each in the place of its number modulo
	/// [`MAX_READINGS`].
	///
	/// Paid for by the deposit recorded in [`SeriesOf`].
	// Hasher: Blake2_128Concat as in `StreamsOf`; Identity since the chain hands out the places.
	#[pallet::storage]
	pub type Readings<T: Config> = StorageDoubleMap<
		_,
		Blake2_128Concat,
		T::AccountId,
		Identity,
		u8, // number modulo MAX_READINGS
		Reading,
	>;

	/// The accounts that the operator of an account went by before, the last of them at the end: a
	/// report that one of them made while it was the operator's gives way to one that the operator
	/// makes now.
	///
	/// Paid for, as it only is of an account with a time series, by the deposit recorded in
	/// [`SeriesOf`].
	// Hasher: as in `StreamsOf`.
	#[pallet::storage]
	pub type Predecessors<T: Config> = StorageMap<
		_,
		Blake2_128Concat,
		T::AccountId,
		BoundedVec<PredecessorOf<T>, ConstU32<MAX_PREDECESSORS>>,
		ValueQuery,
	>;

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		#[cfg(feature = "std")]
		fn integrity_test() {
			Self::check_integrity();
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Register a stream: a promise to update it in every interval. Signed by an operator.
		///
		/// [`Config::StreamDeposit`] is held until the stream is pruned. Its first slot begins with
		/// this block.
		///
		/// - `name`: 1 to 32 visible ASCII characters, another than those of the operator's streams
		///   in service.
		/// - `interval`: the length of a slot in blocks, from one minute to one day.
		///
		/// Emits [`Event::StreamRegistered`]. Fails with [`Error::NotOperator`],
		/// [`Error::InvalidName`], [`Error::IntervalTooShort`], [`Error::IntervalTooLong`],
		/// [`Error::TooManyStreams`], [`Error::NameTaken`], [`Error::DepositNotAffordable`].
		#[pallet::call_index(0)]
		#[pallet::weight(T::WeightInfo::register_stream())]
		pub fn register_stream(
			origin: OriginFor<T>,
			name: Vec<u8>,
			kind: StreamKind,
			interval: BlockNumber,
		) -> DispatchResult {
			let operator = ensure_signed(origin)?;
			Self::do_register_stream(operator, name, kind, interval)
		}

		/// Publish an update of a stream. Signed by its operator.
		///
		/// The first update in a slot serves it. Further ones are stored and emitted too, but count
		/// nothing.
		///
		/// - `sequence`: above that of the update before.
		/// - `digest`: SHA-256 of the data.
		/// - `value`: if the data comes to one number.
		///
		/// Emits [`Event::Published`]. Fails with [`Error::UnknownStream`],
		/// [`Error::NotStreamOperator`], [`Error::NotOperator`], [`Error::StreamRetired`],
		/// [`Error::SequenceTooLow`].
		#[pallet::call_index(1)]
		#[pallet::weight(T::WeightInfo::publish())]
		pub fn publish(
			origin: OriginFor<T>,
			stream: StreamId,
			sequence: u64,
			digest: H256,
			value: Option<FixedI128>,
		) -> DispatchResult {
			let operator = ensure_signed(origin)?;
			Self::do_publish(operator, stream, sequence, digest, value)
		}

		/// Retire a stream: it takes no more updates. Signed by its operator.
		///
		/// For 30 days it stays in the mean of the operator's reliability, and its slots are missed.
		///
		/// Emits [`Event::StreamRetired`]. Fails with [`Error::UnknownStream`],
		/// [`Error::NotStreamOperator`], [`Error::NotOperator`], [`Error::StreamRetired`].
		#[pallet::call_index(2)]
		#[pallet::weight(T::WeightInfo::retire_stream())]
		pub fn retire_stream(origin: OriginFor<T>, stream: StreamId) -> DispatchResult {
			let operator = ensure_signed(origin)?;
			Self::do_retire_stream(operator, stream)
		}

		/// Remove a stream that was retired 30 days ago or earlier, and return its deposit to its
		/// operator. Signed by anyone.
		///
		/// Emits [`Event::StreamPruned`]. Fails with [`Error::UnknownStream`],
		/// [`Error::NotRetired`], [`Error::PruneTooEarly`].
		#[pallet::call_index(3)]
		#[pallet::weight(T::WeightInfo::prune_stream())]
		pub fn prune_stream(origin: OriginFor<T>, stream: StreamId) -> DispatchResult {
			ensure_signed(origin)?;
			Self::do_prune_stream(stream)
		}

		/// Report a measured signal. Signed by an operator.
		///
		/// The chain computes the coherence ratio, appends a reading to the reporter's time series
		/// and writes a receipt of the kind `Coherence` about the session, the digest of which is
		/// that of the [`Measurement`]. A report of the same session by the same operator replaces
		/// the one before, the receipt of which is its parent. So does the first report of an operator
		/// that goes by another account than when it reported the session.
		///
		/// [`Config::ReportDeposit`] is held until the session is pruned, [`Config::ReadingDeposit`]
		/// for each of the first 256 readings, and the deposit of the receipt.
		///
		/// - `session`: BLAKE2b-256 of the session's identifier.
		/// - `samples`: 1 to 1,024 fixed-point numbers of 18 decimals, from 0 to 1,000,000.
		/// - `sampling_rate`: in Hz; 0 if it is not stated. It has no effect on the ratio.
		///
		/// Emits [`Event::CoherenceReported`], once there are three reporters
		/// [`Event::SessionMeasured`], and [`Event::ReportSuperseded`] if a report under another account
		/// gave way. Fails with [`Error::NotOperator`], [`Error::NoSamples`],
		/// [`Error::TooManySamples`], [`Error::SampleOutOfRange`], [`Error::SessionSealed`],
		/// [`Error::SessionFull`], [`Error::DepositNotAffordable`], and with the errors of
		/// [`AttestReceipt`].
		// A list that fails to decode has no error a wallet could show: it is not bounded here.
		#[pallet::call_index(4)]
		#[pallet::weight(Pallet::<T>::weight_of_report_coherence(samples.len()))]
		pub fn report_coherence(
			origin: OriginFor<T>,
			session: H256,
			samples: Vec<FixedU128>,
			sampling_rate: FixedU128,
		) -> DispatchResult {
			let reporter = ensure_signed(origin)?;
			Self::do_report_coherence(reporter, session, samples, sampling_rate)
		}

		/// Remove a session that was sealed [`Config::RetentionPeriod`] blocks ago or earlier, and
		/// return the deposits of its reports. Signed by anyone.
		///
		/// Emits [`Event::SessionPruned`]. Fails with [`Error::UnknownSession`],
		/// [`Error::PruneTooEarly`].
		#[pallet::call_index(5)]
		#[pallet::weight(T::WeightInfo::prune_session(MAX_REPORTERS))]
		pub fn prune_session(origin: OriginFor<T>, session: H256) -> DispatchResultWithPostInfo {
			ensure_signed(origin)?;
			let reports = Self::do_prune_session(session)?;
			Ok(Some(T::WeightInfo::prune_session(reports)).into())
		}

		/// Remove the time series of an account that is no operator any more and has not reported
		/// for [`Config::RetentionPeriod`] blocks, and return its deposit. Signed by anyone.
		///
		/// Emits [`Event::ReadingsPruned`]. Fails with [`Error::NoReadings`],
		/// [`Error::StillOperator`], [`Error::PruneTooEarly`].
		#[pallet::call_index(6)]
		#[pallet::weight(T::WeightInfo::prune_readings(MAX_READINGS))]
		pub fn prune_readings(
			origin: OriginFor<T>,
			operator: T::AccountId,
		) -> DispatchResultWithPostInfo {
			ensure_signed(origin)?;
			let readings = Self::do_prune_readings(operator)?;
			Ok(Some(T::WeightInfo::prune_readings(readings)).into())
		}

		/// Set the corridor for the sessions that begin from now on. By
		/// [`Config::CorridorOrigin`].
		///
		/// - `lower`, `upper`: the lowest and the highest coherent ratio, from 0.5 to 0.8.
		///
		/// Emits [`Event::CorridorSet`]. Fails with [`Error::CorridorOutOfBounds`],
		/// [`Error::CorridorNotAscending`].
		#[pallet::call_index(7)]
		#[pallet::weight(T::WeightInfo::set_corridor())]
		pub fn set_corridor(
			origin: OriginFor<T>,
			lower: FixedU128,
			upper: FixedU128,
		) -> DispatchResult {
			T::CorridorOrigin::ensure_origin(origin)?;
			Self::do_set_corridor(lower, upper)
		}
	}

	#[pallet::view_functions]
	impl<T: Config> Pallet<T> {
		/// The corridor of coherence, for the sessions that begin.
		pub fn corridor() -> Corridor {
			CoherenceCorridor::<T>::get()
		}

		/// How reliable an operator and its streams are.
		pub fn reliability(operator: T::AccountId) -> Reliability {
			Self::reliability_of(&operator)
		}
	}
}
