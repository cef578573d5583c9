// SPDX-License-Identifier: Apache-2.0

//! Integers as storage keys in ascending order.

use codec::{Decode, DecodeWithMemTracking, Encode, EncodeLike, MaxEncodedLen, Output};
use scale_info::{Type, TypeInfo};

/// A `u64` whose encoding, 8 bytes big-endian, sorts like its value.
///
/// SCALE writes integers little-endian, so a map keyed by a plain `u64` is walked in an order that
/// means nothing. As the last key of a storage map, under the `Identity` hasher, this type makes
/// the trie itself keep the entries ascending: nothing is ever collected and sorted, and a page
/// starts at any value for the price of one lookup. Neighbouring numbers also share their path in
/// the trie, which keeps writes cheap.
///
/// `Identity` is safe only where the chain, not a user, chooses the number.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Ordered(pub u64);

impl Encode for Ordered {
	fn size_hint(&self) -> usize {
		Self::max_encoded_len()
	}

	fn encode_to<W: Output + ?Sized>(&self, dest: &mut W) {
		dest.write(&self.0.to_be_bytes());
	}
}

impl EncodeLike for Ordered {}

impl Decode for Ordered {
	fn decode<I: codec::Input>(input: &mut I) -> Result<Self, codec::Error> {
		<[u8; 8]>::decode(input).map(|bytes| Self(u64::from_be_bytes(bytes)))
	}
}

impl DecodeWithMemTracking for Ordered {}

impl MaxEncodedLen for Ordered {
	fn max_encoded_len() -> usize {
		core::mem::size_of::<u64>()
	}
}

/// Clients read the type as the 8 bytes it is, so that they build the same key.
impl TypeInfo for Ordered {
	type Identity = [u8; 8];

	fn type_info() -> Type {
		Self::Identity::type_info()
	}
}

impl From<u64> for Ordered {
	fn from(value: u64) -> Self {
		Self(value)
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	const SAMPLES: [u64; 8] = [0, 1, 255, 256, 65_535, 65_536, u64::MAX - 1, u64::MAX];

	#[test]
	fn encodings_sort_like_their_values() {
		let encoded = SAMPLES.map(|value| Ordered(value).encode());
		assert!(encoded.is_sorted());
		assert_eq!(Ordered(0x0102_0304_0506_0708).encode(), [1, 2, 3, 4, 5, 6, 7, 8]);
	}

	#[test]
	fn encoding_is_reversible_and_of_fixed_length() {
		for value in SAMPLES {
			let encoded = Ordered(value).encode();
			assert_eq!(encoded.len(), Ordered::max_encoded_len());
			assert_eq!(Ordered::decode(&mut &encoded[..]), Ok(Ordered(value)));
		}
		assert!(Ordered::decode(&mut &[0u8; 7][..]).is_err());
	}
}
