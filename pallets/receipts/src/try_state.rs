// SPDX-License-Identifier: Apache-2.0

//! What is true of the state after every block.

use crate::{
	ByIssuer, ChainHead, Config, Entry, EntryOf, Head, HoldReason, Index, IndexKey, NextId,
	NextPosition, Pallet, ReceiptId, ReceiptOf, Receipts, Revocations, Source, StatementNonce,
	Volumes, WitnessPosition, Witnesses, MAX_LEAVES,
};
use alloc::collections::{BTreeMap, BTreeSet};
use frame_support::{
	ensure,
	storage::{KeyPrefixIterator, StoragePrefixedMap},
	traits::fungible::InspectHold,
};
use sp_runtime::TryRuntimeError;
use tonnetz_core::{ordered::Ordered, Balance};

/// The entries that one receipt has in `Index`.
const INDEX_KEYS: u64 = 4;

/// Numbers of each account.
type Sums<T, N> = BTreeMap<<T as frame_system::Config>::AccountId, N>;

/// What a walk over all receipts adds up.
struct Sum<T: Config> {
	receipts: u64,
	/// The deposits recorded for each payer.
	deposits: Sums<T, Balance>,
	/// The statements of each issuer that others brought, of which the body is there.
	relayed: Sums<T, u64>,
	/// The receipts that count for each payer.
	counted: Sums<T, u64>,
	/// The pruned receipts that may count for each payer.
	perhaps_counted: Sums<T, u64>,
}

impl<T: Config> Pallet<T> {
	/// Checks the invariants of the pallet.
	///
	/// Of receipts:
	///
	/// - Their numbers are dense, from 0 to `NextId - 1`.
	/// - A parent has a smaller number than its child.
	/// - A receipt is not from the future, and expires after the block that wrote it.
	/// - The digest of a batch is its root, it has 1 to 2^40 leaves, and it has no parent.
	/// - The relayer of a receipt is not its issuer.
	/// - An autonomous receipt has no deposit, and the pallet's account is its issuer and payer.
	/// - Each whole receipt is indexed by its subject and its digest, alone and with its issuer, and
	///   `Index` has four entries for each receipt, whole or pruned, and nothing else.
	///
	/// Of chains:
	///
	/// - The positions of each issuer are dense, from 0 to `Head.next - 1`, in the order of the
	///   numbers; each receipt, whole or pruned, has one in `ByIssuer`, a whole one its own.
	/// - The links at them, chained in order, give `Head.hash`.
	/// - A head exists only for an issuer of receipts.
	///
	/// Of what was added later:
	///
	/// - A revocation belongs to a receipt that exists and is not older than it.
	/// - `Witnesses` and `WitnessPosition` mirror each other; positions are below `NextPosition`.
	/// - A countersignature belongs to a receipt that exists, of another issuer, and is neither
	///   older than it nor from the future.
	///
	/// Of accounts:
	///
	/// - What is on hold for receipts in the account of each payer is the sum of the deposits
	///   recorded for it: whole ones, and the rests of pruned receipts.
	/// - What is on hold for countersignatures in the account of each witness is the sum of the
	///   deposits recorded for it.
	/// - A statement nonce is above 0, and not below the number of the issuer's relayed receipts.
	/// - Only receipts that the issuer signed or stated itself count in a volume.
	/// - The volume of an account is what is recorded as counted and not revoked; pruned receipts,
	///   which do not tell, may add to it.
	pub(crate) fn do_try_state() -> Result<(), TryRuntimeError> {
		let sum = Self::try_state_receipts()?;
		ensure!(NextId::<T>::get() == sum.receipts, "`NextId` is the number of receipts");
		Self::try_state_chains(sum.receipts)?;
		Self::try_state_index(sum.receipts)?;
		Self::try_state_revocations()?;
		Self::try_state_witnesses()?;
		Self::try_state_holds(HoldReason::Receipt, &sum.deposits)?;
		Self::try_state_statements(&sum.relayed)?;
		Self::try_state_volumes(&sum)
	}

