// SPDX-License-Identifier: Apache-2.0

//! Contexts: what a signature was made for.

use alloc::vec::Vec;

/// Extrinsics, block seals, finality votes, proofs of possession.
pub const DEFAULT: &[u8] = b"tonnetz/v1";

/// Detached statements that a relayer brings to the receipts pallet.
pub const STATEMENT: &[u8] = b"tonnetz/statement/v1";

/// Invitations of the referrals pallet.
pub const INVITE: &[u8] = b"tonnetz/invite/v1";

/// Registration of an operator by somebody else.
pub const REGISTER: &[u8] = b"tonnetz/register/v1";

/// The longest context, in bytes: its length is signed as one byte.
pub const MAX_LEN: usize = u8::MAX as usize;

/// The bytes before the message, `len(context) as u8 || context`; `None` if `context` is longer
/// than [`MAX_LEN`].
pub fn prefix(context: &[u8]) -> Option<Vec<u8>> {
	let len = u8::try_from(context.len()).ok()?;
	let mut prefix = Vec::with_capacity(context.len().saturating_add(1));
	prefix.push(len);
	prefix.extend_from_slice(context);
	Some(prefix)
}

/// What a signature covers: `len(context) as u8 || context || message`; `None` if `context` is
/// longer than [`MAX_LEN`].
pub fn payload(context: &[u8], message: &[u8]) -> Option<Vec<u8>> {
	let mut payload = prefix(context)?;
	payload.extend_from_slice(message);
	Some(payload)
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn payload_separates_context_from_message() {
		assert_eq!(payload(b"ab", b"c"), Some(b"\x02abc".to_vec()));
		assert_ne!(payload(b"ab", b"c"), payload(b"a", b"bc"));
		assert_eq!(payload(b"", b""), Some(alloc::vec![0]));
	}

	#[test]
	fn payload_refuses_a_context_over_the_limit() {
		assert!(payload(&[0; MAX_LEN], b"").is_some());
		assert!(payload(&[0; MAX_LEN + 1], b"").is_none());
	}
}
