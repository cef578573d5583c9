// SPDX-License-Identifier: Apache-2.0

//! Signatures: HMAC-SHA256 over a command less its member `signature`, as 64 hexadecimal digits.

use crate::secret::{Key, Secret, Secrets};
use hmac::Mac;
use std::fmt;
use subtle::{ConditionallySelectable, ConstantTimeEq};
use tonnetz_core::cust::{json, Command, ParseError, Parsed, SIGNATURE};

/// The signature of a command does not show who asks.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum SignatureFault {
	/// There is none.
	Missing,
	/// It is not 64 lower-case hexadecimal digits.
	Malformed,
	/// No secret gives it.
	Wrong,
}

impl SignatureFault {
	/// The stable code of the fault.
	pub const fn code(self) -> &'static str {
		match self {
			Self::Missing => "missing_signature",
			Self::Malformed | Self::Wrong => "bad_signature",
		}
	}
}

impl fmt::Display for SignatureFault {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		f.write_str(match self {
			Self::Missing => "signature: missing; sign the command with HMAC-SHA256",
			Self::Malformed => "signature: write HMAC-SHA256 as 64 lower-case hexadecimal digits",
			Self::Wrong => {
				"signature: no secret of this gate gives it; sign the command as it is sent, less the \
				 member signature"
			}
		})
	}
}

impl std::error::Error for SignatureFault {}

/// Who signed a command.
#[derive(Clone, Copy, Debug)]
pub struct Verified<'a> {
	/// The secret that gives the signature.
	pub secret: &'a Secret,
	/// The signature.
	pub signature: [u8; 32],
}

/// The texts over which the signature of a command is tried, in this order: the bytes as received,
/// as `JSON.stringify` of ECMAScript and as `json.dumps` of Python write them, and RFC 8785, each
/// less the member `signature`. `parsed` is what [`Command::parse`] made of `received`.
pub fn signed_texts(received: &[u8], parsed: &Parsed) -> [String; 4] {
	let compact = parsed.value.to_compact(Some(SIGNATURE));
	// A text that was parsed has a member that can be cut out, or none; either way it has a form.
	let as_received = match json::without_member(received, SIGNATURE) {
		Ok(Some(text)) => text,
		_ => compact.clone(),
	};
	[
		as_received,
		compact,
		parsed.value.to_spaced_ascii(Some(SIGNATURE)),
		parsed.value.to_canonical(Some(SIGNATURE)),
	]
}

/// Finds the secret that gives the signature of a command. `parsed` is what [`Command::parse`] made
/// of `received`.
///
/// The time taken does not tell which secret or which text it was, nor how much of a wrong signature
/// was right: all of them are computed and compared in constant time.
///
/// # Errors
/// There is no signature, it is not written as one, or no secret gives it.
pub fn verify<'a>(
	received: &[u8],
	parsed: &Parsed,
	secrets: &'a Secrets,
) -> Result<Verified<'a>, SignatureFault> {
	let given = parsed.signature.as_deref().ok_or(SignatureFault::Missing)?;
	// One spelling a signature, so that no other is taken for a new one.
	let signature = read(given).ok_or(SignatureFault::Malformed)?;
	let texts = signed_texts(received, parsed);
	let mut found = u32::MAX;
	for (index, secret) in (0u32..).zip(secrets.iter()) {
		for text in &texts {
			found.conditional_assign(&index, mac(&secret.key, text).ct_eq(&signature));
		}
	}
	let secret = (0u32..).zip(secrets.iter()).find(|(index, _)| *index == found);
	secret.map(|(_, secret)| Verified { secret, signature }).ok_or(SignatureFault::Wrong)
}

/// Signs a command: the text as it is, with the member `signature` behind its last one. A signature
/// that stands there is replaced.
///
/// What is signed is the form of `JSON.stringify`, which the gate tries whatever the white space: the
/// result may be indented, or sent by `curl -d @file`, which takes line feeds out.
///
/// # Errors
/// The text is no command, or is longer than [`json::MAX_LEN`] with its signature.
pub fn sign(command: &str, key: &Key) -> Result<String, ParseError> {
	let parsed = Command::parse(command.as_bytes())?;
	let unsigned = json::without_member(command.as_bytes(), SIGNATURE)?;
	let text = unsigned.as_deref().unwrap_or(command);
	let signature = hex::encode(mac(key, &parsed.value.to_compact(Some(SIGNATURE))));
	// A command is an object that has members, so its last brace follows one.
	let (members, tail) =
		text.rfind('}').and_then(|at| text.split_at_checked(at)).unwrap_or((text, ""));
	let (members, space) =
		members.split_at_checked(members.trim_end().len()).unwrap_or((members, ""));
	let signed = format!("{members},\"{SIGNATURE}\":\"{signature}\"{space}{tail}");
	Command::parse(signed.as_bytes()).map(|_| signed)
}

fn mac(key: &Key, text: &str) -> [u8; 32] {
	key.hmac().chain_update(text).finalize().into_bytes().into()
}

fn read(given: &str) -> Option<[u8; 32]> {
	let lower = given.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
	let mut signature = [0; 32];
	(lower && hex::decode_to_slice(given, &mut signature).is_ok()).then_some(signature)
}