	fn try_state_receipts() -> Result<Sum<T>, TryRuntimeError> {
		let mut sum = Sum::<T> {
			receipts: 0,
			deposits: BTreeMap::new(),
			relayed: BTreeMap::new(),
			counted: BTreeMap::new(),
			perhaps_counted: BTreeMap::new(),
		};
		// The map is walked in ascending order of its keys.
		for (Ordered(id), entry) in Receipts::<T>::iter() {
			ensure!(id == sum.receipts, "the numbers of the receipts are dense from 0");
			sum.receipts = sum.receipts.saturating_add(1);

			let revoked = Revocations::<T>::contains_key(Ordered(id));
			let (source, payer, deposit) = match &entry {
				Entry::Full { receipt, source, counted, deposit } => {
					Self::try_state_receipt(id, receipt)?;
					ensure!(
						!counted || *source == Source::Call,
						"only what the issuer signed or stated itself counts"
					);
					if receipt.relayer.is_some() {
						add_one(&mut sum.relayed, &receipt.issuer);
					}
					if *counted && !revoked {
						add_one(&mut sum.counted, receipt.payer());
					}
					(*source, receipt.payer(), deposit.total())
				}
				Entry::Pruned { source, payer, deposit, .. } => {
					if *source == Source::Call && !revoked {
						add_one(&mut sum.perhaps_counted, payer);
					}
					(*source, payer, *deposit)
				}
			};
			ensure!(
				source != Source::Autonomous || *payer == Self::autonomous_account(),
				"an autonomous receipt is issued by the pallet's account"
			);
			ensure!(
				source != Source::Autonomous || deposit == 0,
				"nothing is held for an autonomous receipt"
			);
			let held = sum.deposits.entry(payer.clone()).or_default();
			*held = held.saturating_add(deposit);
		}
		Ok(sum)
	}

	fn try_state_receipt(id: ReceiptId, receipt: &ReceiptOf<T>) -> Result<(), TryRuntimeError> {
		let now = frame_system::Pallet::<T>::block_number();
		ensure!(receipt.at <= now, "a receipt is not from the future");
		ensure!(
			receipt.expires.is_none_or(|block| block > receipt.at),
			"a receipt expires after the block that wrote it"
		);
		ensure!(
			receipt.parent.is_none_or(|parent| parent < id),
			"a parent has a smaller number than its child"
		);
		ensure!(
			receipt.batch.is_none_or(|batch| batch.root == receipt.digest
				&& (1..=MAX_LEAVES).contains(&batch.leaves)
				&& receipt.parent.is_none()),
			"a batch has its root as digest, 1 to 2^40 leaves and no parent"
		);
		ensure!(
			receipt.relayer.as_ref() != Some(&receipt.issuer),
			"the relayer of a receipt is not its issuer"
		);
		ensure!(
			ByIssuer::<T>::get(&receipt.issuer, Ordered(receipt.sequence)) == Some(id),
			"`ByIssuer` has each receipt at its position"
		);
		for key in IndexKey::all_of(receipt) {
			ensure!(
				Index::<T>::contains_key(key, Ordered(id)),
				"each receipt is indexed by subject and digest, alone and with its issuer"
			);
		}
		Ok(())
	}

	fn try_state_chains(receipts: u64) -> Result<(), TryRuntimeError> {
		let mut heads = Sums::<T, ChainHead>::new();
		let mut last = Sums::<T, ReceiptId>::new();
		let mut seen = BTreeSet::new();
		// The positions of one issuer are walked in ascending order.
		for (issuer, Ordered(sequence), id) in ByIssuer::<T>::iter() {
			let entry: EntryOf<T> = Receipts::<T>::get(Ordered(id))
				.ok_or("a position is that of a receipt that exists")?;
			ensure!(seen.insert(id), "no receipt has two positions");
			ensure!(
				last.insert(issuer.clone(), id).is_none_or(|previous| previous < id),
				"the positions of an issuer are in the order of the numbers"
			);
			let head = heads.entry(issuer).or_default();
			ensure!(sequence == head.next, "the positions of an issuer are dense from 0");
			*head = head.extended_by(entry.link()).ok_or("a chain is too long")?;
		}
		ensure!(seen.len() as u64 == receipts, "`ByIssuer` has one entry for each receipt");

		for (issuer, head) in &heads {
			ensure!(
				Head::<T>::get(issuer) == *head,
				"the links of an issuer's receipts, chained in order, give its head"
			);
		}
		ensure!(
			Head::<T>::iter_keys().count() == heads.len(),
			"a head exists only for an issuer of receipts"
		);
		Ok(())
	}

