// SPDX-License-Identifier: Apache-2.0

//! What a receipt of a measurement attests.

use super::{Corridor, State};
use alloc::vec::Vec;
use codec::{Decode, Encode};
use sp_core::H256;
use sp_runtime::FixedU128;

/// A measurement with its outcome: the payload of a receipt of the kind `Coherence`.
///
/// Its SCALE encoding, the fields in the order given here, is the payload, so that whoever is shown
/// the samples can check both that they are those that were reported, and the outcome.
#[derive(Clone, Debug, Decode, Encode, Eq, PartialEq)]
pub struct Measurement {
	/// The session: see [`session_of`](super::session_of).
	pub session: H256,
	/// How often samples were taken, in Hz; 0 if that was not stated.
	pub sampling_rate: FixedU128,
	/// The samples, in the order of time.
	pub samples: Vec<FixedU128>,
	/// Their [coherence ratio](super::coherence_ratio).
	pub ratio: FixedU128,
	/// The corridor that the ratio was judged by.
	pub corridor: Corridor,
	/// Where the ratio lies to it.
	pub state: State,
}

impl Measurement {
	/// SHA-256 of the SCALE encoding: the digest of the receipt.
	#[must_use]
	pub fn digest(&self) -> H256 {
		H256(sp_io::hashing::sha2_256(&self.encode()))
	}
}
