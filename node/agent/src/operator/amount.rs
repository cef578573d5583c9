// SPDX-License-Identifier: Apache-2.0

//! Amounts of TNZ on the command line and in results.

use tonnetz_core::{
	units::{DECIMALS, SYMBOL, TNZ},
	Balance,
};

/// Reads TNZ as decimal digits, such as `12.5`, into units of 10^-12 TNZ. It must be exact and above
/// 0.
pub fn parse(text: &str) -> Result<Balance, String> {
	let wrong = || {
		format!("{text:?} is no amount of {SYMBOL}: write digits above 0, such as 12.5, with at most {DECIMALS} decimals")
	};
	let (whole, decimals) = match text.split_once('.') {
		Some((whole, decimals)) if !decimals.is_empty() => (whole, decimals),
		Some(_) => return Err(wrong()),
		None => (text, ""),
	};
	let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
	if whole.is_empty() || !digits(whole) || !digits(decimals) {
		return Err(wrong());
	}
	let width = usize::from(DECIMALS);
	if decimals.len() > width {
		return Err(wrong());
	}
	let whole: Balance = whole.parse().map_err(|_| wrong())?;
	let decimals: Balance = format!("{decimals:0<width$}").parse().map_err(|_| wrong())?;
	let amount = whole.checked_mul(TNZ).and_then(|whole| whole.checked_add(decimals));
	amount.filter(|amount| *amount > 0).ok_or_else(wrong)
}

/// An amount in units of 10^-12 TNZ, such as `12.5 TNZ`.
pub fn show(amount: Balance) -> String {
	let (whole, decimals) = (amount / TNZ, amount % TNZ);
	let width = usize::from(DECIMALS);
	match format!("{decimals:0>width$}").trim_end_matches('0') {
		"" => format!("{whole} {SYMBOL}"),
		decimals => format!("{whole}.{decimals} {SYMBOL}"),
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn amounts_are_exact() {
		for (text, amount, shown) in [
			("25", 25 * TNZ, "25 TNZ"),
			("0.1", TNZ / 10, "0.1 TNZ"),
			("12.500", 12 * TNZ + TNZ / 2, "12.5 TNZ"),
			("0.000000000001", 1, "0.000000000001 TNZ"),
		] {
			assert_eq!(parse(text), Ok(amount));
			assert_eq!(show(amount), shown);
		}
		assert_eq!(show(0), "0 TNZ");
	}

	#[test]
	fn what_is_no_amount_is_refused() {
		let long = "9".repeat(40);
		for text in
			["", "0", "0.0", ".5", "5.", "-1", "+1", "1e3", "1,5", "1 ", "0.0000000000001", &long]
		{
			let message = parse(text).unwrap_err();
			assert!(message.contains("such as 12.5"), "{message}");
		}
	}
}
