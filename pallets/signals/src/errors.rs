// SPDX-License-Identifier: Apache-2.0

//! The errors of the pallet. Wallets show their docs.

use frame_support::pallet_macros::pallet_section;

/// Why a call fails.
#[pallet_section]
mod errors {
	#[pallet::error]
	pub enum Error<T> {
		/// No stream has this number, or it was pruned. Take the number from the `StreamRegistered`
		/// event, or from the list of the operator's streams.
		UnknownStream,
		/// Only a registered operator that is not suspended can do this. Sign with an operator's
		/// account, or let its agent.
		NotOperator,
		/// The stream belongs to another operator. Sign with the account that registered it.
		NotStreamOperator,
		/// The name is empty, has more bytes than `MaxNameLen`, or one that is not a visible ASCII
		/// character. Use letters, digits and signs without spaces.
		InvalidName,
		/// The operator has a stream of this name in service. Choose another, or retire that one.
		NameTaken,
		/// The interval is below `MinInterval`. Give it in blocks, not in seconds, or make it longer.
		IntervalTooShort,
		/// The interval is above `MaxInterval`. Give it in blocks, and make it shorter.
		IntervalTooLong,
		/// The operator has `MaxStreams` streams, those retired and not yet pruned among them. Prune
		/// one that has been retired for 30 days, or retire one and wait.
		TooManyStreams,
		/// The sequence is not above that of the stream's last update. Take the next number; an
		/// update that was overtaken is to be left out.
		SequenceTooLow,
		/// The stream is retired and takes no more updates. Register another.
		StreamRetired,
		/// The stream is in service, and only a retired one can be pruned. Retire it first.
		NotRetired,
		/// What is to be pruned must be kept for longer: a retired stream for 30 days, a sealed
		/// session and the readings of a former operator for `RetentionPeriod` blocks. Wait.
		PruneTooEarly,
		/// The signal has no samples. Give at least one.
		NoSamples,
		/// The signal has more samples than `MaxSamples`. Measure it in parts.
		TooManySamples,
		/// A sample is above `MaxSample`. Scale the signal; samples are fixed-point numbers of 18
		/// decimals.
		SampleOutOfRange,
		/// The session had its first report more than `SessionPeriod` blocks ago and takes no more.
		/// Open another by reporting under another identifier.
		SessionSealed,
		/// The session has `MaxReporters` reporters and takes no other. Report another session.
		SessionFull,
		/// There are no reports of this session, or it was pruned. The session is the BLAKE2b-256
		/// hash of its identifier: check the spelling.
		UnknownSession,
		/// The account has no readings, or they were pruned. Nothing is to be done.
		NoReadings,
		/// The account is an operator, whose readings are kept. Nothing is to be done.
		StillOperator,
		/// A bound of the corridor is below 0.5 or above 0.8. Give fixed-point numbers of 18
		/// decimals between them.
		CorridorOutOfBounds,
		/// The lower bound of the corridor is not below the upper. Exchange them, or move them apart.
		CorridorNotAscending,
		/// The deposit could not be held: the account's free balance above the existential deposit
		/// does not reach `StreamDeposit` or, for a report, `ReportDeposit` and `ReadingDeposit`.
		/// Fund the account.
		DepositNotAffordable,
		/// Both the account to be replaced and the one that is to take its place have readings, the
		/// latter from when it was an operator itself. Have those pruned first, or take another
		/// account.
		AccountHasReadings,
		/// The operator has changed its account as often as sessions can keep apart. Wait until
		/// `SessionPeriod` blocks have passed since the first of these changes.
		TooManyPredecessors,
	}
}
