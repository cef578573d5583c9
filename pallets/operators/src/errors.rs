// SPDX-License-Identifier: Apache-2.0

//! The errors of the pallet. Wallets show their docs.

use frame_support::pallet_macros::pallet_section;

/// Why a call fails.
#[pallet_section]
mod errors {
	#[pallet::error]
	pub enum Error<T> {
		/// A name has 1 to 32 bytes of `a-z`, `0-9` and `-`, and this has not. Choose another.
		InvalidName,
		/// Another operator has the name. Choose another.
		NameTaken,
		/// The account is an operator already. Use another account, or deregister first.
		AlreadyRegistered,
		/// The free balance above the existential deposit does not reach `Deposit`. Fund the account.
		DepositNotAffordable,
		/// The account is not a registered operator. Register first, or check the account.
		NotOperator,
		/// The account is suspended. Replace it, or wait until the suspension lapses; one that was replaced
		/// stays suspended: use its successor.
		Suspended,
		/// The account validates or is about to. Have it removed, and wait for two sessions to begin.
		IsValidator,
		/// A payout, ceremony, claim, stream or target of the operator is open. Close it first.
		HasDuties,
		/// No deposit of the account is waiting. Nothing is to be done.
		NothingToWithdraw,
		/// The deregistration is less than `CoolDown` blocks old. Wait until then.
		CoolingDown,
		/// The era of the heartbeat is over. Send one for the era that is running.
		PastEra,
		/// The era of the heartbeat has not begun. Check that the node is synchronised.
		FutureEra,
		/// The operator has sent its heartbeat in this era. Wait for the next era.
		DuplicateHeartbeat,
		/// The heartbeat reports on more operators than `MaxObserved`. Leave some out.
		TooManyObserved,
		/// The sender does not observe the account in this era. Ask the best block whom it does.
		NotObserved,
		/// The heartbeat reports twice on one account. Report once.
		ObservedTwice,
		/// Only the recovery account may do this or, to set the first, the operator. Sign with that.
		NotRecovery,
		/// A key that may leak cannot recover itself. Name another account, best a cold one.
		RecoveryIsOperator,
		/// The operator is suspended already. Nothing is to be done.
		AlreadySuspended,
		/// A suspension lapsed less than `SuspensionPause` blocks ago. Wait until then.
		SuspendedRecently,
		/// The operator is not suspended, or the suspension does not lapse. Nothing is to be done.
		NothingToConfirm,
		/// No replacement is announced. Have the operator's recovery account announce one.
		NoReplacement,
		/// The replacement was announced less than `ReplacementDelay` blocks ago. Wait until then.
		ReplacementTooEarly,
		/// The signer is not the account that is to take over. Sign with that.
		NotReplacement,
		/// The operator is a validator already. Nothing is to be done.
		AlreadyValidator,
		/// The operator is not a validator. Nothing is to be done.
		NotValidator,
		/// The account has no session keys. Set them with `session.setKeys` first.
		NoSessionKeys,
		/// There are `MaxValidators` already. Remove one first.
		TooManyValidators,
		/// There would be fewer validators than `MinValidators`. Add another first.
		TooFewValidators,
		/// An endpoint is an `http://` or `https://` URL of at most 128 bytes with a host, without user
		/// info, query, fragment and final slash, and this is none. Give such a one.
		BadEndpoint,
	}
}
