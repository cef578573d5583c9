// SPDX-License-Identifier: Apache-2.0

//! How large what is stored can get, so that its deposits can be priced.

use super::*;
use crate::{PaidReport, PredecessorOf, Reading, Series, SessionOf};
use codec::MaxEncodedLen;

#[test]
fn records_are_of_bounded_length() {
	assert_eq!(StreamOf::<Test>::max_encoded_len(), 237);
	assert_eq!(Reading::max_encoded_len(), 97);
	assert_eq!(Series::max_encoded_len(), 24);
	assert_eq!(PredecessorOf::<Test>::max_encoded_len(), 36);
	assert_eq!(PaidReport::<AccountId>::max_encoded_len(), 76);
	assert_eq!(SessionOf::<Test>::max_encoded_len(), 36 + 2 + 64 * 76);
}
