// SPDX-License-Identifier: Apache-2.0

//! Statements: attestations that an issuer signs off chain and somebody else brings to the chain.

use crate::{draft::Draft, Config, Error, Event, Pallet, StatementNonce, StatementOf, MAX_URI_LEN};
use frame_support::ensure;
use frame_system::pallet_prelude::BlockNumberFor;
use sp_runtime::{traits::Zero, ArithmeticError, DispatchResult};
use tonnetz_core::traits::DetachedSignature;
use tonnetz_crypto::context;

impl<T: Config> Pallet<T> {
	pub(crate) fn do_attest_statement(
		relayer: T::AccountId,
		statement: StatementOf<T>,
		signature: &T::Signature,
	) -> DispatchResult {
		// Before the signature, which is verified over as many bytes as there are.
		ensure!(statement.uri.len() <= MAX_URI_LEN as usize, Error::<T>::UriTooLong);
		let now = frame_system::Pallet::<T>::block_number();
		ensure!(now <= statement.valid_until, Error::<T>::StatementExpired);
		let nonce = StatementNonce::<T>::get(&statement.issuer);
		ensure!(statement.nonce >= nonce, Error::<T>::NonceTooLow);
		ensure!(statement.nonce == nonce, Error::<T>::NonceTooHigh);

		let genesis_hash = frame_system::Pallet::<T>::block_hash(BlockNumberFor::<T>::zero());
		let message = statement.signing_bytes(&genesis_hash);
		ensure!(
			signature.verify_detached(context::STATEMENT, &message, &statement.issuer),
			Error::<T>::BadStatementSignature
		);

		let next = nonce.checked_add(1).ok_or(ArithmeticError::Overflow)?;
		let issuer = statement.issuer.clone();
		let mut draft = Draft::<T>::relayed(issuer.clone(), relayer);
		draft.push(statement.into_attestation(), None)?;
		draft.commit()?;
		StatementNonce::<T>::insert(issuer, next);
		Ok(())
	}

	pub(crate) fn do_cancel_statements(issuer: T::AccountId, up_to: u64) -> DispatchResult {
		let nonce = StatementNonce::<T>::get(&issuer);
		ensure!(up_to > nonce, Error::<T>::NothingToCancel);
		// An entry is there as soon as a statement was accepted, whose receipt pays for it. One
		// that is made here is paid for by the existential deposit, which this reference locks.
		if nonce.is_zero() {
			frame_system::Pallet::<T>::inc_consumers(&issuer)?;
		}
		StatementNonce::<T>::insert(&issuer, up_to);
		Self::deposit_event(Event::StatementsCancelled { issuer, up_to });
		Ok(())
	}
}
