// SPDX-License-Identifier: Apache-2.0

//! The digest of a decision: what was asked, what was answered, and when.
//!
//! ```text
//! digest = SHA-256(SHA-256(request) || SHA-256(response) || u64 little-endian Unix milliseconds)
//! uri    = urn:tonnetz:decision:<Unix milliseconds, decimal>
//! ```
//!
//! The time stands in the receipt's URI, so that whoever has request and response can recompute the
//! digest from the receipt alone.

use sha2::{Digest, Sha256};

/// What the URI of a decision begins with.
const URN: &str = "urn:tonnetz:decision:";

/// The digest of a decision.
pub fn digest(request: [u8; 32], response: [u8; 32], time: u64) -> [u8; 32] {
	let mut hasher = Sha256::new();
	hasher.update(request);
	hasher.update(response);
	hasher.update(time.to_le_bytes());
	hasher.finalize().into()
}

/// The URI of a decision at `time`, Unix milliseconds.
pub fn uri(time: u64) -> String {
	format!("{URN}{time}")
}

/// The time in the URI of a decision, Unix milliseconds.
pub fn time(uri: &str) -> Option<u64> {
	let time = uri.strip_prefix(URN)?.parse().ok()?;
	// One spelling for each time: no sign, no leading zeros.
	(self::uri(time) == uri).then_some(time)
}

#[cfg(test)]
mod tests {
	use super::*;

	/// Computed with `sha256sum` alone, from
	/// `(printf request | sha256sum; printf response | sha256sum) | cut -c -64 | xxd -r -p` and the
	/// bytes `00 a8 da 76 9b 01 00 00`.
	#[test]
	fn the_digest_is_that_of_72_bytes() {
		let request = Sha256::digest(b"request").into();
		let response = Sha256::digest(b"response").into();
		assert_eq!(
			hex::encode(digest(request, response, 1_767_225_600_000)),
			"b27c2a467e6f8961ac0990c32895d13af0d3b5db216f1a8e9cf416eaea053f38"
		);
	}

	#[test]
	fn every_part_counts() {
		let (a, b) = ([1; 32], [2; 32]);
		let one = digest(a, b, 1);
		assert_ne!(one, digest(b, a, 1));
		assert_ne!(one, digest(a, b, 2));
		assert_ne!(one, digest(a, a, 1));
	}

	#[test]
	fn the_time_is_found_again() {
		for value in [0, 1_767_225_600_000, u64::MAX] {
			assert_eq!(time(&uri(value)), Some(value));
		}
		for other in ["", "urn:tonnetz:decision:", "urn:tonnetz:decision:+1"] {
			assert_eq!(time(other), None, "{other}");
		}
		assert_eq!(time("urn:tonnetz:decision:01"), None);
		assert_eq!(time("urn:tonnetz:decision:18446744073709551616"), None);
	}
}
