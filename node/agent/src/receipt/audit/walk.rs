// SPDX-License-Identifier: Apache-2.0

//! Walking along an account's receipts in order, in constant memory.

use crate::receipt::{shown::Status, ReceiptInfo};
use serde::Serialize;
use sp_core::crypto::{AccountId32, Ss58Codec};
use std::fmt::{self, Display};
use tonnetz_core::receipt::{ChainHead, ReceiptId};

/// How many of many things are named.
const LISTED: usize = 100;

/// Things of which all are counted and the first are named: a list of any length needs no more
/// memory.
#[derive(Debug, Serialize)]
pub struct Listed<T> {
	/// How many there are.
	pub count: u64,
	/// The first of them.
	pub first: Vec<T>,
}

impl<T> Default for Listed<T> {
	fn default() -> Self {
		Self { count: 0, first: Vec::new() }
	}
}

impl<T> Listed<T> {
	fn push(&mut self, item: T) {
		self.count = self.count.saturating_add(1);
		if self.first.len() < LISTED {
			self.first.push(item);
		}
	}
}

impl<T: Display> Display for Listed<T> {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		let named = self.first.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
		let more = self.count.saturating_sub(u64::try_from(self.first.len()).unwrap_or_default());
		match (self.count, more) {
			(0, _) => write!(f, "0"),
			(count, 0) => write!(f, "{count}: {named}"),
			(count, more) => write!(f, "{count}: {named} and {more} more"),
		}
	}
}

/// What is wrong with a list of receipts.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fault {
	/// The body does not give the link.
	Altered,
	/// The receipt is another account's.
	Foreign,
	/// Receipts are left out.
	Missing,
	/// The receipt stands where it does not belong.
	Reordered,
	/// The links do not give the head.
	Head,
}

impl Fault {
	const fn name(self) -> &'static str {
		match self {
			Self::Altered => "altered",
			Self::Foreign => "foreign",
			Self::Missing => "missing",
			Self::Reordered => "reordered",
			Self::Head => "head",
		}
	}
}

/// A fault, and where it is.
#[derive(Debug, Serialize)]
pub struct Finding {
	/// What is wrong.
	pub fault: Fault,
	/// Where in the list, from 0.
	pub position: u64,
	/// The number of the receipt there, if one stands there.
	pub id: Option<ReceiptId>,
	/// What was found.
	pub detail: String,
}

impl Display for Finding {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		write!(f, "{}: {}", self.fault.name(), self.detail)
	}
}

/// What a walk has seen.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Seen {
	/// Everything wrong. The receipts are complete, unchanged and in order if there is nothing.
	pub findings: Listed<Finding>,
	/// Receipts of which the state holds the link alone.
	pub link_only: Listed<ReceiptId>,
	/// Receipts that the issuer withdrew, as whoever gave the list says: revocations are no part of
	/// the chain.
	pub revoked: Listed<ReceiptId>,
	/// Receipts whose time was over at the block of the audit.
	pub expired: Listed<ReceiptId>,
}

/// A walk along the receipts of an account from the first one on.
pub struct Walk {
	account: AccountId32,
	block: u64,
	/// The head over the links seen so far.
	head: ChainHead,
	/// A head that is proven, which the walk must pass through.
	proven: Option<ChainHead>,
	/// The sequence that the next receipt should have.
	sequence: u64,
	last_id: Option<ReceiptId>,
	seen: Seen,
}

impl Walk {
	/// At the first receipt of `account`, as of a block.
	pub fn new(account: AccountId32, block: u64, proven: Option<ChainHead>) -> Self {
		Self {
			account,
			block,
			head: ChainHead::default(),
			proven,
			sequence: 0,
			last_id: None,
			seen: Seen::default(),
		}
	}

	/// How many receipts were passed.
	pub const fn passed(&self) -> u64 {
		self.head.next
	}

	/// Goes past a receipt.
	pub fn step(&mut self, info: ReceiptInfo) {
		let id = info.id;
		// What the body says counts: the link beside it is the word of whoever gave the list.
		let link = info.receipt.as_ref().map_or(info.link, |receipt| receipt.link());
		if link != info.link {
			self.found(
				Fault::Altered,
				Some(id),
				format!("receipt {id} is not the one that its link was made of"),
			);
		}
		self.place(&info);
		match Status::of(&info, self.block) {
			Status::Revoked => self.seen.revoked.push(id),
			Status::Expired => self.seen.expired.push(id),
			// Of one receipt nobody knows whether its issuer was stopped.
			Status::Pruned | Status::Suspended | Status::Valid => {}
		}
		if info.receipt.is_none() {
			self.seen.link_only.push(id);
		}
		self.last_id = Some(id);
		self.sequence = self.sequence.saturating_add(1);
		match self.head.extended_by(link) {
			Some(head) => self.head = head,
			None => self.found(Fault::Head, Some(id), "the list has no end".to_owned()),
		}
		if let Some(proven) = self.proven.filter(|proven| proven.next == self.head.next) {
			self.compare(proven, "the proven head");
		}
	}

