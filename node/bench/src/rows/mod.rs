// SPDX-License-Identifier: Apache-2.0

//! What is measured, a file each.

pub mod extrinsics;
pub mod history;
pub mod leaves;
pub mod network;
pub mod receipts;
pub mod signatures;
pub mod size;

use anyhow::{Context, Result};
use serde_json::Value;
use std::{fs, path::Path};

/// The mean time of a criterion benchmark, in microseconds.
fn criterion_micros(dir: &Path, benchmark: &str) -> Result<f64> {
	let path = dir.join(benchmark).join("new/estimates.json");
	let text = fs::read_to_string(&path)
		.with_context(|| format!("{}: run cargo bench first", path.display()))?;
	let estimates: Value = serde_json::from_str(&text)?;
	let nanos = estimates.pointer("/mean/point_estimate").and_then(Value::as_f64);
	Ok(nanos.with_context(|| format!("{} has no mean", path.display()))? / 1e3)
}

/// The value below which `percent` of the sorted values lie.
fn percentile(sorted: &[f64], percent: usize) -> f64 {
	let rank = sorted.len().saturating_mul(percent).div_ceil(100).saturating_sub(1);
	sorted.get(rank).copied().unwrap_or(f64::NAN)
}
