// SPDX-License-Identifier: Apache-2.0

//! Receipts between the call and the state.

use crate::{
	AttestationOf, Batch, ChainHead, Config, Deposit, Entry, EntryOf, Error, Event, Head,
	HoldReason, NextId, Pallet, Receipt, ReceiptId, ReceiptOf, Receipts, Source, Uri, Volume,
	Volumes,
};
use alloc::vec::Vec;
use frame_support::{
	ensure,
	traits::{Get, Time},
};
use frame_system::pallet_prelude::BlockNumberFor;
use sp_runtime::{ArithmeticError, DispatchError, DispatchResult};
use tonnetz_core::{ordered::Ordered, Balance, Moment};

/// New receipts of one issuer: verified, numbered and linked, but not in state yet.
///
/// Nothing is written before [`commit`](Self::commit), and the only step of that which can fail is
/// its first. So an error leaves the state as it was even where no storage transaction is around,
/// as in the hooks of other pallets.
pub(crate) struct Draft<T: Config> {
	issuer: T::AccountId,
	relayer: Option<T::AccountId>,
	source: Source,
	at: BlockNumberFor<T>,
	time: Moment,
	first: ReceiptId,
	next: ReceiptId,
	head: ChainHead,
	/// The payer's volume, unless the source never counts.
	volume: Option<Volume>,
	max_counted: u32,
	deposits: Balance,
	entries: Vec<EntryOf<T>>,
}

impl<T: Config> Draft<T> {
	/// A draft without receipts, which continues the chain of `issuer`.
	pub(crate) fn new(issuer: T::AccountId, source: Source) -> Self {
		Self::with_payer(issuer, None, source)
	}

	/// A draft of a statement of `issuer`, which `relayer` pays for.
	pub(crate) fn relayed(issuer: T::AccountId, relayer: T::AccountId) -> Self {
		// Who brings a statement of its own is its payer in any case.
		let relayer = Some(relayer).filter(|relayer| *relayer != issuer);
		Self::with_payer(issuer, relayer, Source::Call)
	}

	fn with_payer(issuer: T::AccountId, relayer: Option<T::AccountId>, source: Source) -> Self {
		let first = NextId::<T>::get();
		let head = Head::<T>::get(&issuer);
		let volume = match source {
			Source::Call => Some(Pallet::<T>::volume_today(relayer.as_ref().unwrap_or(&issuer))),
			Source::Pallet | Source::Autonomous => None,
		};
		Self {
			issuer,
			relayer,
			source,
			at: frame_system::Pallet::<T>::block_number(),
			time: T::Time::now(),
			first,
			next: first,
			head,
			volume,
			max_counted: T::MaxCountedPerDay::get(),
			deposits: 0,
			entries: Vec::new(),
		}
	}

	/// Verifies what the issuer states and adds a receipt of it.
	pub(crate) fn push(
		&mut self,
		attestation: AttestationOf<T>,
		batch: Option<Batch>,
	) -> DispatchResult {
		let receipt = self.receipt_of(attestation, batch)?;
		let deposit = match self.source {
			Source::Call | Source::Pallet => Pallet::<T>::deposit_for(&receipt),
			Source::Autonomous => Deposit::default(),
		};
		self.deposits = self.deposits.saturating_add(deposit.total());
		self.next = self.next.checked_add(1).ok_or(ArithmeticError::Overflow)?;
		self.head = self.head.extended_by(receipt.link()).ok_or(ArithmeticError::Overflow)?;
		let counted = self.volume.as_mut().is_some_and(|volume| volume.count(self.max_counted));
		self.entries.push(Entry::Full { receipt, source: self.source, counted, deposit });
		Ok(())
	}

	/// Holds the deposits and writes the receipts. Returns the number of the first.
	pub(crate) fn commit(self) -> Result<ReceiptId, DispatchError> {
		let payer = self.relayer.as_ref().unwrap_or(&self.issuer);
		if self.source != Source::Autonomous {
			Pallet::<T>::hold_deposit(HoldReason::Receipt, payer, self.deposits)?;
		}
		if let Some(volume) = self.volume {
			Volumes::<T>::insert(payer, volume);
		}
		for (id, entry) in (self.first..).zip(self.entries) {
			insert::<T>(id, entry);
		}
		NextId::<T>::put(self.next);
		Head::<T>::insert(&self.issuer, self.head);
		Ok(self.first)
	}

	fn receipt_of(
		&self,
		attestation: AttestationOf<T>,
		batch: Option<Batch>,
	) -> Result<ReceiptOf<T>, DispatchError> {
		let uri = Uri::try_from(attestation.uri).map_err(|_| Error::<T>::UriTooLong)?;
		// Numbers are dense and no entry is ever removed, so that a receipt exists exactly if its
		// number is taken.
		ensure!(attestation.parent.is_none_or(|id| id < self.next), Error::<T>::UnknownParent);
		ensure!(attestation.expires.is_none_or(|block| block > self.at), Error::<T>::Expired);
		Ok(Receipt {
			issuer: self.issuer.clone(),
			sequence: self.head.next,
			kind: attestation.kind,
			subject: attestation.subject,
			digest: attestation.digest,
			parent: attestation.parent,
			batch,
			at: self.at,
			time: self.time,
			expires: attestation.expires,
			uri,
			relayer: self.relayer.clone(),
		})
	}
}

/// Writes a receipt with its index entries, and tells of it.
fn insert<T: Config>(id: ReceiptId, entry: EntryOf<T>) {
	if let Entry::Full { receipt, .. } = &entry {
		Pallet::<T>::insert_into_indices(id, receipt);
		Pallet::<T>::deposit_event(Event::Attested {
			id,
			issuer: receipt.issuer.clone(),
			sequence: receipt.sequence,
			kind: receipt.kind,
			subject: receipt.subject,
			digest: receipt.digest,
		});
	}
	Receipts::<T>::insert(Ordered(id), entry);
}
