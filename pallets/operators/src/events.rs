// SPDX-License-Identifier: Apache-2.0

//! The events of the pallet.

use frame_support::pallet_macros::pallet_section;

/// What happened to operators and validators.
#[pallet_section]
mod events {
	#[pallet::event]
	#[pallet::generate_deposit(pub(crate) fn deposit_event)]
	pub enum Event<T: Config> {
		/// An operator registered.
		#[codec(index = 0)]
		Registered {
			/// Its account.
			operator: T::AccountId,
			/// Its name.
			name: OperatorName,
			/// Where it stands on the torus.
			position: Position,
			/// Who invited it.
			referrer: Option<T::AccountId>,
		},
		/// An operator deregistered.
		#[codec(index = 1)]
		Deregistered {
			/// Its account.
			operator: T::AccountId,
			/// The block from which on its deposit can be withdrawn.
			withdrawable: BlockNumberFor<T>,
		},
		/// The deposit of a former operator was returned.
		#[codec(index = 2)]
		DepositWithdrawn {
			/// Its account.
			account: T::AccountId,
			/// What was returned, in units of 10^-12 TNZ.
			amount: Balance,
		},
		/// An operator wants to be paid in another way.
		#[codec(index = 3)]
		PayoutSet {
			/// Its account.
			operator: T::AccountId,
			/// The way.
			payout: PayoutRail,
		},
		/// An operator gave its sign of life for an era.
		#[codec(index = 4)]
		Heartbeat {
			/// Its account.
			operator: T::AccountId,
			/// The era.
			era: EraIndex,
		},
		/// An operator has another recovery account.
		#[codec(index = 5)]
		RecoverySet {
			/// The operator's account.
			operator: T::AccountId,
			/// The recovery account.
			recovery: T::AccountId,
		},
		/// An operator was stopped.
		#[codec(index = 6)]
		Suspended {
			/// Its account.
			operator: T::AccountId,
			/// When it lapses; `None` if with the replacement of the account.
			lapses: Option<BlockNumberFor<T>>,
		},
		/// A suspension that would have lapsed stands.
		#[codec(index = 7)]
		SuspensionConfirmed {
			/// The operator's account.
			operator: T::AccountId,
		},
		/// An account is to take over from an operator's.
		#[codec(index = 8)]
		ReplacementAnnounced {
			/// The operator's account.
			operator: T::AccountId,
			/// The account that is to take over.
			new: T::AccountId,
			/// The block from which on it can.
			from: BlockNumberFor<T>,
		},
		/// An account took over from an operator's.
		#[codec(index = 9)]
		AccountReplaced {
			/// The account that was.
			old: T::AccountId,
			/// The account that is.
			new: T::AccountId,
		},
		/// An operator is to validate from the next session that is planned on.
		#[codec(index = 10)]
		ValidatorAdded {
			/// Its account.
			operator: T::AccountId,
		},
		/// An operator is not to validate any more from the next session that is planned on.
		#[codec(index = 11)]
		ValidatorRemoved {
			/// Its account.
			operator: T::AccountId,
		},
		/// A validator was proven to have voted twice.
		#[codec(index = 12)]
		Equivocated {
			/// Its account.
			offender: T::AccountId,
			/// The session in which it did.
			session: SessionIndex,
			/// The receipt of it; `None` if none could be written.
			receipt: Option<ReceiptId>,
		},
		/// An operator can be probed at another endpoint, or at none any more.
		#[codec(index = 13)]
		EndpointSet {
			/// Its account.
			operator: T::AccountId,
			/// The endpoint.
			endpoint: Option<Endpoint>,
		},
	}
}