	/// Every whole receipt has been found in the index, so that equal numbers mean that nothing
	/// else is there but entries of pruned ones.
	fn try_state_index(receipts: u64) -> Result<(), TryRuntimeError> {
		let prefix = Index::<T>::final_prefix().to_vec();
		let keys = KeyPrefixIterator::<()>::new(prefix.clone(), prefix, |_| Ok(()));
		let entries = keys.count() as u64;
		ensure!(
			Some(entries) == receipts.checked_mul(INDEX_KEYS),
			"`Index` has the four entries of each receipt and no others"
		);
		Ok(())
	}

	fn try_state_revocations() -> Result<(), TryRuntimeError> {
		for (id, revocation) in Revocations::<T>::iter() {
			let entry =
				Receipts::<T>::get(id).ok_or("a revocation belongs to a receipt that exists")?;
			if let Entry::Full { receipt, .. } = entry {
				ensure!(
					receipt.at <= revocation.at && receipt.time <= revocation.time,
					"a revocation is not older than its receipt"
				);
			}
		}
		Ok(())
	}

	fn try_state_witnesses() -> Result<(), TryRuntimeError> {
		let now = frame_system::Pallet::<T>::block_number();
		let next = NextPosition::<T>::get();
		let mut deposits = Sums::<T, Balance>::new();
		let mut count = 0usize;
		for (id, Ordered(position), countersignature) in Witnesses::<T>::iter() {
			count = count.saturating_add(1);
			ensure!(position < next, "a position is below the next one");
			ensure!(
				WitnessPosition::<T>::get(id, &countersignature.witness) == Some(position),
				"`WitnessPosition` has the position of each countersignature"
			);
			ensure!(countersignature.at <= now, "a countersignature is not from the future");
			let entry = Receipts::<T>::get(id)
				.ok_or("a countersignature belongs to a receipt that exists")?;
			if let Entry::Full { receipt, .. } = entry {
				ensure!(
					receipt.issuer != countersignature.witness,
					"a witness is not the issuer of the receipt"
				);
				ensure!(
					receipt.at <= countersignature.at && receipt.time <= countersignature.time,
					"a countersignature is not older than its receipt"
				);
			}
			let sum = deposits.entry(countersignature.witness).or_default();
			*sum = sum.saturating_add(countersignature.deposit);
		}
		ensure!(
			WitnessPosition::<T>::iter_keys().count() == count,
			"`WitnessPosition` has nothing else"
		);
		Self::try_state_holds(HoldReason::Countersignature, &deposits)
	}

	fn try_state_holds(
		reason: HoldReason,
		recorded: &Sums<T, Balance>,
	) -> Result<(), TryRuntimeError> {
		let reason = reason.into();
		for (payer, sum) in recorded {
			ensure!(
				T::Currency::balance_on_hold(&reason, payer) == *sum,
				"what is on hold is the sum of the recorded deposits"
			);
		}
		Ok(())
	}

	fn try_state_statements(relayed: &Sums<T, u64>) -> Result<(), TryRuntimeError> {
		for (issuer, statements) in relayed {
			ensure!(
				StatementNonce::<T>::get(issuer) >= *statements,
				"a statement nonce is not below the number of relayed receipts"
			);
		}
		for nonce in StatementNonce::<T>::iter_values() {
			ensure!(nonce > 0, "a statement nonce in state is above 0");
		}
		Ok(())
	}

	fn try_state_volumes(sum: &Sum<T>) -> Result<(), TryRuntimeError> {
		for (payer, counted) in &sum.counted {
			ensure!(
				Volumes::<T>::get(payer).total >= *counted,
				"a volume is not below what is recorded as counted"
			);
		}
		for (payer, volume) in Volumes::<T>::iter() {
			let of = |sums: &Sums<T, u64>| sums.get(&payer).copied().unwrap_or_default();
			let most = of(&sum.counted).saturating_add(of(&sum.perhaps_counted));
			ensure!(volume.total <= most, "a volume is not above what is recorded as counted");
		}
		Ok(())
	}
}

fn add_one<AccountId: Clone + Ord>(sums: &mut BTreeMap<AccountId, u64>, account: &AccountId) {
	let sum = sums.entry(account.clone()).or_default();
	*sum = sum.saturating_add(1);
}
