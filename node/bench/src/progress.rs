// SPDX-License-Identifier: Apache-2.0

//! Progress bars, on standard error and only on a terminal.

use indicatif::{ProgressBar, ProgressStyle};

/// A bar that counts to `total`.
pub fn bar(what: &'static str, total: u64) -> ProgressBar {
	let style = ProgressStyle::with_template("{msg:24} {wide_bar} {pos}/{len} {elapsed}");
	let bar = ProgressBar::new(total).with_message(what);
	bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
	bar
}
