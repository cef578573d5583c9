// SPDX-License-Identifier: Apache-2.0

//! Units of money and time.

use crate::types::{Balance, BlockNumber, Moment};

/// One TNZ: 10^12 of the smallest unit.
pub const TNZ: Balance = 1_000_000_000_000;

/// 0.001 TNZ.
pub const MILLI_TNZ: Balance = TNZ / 1_000;

/// 0.000001 TNZ.
pub const MICRO_TNZ: Balance = MILLI_TNZ / 1_000;

/// The number of decimals of TNZ, as wallets need it.
pub const DECIMALS: u8 = 12;

/// The symbol of the token.
pub const SYMBOL: &str = "TNZ";

/// The block time in milliseconds.
pub const MILLISECS_PER_BLOCK: Moment = 3_000;

/// One minute, in blocks.
pub const MINUTES: BlockNumber = 60_000 / (MILLISECS_PER_BLOCK as BlockNumber);

/// One hour, in blocks.
pub const HOURS: BlockNumber = MINUTES * 60;

/// One day, in blocks.
pub const DAYS: BlockNumber = HOURS * 24;

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn units_of_money_are_powers_of_ten() {
		assert_eq!(TNZ, 10u128.pow(DECIMALS.into()));
		assert_eq!(MILLI_TNZ, 10u128.pow(9));
		assert_eq!(MICRO_TNZ, 10u128.pow(6));
	}

	#[test]
	fn lengths_of_time_follow_from_the_block_time() {
		assert_eq!((MINUTES, HOURS, DAYS), (20, 1_200, 28_800));
		assert_eq!(u64::from(DAYS) * MILLISECS_PER_BLOCK, 24 * 60 * 60 * 1_000);
	}
}