	/// Whose receipt it is, and whether it stands in its place.
	fn place(&mut self, info: &ReceiptInfo) {
		let id = info.id;
		let expected = self.sequence;
		let ascending = self.last_id.is_none_or(|last| last < id);
		let Some(receipt) = &info.receipt else {
			if !ascending {
				self.found(
					Fault::Reordered,
					Some(id),
					format!("receipt {id} stands after a later one"),
				);
			}
			return;
		};
		if receipt.issuer != self.account {
			let issuer = receipt.issuer.to_ss58check();
			self.found(Fault::Foreign, Some(id), format!("receipt {id} is one of {issuer}"));
		}
		if receipt.sequence > expected {
			let detail = match receipt.sequence.saturating_sub(1) {
				last if last == expected => {
					format!("sequence {expected} is missing before receipt {id}")
				}
				last => format!("sequences {expected} to {last} are missing before receipt {id}"),
			};
			self.found(Fault::Missing, Some(id), detail);
			self.sequence = receipt.sequence;
		} else if receipt.sequence < expected || !ascending {
			let detail = format!(
				"receipt {id} with sequence {} stands where {expected} should",
				receipt.sequence
			);
			self.found(Fault::Reordered, Some(id), detail);
			// The next one stands after the ones before this one.
			self.sequence = expected.saturating_sub(1);
		}
	}

	fn compare(&mut self, expected: ChainHead, name: &str) {
		if self.head != expected {
			let detail = format!(
				"the first {} receipts give the hash {:?}, and {name} is {:?}",
				self.head.next, self.head.hash, expected.hash
			);
			self.found(Fault::Head, None, detail);
		}
	}

	fn found(&mut self, fault: Fault, id: Option<ReceiptId>, detail: String) {
		self.seen.findings.push(Finding { fault, position: self.head.next, id, detail });
	}

