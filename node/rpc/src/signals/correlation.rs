// SPDX-License-Identifier: Apache-2.0

//! How two series of coherence ratios move together.

use serde::{Deserialize, Serialize};
use sp_core::H256;
use sp_runtime::FixedU128;
use std::collections::BTreeSet;
use tonnetz_core::{AccountId, BlockNumber};

/// Whose ratios. As JSON an SS58 address, or a session's hash: `0x` and 64 digits.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(
	untagged,
	expecting = "a series is an SS58 address, or a session's hash: 0x and 64 hexadecimal digits"
)]
pub enum Series {
	/// The readings of an operator that the chain keeps.
	Account(AccountId),
	/// The reports of a session, one of each operator.
	Session(H256),
}

/// A ratio and the block that it was reported in.
pub type Point = (BlockNumber, FixedU128);

/// How two series move together.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Correlation {
	/// Pearson's correlation coefficient r, -1 to 1, in floating point; `null` if there are fewer
	/// than two pairs, or the ratios of one side are all the same.
	pub r: Option<f64>,
	/// How many pairs it is computed from.
	pub pairs: u32,
}

impl Correlation {
	/// The correlation of two series in the order of time: each point is paired with the latest of
	/// the other series at or before its block, and no two pairs are the same.
	pub fn of(a: &[Point], b: &[Point]) -> Self {
		let values: Vec<_> = pairs(a, b)
			.into_iter()
			.filter_map(|(one, other)| Some((a.get(one)?.1.to_float(), b.get(other)?.1.to_float())))
			.collect();
		let count = u32::try_from(values.len()).unwrap_or(u32::MAX);
		Self { r: pearson(&values, count), pairs: count }
	}
}

/// The pairs, by the places of the points in their series.
fn pairs(a: &[Point], b: &[Point]) -> BTreeSet<(usize, usize)> {
	let latest = |series: &[Point], block: BlockNumber| {
		series.partition_point(|(at, _)| *at <= block).checked_sub(1)
	};
	let of_a = (0..).zip(a).filter_map(|(one, (at, _))| Some((one, latest(b, *at)?)));
	let of_b = (0..).zip(b).filter_map(|(other, (at, _))| Some((latest(a, *at)?, other)));
	of_a.chain(of_b).collect()
}

/// ```text
/// r = sum((a - mean a) (b - mean b)) / sqrt(sum((a - mean a)^2) sum((b - mean b)^2))
/// ```
fn pearson(values: &[(f64, f64)], count: u32) -> Option<f64> {
	let (first_a, first_b) = *values.first()?;
	// Not told by the sums: the mean of equal numbers may differ from them in the last digit.
	if values.iter().all(|(a, _)| *a == first_a) || values.iter().all(|(_, b)| *b == first_b) {
		return None;
	}
	let count = f64::from(count);
	let mean_a = values.iter().map(|(a, _)| a).sum::<f64>() / count;
	let mean_b = values.iter().map(|(_, b)| b).sum::<f64>() / count;
	let (mut both, mut of_a, mut of_b) = (0.0, 0.0, 0.0);
	for (a, b) in values {
		let (a, b) = (a - mean_a, b - mean_b);
		both += a * b;
		of_a += a * a;
		of_b += b * b;
	}
	let r: f64 = both / (of_a.sqrt() * of_b.sqrt());
	r.is_finite().then(|| r.clamp(-1.0, 1.0))
}

#[cfg(test)]
mod tests {
	use super::*;
	use sp_core::crypto::Ss58Codec;

	/// Points with ratios in hundredths.
	fn points(of: &[(BlockNumber, u128)]) -> Vec<Point> {
		of.iter().map(|(at, ratio)| (*at, FixedU128::from_rational(*ratio, 100))).collect()
	}

	#[test]
	fn each_point_is_paired_with_the_latest_of_the_other() {
		let a = points(&[(1, 60), (5, 61), (9, 62)]);
		let b = points(&[(3, 60), (5, 61), (20, 62)]);
		// At 1 there is nothing of b; at 3 the latest of a is that of 1; at 5 both meet, once.
		let expected = [(0, 0), (1, 1), (2, 1), (2, 2)];
		assert_eq!(pairs(&a, &b), expected.into_iter().collect());
		// Of two in one block the later counts for the other series.
		let twice = points(&[(3, 1), (3, 2)]);
		assert_eq!(pairs(&twice, &b[..1]), [(0, 0), (1, 0)].into_iter().collect());
		assert_eq!(pairs(&a, &[]), BTreeSet::new());
	}

	#[test]
	fn r_is_that_of_pearson() {
		let a = points(&[(1, 60), (2, 61), (3, 63)]);
		let same = Correlation::of(&a, &a);
		assert_eq!(same.pairs, 3);
		assert!((same.r.unwrap() - 1.0).abs() < 1e-12, "{same:?}");
		let falling = points(&[(1, 66), (2, 65), (3, 63)]);
		assert!((Correlation::of(&a, &falling).r.unwrap() + 1.0).abs() < 1e-12);
		// The sums are 17/30000, 7/15000 and 19/15000.
		let other = points(&[(1, 62), (2, 60), (3, 65)]);
		let r = Correlation::of(&a, &other).r.unwrap();
		assert!((r - 0.737_043_474_095_502).abs() < 1e-9, "{r}");
	}

	#[test]
	fn nothing_correlates_with_what_never_changes() {
		let a = points(&[(1, 60), (2, 61), (3, 63)]);
		let flat = points(&[(1, 10), (2, 10), (3, 10)]);
		assert_eq!(Correlation::of(&a, &flat), Correlation { r: None, pairs: 3 });
		assert_eq!(Correlation::of(&a[..1], &a[..1]), Correlation { r: None, pairs: 1 });
		assert_eq!(Correlation::of(&a, &[]), Correlation { r: None, pairs: 0 });
	}

	#[test]
	fn a_series_is_an_address_or_a_hash() {
		let account = AccountId::new([7; 32]);
		for series in [Series::Account(account.clone()), Series::Session(H256::repeat_byte(7))] {
			let json = serde_json(&series);
			assert_eq!(read(&json), Some(series));
		}
		assert_eq!(
			read(&format!("[\"{}\"]", account.to_ss58check())),
			Some(Series::Account(account))
		);
		assert_eq!(read("[\"session\"]"), None);
	}

	fn serde_json(series: &Series) -> String {
		let mut params = jsonrpsee::core::params::ArrayParams::new();
		params.insert(series).unwrap();
		jsonrpsee::core::traits::ToRpcParams::to_rpc_params(params)
			.unwrap()
			.unwrap()
			.get()
			.to_owned()
	}

	fn read(json: &str) -> Option<Series> {
		jsonrpsee::types::Params::new(Some(json)).one().ok()
	}
}
