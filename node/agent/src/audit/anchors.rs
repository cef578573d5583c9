// SPDX-License-Identifier: Apache-2.0

//! The receipts that anchor a log on the chain, and where they are in it.

use crate::{
	agent::anchor::SUBJECT,
	chain::{Block, Chain},
	error::Error,
};
use sp_core::{
	crypto::{AccountId32, Ss58Codec},
	H256,
};
use tonnetz_core::receipt::{subject_of, Kind, ReceiptId, MAX_PAGE};

/// A receipt, and the hash that it anchors.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Anchor {
	/// The number of the receipt.
	pub receipt: ReceiptId,
	/// The hash of an entry.
	pub hash: H256,
}

/// The anchor by which a log is judged.
#[derive(Debug, Eq, PartialEq)]
pub struct Found {
	/// The receipt.
	pub receipt: ReceiptId,
	/// How many entries it covers: none of them was changed, moved or removed since.
	pub entries: u64,
}

/// All anchors of an account in the state of a block, the newest last.
///
/// Revoked ones count: they show what the log once was.
pub async fn of(chain: &Chain, account: &AccountId32, at: Block) -> Result<Vec<Anchor>, Error> {
	let (mut anchors, mut next) = (Vec::new(), Some(0));
	while let Some(from) = next {
		let subject = subject_of(SUBJECT);
		let page = chain.by_subject(subject, Some(account), from, MAX_PAGE, at.hash).await?;
		anchors.extend(page.items.into_iter().filter_map(|info| {
			// Of one whose body is pruned nothing is left to compare with.
			let receipt = info.receipt.filter(|receipt| receipt.kind == Kind::Document)?;
			Some(Anchor { receipt: info.id, hash: receipt.digest })
		}));
		// A node that leads back shall not lead for ever.
		next = page.next.filter(|next| *next > from);
	}
	Ok(anchors)
}

/// Where the newest of `anchors`, or the one that is `named`, is in a log with these entries.
///
/// # Errors
/// There is none, or the log does not have its entry.
pub fn find(
	anchors: &[Anchor],
	named: Option<ReceiptId>,
	hashes: &[H256],
	account: &AccountId32,
) -> Result<Found, Error> {
	let account = account.to_ss58check();
	let anchor = match named {
		Some(id) => anchors.iter().find(|anchor| anchor.receipt == id).ok_or_else(|| {
			Error::Anchor(format!("receipt {id} is no anchor of {account}: name another"))
		}),
		None => anchors.last().ok_or_else(|| {
			Error::Anchor(format!(
				"{account} has anchored nothing: whether the log was cut off cannot be told"
			))
		}),
	}?;
	let place = hashes.iter().position(|hash| *hash == anchor.hash);
	let place = place.and_then(|place| u64::try_from(place).ok()).ok_or_else(|| {
		Error::Anchor(format!(
			"receipt {} anchors an entry that the log does not have: it was cut off or rewritten; if it \
			 is the log of another agent of {account}, name an anchor of this one with --anchor",
			anchor.receipt
		))
	})?;
	Ok(Found { receipt: anchor.receipt, entries: place.saturating_add(1) })
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::error::Exit;

	const HASHES: [H256; 3] = [H256([1; 32]), H256([2; 32]), H256([3; 32])];

	fn find_in(
		anchors: &[(ReceiptId, u8)],
		named: Option<ReceiptId>,
		entries: usize,
	) -> Result<Found, Error> {
		let anchor = |(receipt, byte)| Anchor { receipt, hash: H256([byte; 32]) };
		let anchors: Vec<_> = anchors.iter().copied().map(anchor).collect();
		find(&anchors, named, &HASHES[..entries], &AccountId32::new([7; 32]))
	}

	#[test]
	fn the_newest_anchor_is_looked_for() {
		let anchors = [(4, 1), (9, 2)];
		let found = find_in(&anchors, None, 3).unwrap();
		assert_eq!(found, Found { receipt: 9, entries: 2 });
		assert_eq!(find_in(&anchors, None, 2).unwrap(), found);
		// Cut off before it, and of another log.
		for (anchors, entries) in [(&anchors[..], 1), (&anchors, 0), (&[(4, 1), (9, 8)], 3)] {
			let error = find_in(anchors, None, entries).unwrap_err();
			assert_eq!(error.exit(), Exit::Anchor);
			assert!(error.to_string().contains("receipt 9 anchors an entry"), "{error}");
		}
		let error = find_in(&[], None, 3).unwrap_err();
		assert!(error.to_string().contains("has anchored nothing"), "{error}");
	}

	#[test]
	fn an_anchor_can_be_named() {
		let anchors = [(4, 1), (9, 8)];
		assert_eq!(find_in(&anchors, Some(4), 3).unwrap(), Found { receipt: 4, entries: 1 });
		assert!(find_in(&anchors, Some(4), 0).is_err());
		let error = find_in(&anchors, Some(5), 3).unwrap_err();
		assert!(error.to_string().contains("receipt 5 is no anchor"), "{error}");
	}
}