	/// The end of the list, which should give `head`.
	pub fn finish(mut self, head: ChainHead) -> (ChainHead, Seen) {
		let passed = self.head.next;
		if let Some(proven) = self.proven.filter(|proven| proven.next > passed) {
			let detail = format!("{passed} receipts, and {} are proven", proven.next);
			self.found(Fault::Missing, None, detail);
		}
		if passed < head.next {
			let detail = format!("{passed} receipts, and the head counts {}", head.next);
			self.found(Fault::Missing, None, detail);
		} else if passed > head.next {
			let detail = format!("{passed} receipts, and the head counts only {}", head.next);
			self.found(Fault::Head, None, detail);
		} else {
			self.compare(head, "the head");
		}
		(self.head, self.seen)
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use sp_core::H256;
	use tonnetz_core::receipt::{Kind, Receipt, Source};

	const BLOCK: u64 = 100;

	fn account(byte: u8) -> AccountId32 {
		AccountId32::from([byte; 32])
	}

	fn info(sequence: u64) -> ReceiptInfo {
		let receipt = Receipt {
			issuer: account(1),
			sequence,
			kind: Kind::Document,
			subject: H256::repeat_byte(2),
			digest: H256::from_low_u64_be(sequence),
			parent: None,
			batch: None,
			at: 10,
			time: 0,
			expires: None,
			uri: Default::default(),
			relayer: None,
		};
		with_link(ReceiptInfo {
			id: sequence.saturating_mul(3).saturating_add(5),
			link: H256::zero(),
			source: Source::Call,
			receipt: Some(receipt),
			revoked: None,
		})
	}

	/// With the link that its body gives.
	fn with_link(info: ReceiptInfo) -> ReceiptInfo {
		ReceiptInfo { link: info.receipt.as_ref().unwrap().link(), ..info }
	}

	fn chain(length: u64) -> Vec<ReceiptInfo> {
		(0..length).map(info).collect()
	}

	fn head(chain: &[ReceiptInfo]) -> ChainHead {
		ChainHead::of_links(chain.iter().map(|info| info.link)).unwrap()
	}

	fn walk(list: &[ReceiptInfo], proven: Option<ChainHead>, claimed: ChainHead) -> Seen {
		let mut walk = Walk::new(account(1), BLOCK, proven);
		list.iter().cloned().for_each(|info| walk.step(info));
		walk.finish(claimed).1
	}

	fn faults(list: &[ReceiptInfo], claimed: ChainHead) -> Vec<Fault> {
		walk(list, None, claimed).findings.first.iter().map(|finding| finding.fault).collect()
	}

	#[test]
	fn a_whole_chain_has_no_faults() {
		for length in [0, 1, 2, 300] {
			let chain = chain(length);
			let seen = walk(&chain, Some(head(&chain)), head(&chain));
			assert_eq!(seen.findings.count, 0);
			assert_eq!((seen.link_only.count, seen.revoked.count, seen.expired.count), (0, 0, 0));
		}
	}

	#[test]
	fn a_pruned_body_leaves_the_chain_whole() {
		let mut list = chain(5);
		let head = head(&list);
		for position in [0, 2, 4] {
			list[position].receipt = None;
		}
		let seen = walk(&list, Some(head), head);
		assert_eq!(seen.findings.count, 0);
		assert_eq!(seen.link_only.first, [5, 11, 17]);
	}

	#[test]
	fn one_removed_receipt_is_found_wherever_it_was() {
		for position in 0..6 {
			let mut list = chain(6);
			let head = head(&list);
			list.remove(position);
			assert!(faults(&list, head).contains(&Fault::Missing), "{position}");
			// Also when the one who removed it is the one who says what the head is.
			let forged = ChainHead::of_links(list.iter().map(|info| info.link)).unwrap();
			let seen = walk(&list, Some(head), forged);
			assert!(seen.findings.count > 0, "{position}");
		}
		let gap = walk(&[info(0), info(3)], None, head(&chain(4))).findings;
		assert!(gap.first[0].detail.contains("sequences 1 to 2 are missing before receipt 14"));
	}

	#[test]
	fn two_exchanged_receipts_are_found() {
		let head = head(&chain(6));
		for (one, other) in (0..6).flat_map(|one| (0..one).map(move |other| (one, other))) {
			let mut list = chain(6);
			list.swap(one, other);
			assert!(faults(&list, head).contains(&Fault::Reordered), "{one} {other}");
			// Without bodies there are no sequences, and the order of ids is left.
			list.iter_mut().for_each(|info| info.receipt = None);
			assert!(faults(&list, head).contains(&Fault::Reordered), "{one} {other}");
		}
	}

	#[test]
	fn one_altered_receipt_is_found_wherever_it_is() {
		let head = head(&chain(4));
		for position in 0..4 {
			let mut list = chain(4);
			list[position].receipt.as_mut().unwrap().digest = H256::repeat_byte(9);
			assert_eq!(faults(&list, head), [Fault::Altered, Fault::Head], "{position}");
			// With a link to match, the head still tells.
			list[position] = with_link(list[position].clone());
			assert_eq!(faults(&list, head), [Fault::Head], "{position}");
			let mut list = chain(4);
			list[position].link = H256::repeat_byte(9);
			assert_eq!(faults(&list, head), [Fault::Altered], "{position}");
			list[position].receipt = None;
			assert_eq!(faults(&list, head), [Fault::Head], "{position}");
		}
	}

	#[test]
	fn foreign_and_repeated_receipts_are_found() {
		let head = head(&chain(3));
		let mut list = chain(3);
		list[1].receipt.as_mut().unwrap().issuer = account(7);
		list[1] = with_link(list[1].clone());
		assert_eq!(faults(&list, head), [Fault::Foreign, Fault::Head]);
		let mut list = chain(3);
		list.insert(1, info(1));
		assert_eq!(faults(&list, head), [Fault::Reordered, Fault::Head]);
		let mut list = chain(3);
		list.push(info(3));
		assert_eq!(faults(&list, head), [Fault::Head]);
	}

	#[test]
	fn the_proven_head_is_one_that_the_list_passes_through() {
		let list = chain(5);
		let claimed = head(&list);
		assert_eq!(walk(&list, Some(head(&list[..3])), claimed).findings.count, 0);
		let other = ChainHead { next: 3, hash: H256::repeat_byte(9) };
		let seen = walk(&list, Some(other), claimed);
		assert_eq!(seen.findings.first[0].fault, Fault::Head);
		// A list that is whole by its own head, but shorter than what is proven.
		let seen = walk(&list[..3], Some(claimed), head(&list[..3]));
		assert_eq!(seen.findings.first[0].fault, Fault::Missing);
	}

	#[test]
	fn revoked_and_expired_receipts_are_named_and_no_fault() {
		let mut list = chain(3);
		let expired = list[1].receipt.as_mut().unwrap();
		expired.expires = Some(100);
		list[1] = with_link(list[1].clone());
		list[2].receipt.as_mut().unwrap().expires = Some(101);
		list[2] = with_link(list[2].clone());
		list[0].revoked = Some(
			serde_json::from_value(serde_json::json!({ "at": 12, "time": 0, "reason": "0x" }))
				.unwrap(),
		);
		let seen = walk(&list, None, head(&list));
		assert_eq!(seen.findings.count, 0);
		assert_eq!((seen.revoked.first, seen.expired.first), (vec![5], vec![8]));
	}

	#[test]
	fn what_is_listed_is_bounded_and_counted() {
		let mut list = chain(250);
		list.iter_mut().for_each(|info| info.receipt = None);
		let seen = walk(&list, None, head(&list));
		assert_eq!((seen.link_only.count, seen.link_only.first.len()), (250, 100));
		assert!(seen.link_only.to_string().ends_with(" and 150 more"));
		assert_eq!(Listed::<u8>::default().to_string(), "0");
	}
}
