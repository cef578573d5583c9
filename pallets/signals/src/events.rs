// SPDX-License-Identifier: Apache-2.0

//! The events of the pallet.

use frame_support::pallet_macros::pallet_section;

/// What happened to streams, sessions and time series.
#[pallet_section]
mod events {
	#[pallet::event]
	#[pallet::generate_deposit(pub(crate) fn deposit_event)]
	pub enum Event<T: Config> {
		/// An operator registered a stream.
		#[codec(index = 0)]
		StreamRegistered {
			/// The number of the stream.
			stream: StreamId,
			/// Who registered it.
			operator: T::AccountId,
			/// Its name.
			name: StreamName,
			/// What it tells of.
			kind: StreamKind,
			/// The length of a slot, in blocks.
			interval: BlockNumber,
		},
		/// A stream was updated.
		#[codec(index = 1)]
		Published {
			/// The number of the stream.
			stream: StreamId,
			/// The publisher's number of the update.
			sequence: u64,
			/// The slot of the stream, from 0.
			slot: u32,
			/// Whether this is the first update in the slot, and so counts.
			served: bool,
			/// SHA-256 of the data.
			digest: H256,
			/// The value, if the data comes to one number.
			value: Option<FixedI128>,
		},
		/// A stream was retired: it takes no more updates.
		#[codec(index = 2)]
		StreamRetired {
			/// The number of the stream.
			stream: StreamId,
		},
		/// A retired stream was removed from the state.
		#[codec(index = 3)]
		StreamPruned {
			/// The number of the stream.
			stream: StreamId,
			/// Who had registered it.
			operator: T::AccountId,
			/// What was returned to the operator, in plancks.
			released: Balance,
		},
		/// An operator reported the coherence of a session.
		#[codec(index = 4)]
		CoherenceReported {
			/// The session.
			session: H256,
			/// Who reported.
			reporter: T::AccountId,
			/// The coherence ratio.
			ratio: FixedU128,
			/// Where it lies to the corridor of the session.
			state: State,
			/// Whether it lies within.
			in_corridor: bool,
			/// The number of the reading in the reporter's time series.
			number: u64,
			/// The receipt of the report.
			receipt: ReceiptId,
		},
		/// The reporters of a session have a median, or another than before.
		#[codec(index = 5)]
		SessionMeasured {
			/// The session.
			session: H256,
			/// The median of the coherence ratios.
			ratio: FixedU128,
			/// Where it lies to the corridor of the session.
			state: State,
			/// How many operators have reported.
			reporters: u32,
		},
		/// A session was removed from the state, and the deposits of its reports returned.
		#[codec(index = 6)]
		SessionPruned {
			/// The session.
			session: H256,
			/// How many reports it had.
			reports: u32,
		},
		/// The time series of a former operator was removed from the state.
		#[codec(index = 7)]
		ReadingsPruned {
			/// Whose time series.
			operator: T::AccountId,
			/// How many readings it had.
			readings: u32,
			/// What was returned to the account, in plancks.
			released: Balance,
		},
		/// The corridor was set for the sessions that begin from now on.
		#[codec(index = 8)]
		CorridorSet {
			/// The lowest coherent ratio.
			lower: FixedU128,
			/// The highest coherent ratio.
			upper: FixedU128,
		},
		/// The streams and the time series of an operator went over to the account that replaces its
		/// own.
		#[codec(index = 9)]
		SignalsMoved {
			/// The account replaced.
			old: T::AccountId,
			/// The account that replaces it.
			new: T::AccountId,
			/// How many streams, those retired among them.
			streams: u32,
			/// How many readings.
			readings: u32,
		},
		/// A report left its session because the operator, which goes by another account now,
		/// reported the session anew.
		#[codec(index = 10)]
		ReportSuperseded {
			/// The session.
			session: H256,
			/// The account that had reported.
			old: T::AccountId,
			/// The account that reports now.
			new: T::AccountId,
			/// What was returned to the account that had reported, in plancks.
			released: Balance,
		},
	}
}
