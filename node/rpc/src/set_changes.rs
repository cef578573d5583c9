// SPDX-License-Identifier: Apache-2.0

//! Pages of the changes of the authority set.

use crate::error;
use jsonrpsee::core::RpcResult;
use tonnetz_core::BlockNumber;
use tonnetz_proof::trust::{SetChange, SetChanges};

/// The most changes in one answer.
const MAX_CHANGES: usize = 256;

/// The most bytes of headers and justifications in one answer: 4 MiB as base64. A change takes about
/// 14 kB at 4 validators and 300 kB at 100.
const MAX_BYTES: usize = 3 * 1024 * 1024;

/// The changes from the set `from` on, until the page is full or `known` ends.
///
/// `ends` are the sets that have ended, each with its last block, ascending; `current` is a set that
/// has not ended when `ends` was read, or was not shortly before. `fetch` reads the change that a
/// block makes.
///
/// # Errors
///
/// If `from` has ended and is not in `ends`, and whatever `fetch` answers.
pub fn page<'a>(
	from: u64,
	current: u64,
	ends: impl Iterator<Item = &'a (u64, BlockNumber)>,
	mut fetch: impl FnMut(u64, BlockNumber) -> RpcResult<SetChange>,
) -> RpcResult<SetChanges> {
	let mut changes = Vec::new();
	let mut bytes = 0usize;
	let mut next = from;
	for (set_id, last_block) in ends.skip_while(|(set_id, _)| *set_id < from) {
		// A node that has warp-synced learns of the oldest sets last.
		if *set_id != next || changes.len() >= MAX_CHANGES {
			break;
		}
		let change = fetch(*set_id, *last_block)?;
		bytes = bytes
			.saturating_add(change.header.0.len())
			.saturating_add(change.justification.0.len());
		if bytes > MAX_BYTES && !changes.is_empty() {
			break;
		}
		changes.push(change);
		next = next.saturating_add(1);
	}
	if changes.is_empty() && next < current {
		return Err(error::missing_set_change(from));
	}
	Ok(SetChanges { changes, next: (next < current).then_some(next) })
}

#[cfg(test)]
mod tests {
	#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects)]

	use super::*;
	use tonnetz_proof::Base64;

	fn change(size: usize, mark: u64) -> SetChange {
		SetChange {
			header: Base64(mark.to_le_bytes().to_vec()),
			justification: Base64(vec![0; size]),
		}
	}

	/// The sets 0 to `count` - 1, each of 10 blocks.
	fn ends(count: u64) -> Vec<(u64, BlockNumber)> {
		(0..count).map(|set_id| (set_id, u32::try_from(set_id).unwrap() * 10 + 10)).collect()
	}

	/// A page of changes of `size` bytes: the sets that they end, and where the next one starts.
	fn asked(
		from: u64,
		current: u64,
		ends: &[(u64, BlockNumber)],
		size: usize,
	) -> RpcResult<(Vec<u64>, Option<u64>)> {
		let answer = page(from, current, ends.iter(), |set_id, last_block| {
			assert!(ends.contains(&(set_id, last_block)));
			Ok(change(size, set_id))
		})?;
		let sets = answer
			.changes
			.iter()
			.map(|change| u64::from_le_bytes(change.header.0.clone().try_into().unwrap()));
		Ok((sets.collect(), answer.next))
	}

	#[test]
	fn all_changes_from_a_set_on() {
		let ends = ends(3);
		assert_eq!(asked(0, 3, &ends, 1), Ok((vec![0, 1, 2], None)));
		assert_eq!(asked(2, 3, &ends, 1), Ok((vec![2], None)));
	}

	#[test]
	fn none_from_the_present_set_or_one_to_come() {
		let ends = ends(3);
		for from in [3, 4, u64::MAX] {
			assert_eq!(asked(from, 3, &ends, 1), Ok((vec![], None)));
		}
		assert_eq!(asked(0, 0, &[], 1), Ok((vec![], None)));
	}

	#[test]
	fn pages_of_256_cover_everything_once() {
		let ends = ends(600);
		let mut from = Some(0);
		let mut sets = Vec::new();
		let mut lengths = Vec::new();
		while let Some(start) = from {
			let (page, next) = asked(start, 600, &ends, 1).unwrap();
			lengths.push(page.len());
			sets.extend(page);
			from = next;
		}
		assert_eq!(lengths, [256, 256, 88]);
		assert_eq!(sets, (0..600).collect::<Vec<_>>());
	}

	#[test]
	fn a_page_ends_before_it_is_too_large() {
		let ends = ends(10);
		assert_eq!(asked(0, 10, &ends, 1024 * 1024), Ok((vec![0, 1], Some(2))));
	}

	// Or the caller would never get past it.
	#[test]
	fn a_change_that_is_too_large_comes_alone() {
		let ends = ends(2);
		assert_eq!(asked(0, 2, &ends, MAX_BYTES + 1), Ok((vec![0], Some(1))));
	}

	#[test]
	fn what_is_missing_is_an_error_and_what_is_before_it_is_not() {
		let ends = [(0, 10), (1, 20), (5, 60)];
		assert_eq!(asked(0, 6, &ends, 1), Ok((vec![0, 1], Some(2))));
		for from in [2, 3, 4] {
			let code = asked(from, 6, &ends, 1).map_err(|error| error.code());
			assert_eq!(code, Err(error::MISSING_SET_CHANGE));
		}
		assert_eq!(asked(5, 6, &ends, 1), Ok((vec![5], None)));
		let code = asked(0, 3, &[], 1).map_err(|error| error.code());
		assert_eq!(code, Err(error::MISSING_SET_CHANGE));
	}

	// The set ended between the two reads.
	#[test]
	fn a_set_that_has_just_ended() {
		assert_eq!(asked(2, 2, &ends(3), 1), Ok((vec![2], None)));
	}

	#[test]
	fn an_error_of_the_database_is_passed_on() {
		let ends = ends(2);
		let answer = page(0, 2, ends.iter(), |set_id, _| Err(error::missing_set_change(set_id)));
		assert_eq!(answer.map_err(|error| error.code()), Err(error::MISSING_SET_CHANGE));
	}
}
