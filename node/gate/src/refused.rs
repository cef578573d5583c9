// SPDX-License-Identifier: Apache-2.0

//! What the gate refuses, and who is told.

use crate::{memory::Taken, signature::SignatureFault, submit::SubmitError};
use serde::Serialize;
use sp_core::H256;
use tonnetz_core::cust::{json, CommandId, ParseError};

/// A request that got no verdict.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Refused {
	/// The HTTP status.
	pub status: u16,
	/// The stable code of `docs/GATE.md`.
	pub code: &'static str,
	/// One line that says what to do.
	pub message: String,
	/// After how many seconds to try again, if that may help.
	pub retry_after: Option<u32>,
	/// The name of the secret that signed, once that is known.
	pub secret: Option<String>,
	/// The digest of the command, once that is known.
	pub digest: Option<H256>,
	/// The number of the command on the chain, if the chain has it.
	pub id: Option<CommandId>,
}

/// Whoever keeps a record of what the gate refuses.
pub trait Log: Send + Sync + 'static {
	/// Called for each refusal before it is answered. It must not block: what takes time is handed to
	/// another thread.
	fn refused(&self, refused: &Refused);
}

impl Refused {
	pub(crate) fn new(status: u16, code: &'static str, message: impl Into<String>) -> Self {
		Self {
			status,
			code,
			message: message.into(),
			retry_after: None,
			secret: None,
			digest: None,
			id: None,
		}
	}

	pub(crate) fn retry_after(self, seconds: u32) -> Self {
		Self { retry_after: Some(seconds), ..self }
	}

	/// A request whose signature is good: whom and what it was about.
	pub(crate) fn about(self, secret: &str, digest: H256) -> Self {
		Self { secret: Some(secret.to_owned()), digest: Some(digest), ..self }
	}

	pub(crate) fn too_large() -> Self {
		let message = format!("request: longer than {} bytes; shorten it", json::MAX_LEN);
		Self::new(413, "json_too_long", message)
	}

	pub(crate) fn stale() -> Self {
		let message = "meta.timestamp: more than 5 minutes from now; set the clock and sign anew";
		Self::new(403, "stale_timestamp", message)
	}

	pub(crate) fn busy() -> Self {
		Self::new(503, "busy", "gate: too many commands are waiting; send it again later")
			.retry_after(5)
	}

	pub(crate) fn unknown(reason: &str) -> Self {
		SubmitError::Unknown(reason.to_owned()).into()
	}

	/// The request was seen before, and it cannot be told what became of it.
	pub(crate) fn unclear() -> Self {
		let message =
			"signature: used before, and its outcome is unknown; look the digest up on the \
			chain, and only if it is not there add a new meta.nonce and sign anew";
		Self::new(409, "outcome_unknown", message)
	}

	/// The chain has it already.
	pub(crate) fn replayed(id: Option<CommandId>) -> Self {
		let message = match id {
			Some(id) => {
				format!("signature: used for command {id}; add a new meta.nonce and sign anew")
			}
			None => "signature: used before; add a new meta.nonce and sign anew".to_owned(),
		};
		Self { id, ..Self::new(409, "replayed_signature", message) }
	}
}

impl From<ParseError> for Refused {
	fn from(error: ParseError) -> Self {
		match &error {
			ParseError::Json(json::Error { fault: json::Fault::TooLong, .. }) => Self::too_large(),
			_ => Self::new(400, error.code(), error.to_string()),
		}
	}
}

impl From<SignatureFault> for Refused {
	fn from(fault: SignatureFault) -> Self {
		Self::new(401, fault.code(), fault.to_string())
	}
}

impl From<SubmitError> for Refused {
	fn from(error: SubmitError) -> Self {
		let message = error.to_string();
		match error {
			SubmitError::Locked => Self::new(503, "locked", message).retry_after(60),
			SubmitError::NotSubmitted(_) => {
				Self::new(503, "not_submitted", message).retry_after(10)
			}
			SubmitError::Refused(_) => Self::new(502, "submission_refused", message),
			SubmitError::Unknown(_) => Self::new(504, "outcome_unknown", message),
		}
	}
}

impl From<Taken> for Refused {
	fn from(taken: Taken) -> Self {
		match taken {
			Taken::Submitted(id) => Self::replayed(id),
			Taken::InFlight => Self::new(
				409,
				"replayed_signature",
				"signature: its command is being submitted; wait for the answer, or add a new \
				 meta.nonce and sign anew",
			),
			Taken::Unresolved { .. } => Self::unclear(),
			Taken::Nonce => Self::new(
				409,
				"replayed_nonce",
				"meta.nonce: used by another command of this planner; add a new meta.nonce and sign \
				 anew",
			),
			Taken::Stale => Self::stale(),
			Taken::Full => Self::new(
				503,
				"journal_full",
				"gate: its journal is full; give the planners new secrets and move it away",
			),
			Taken::Failed => Self::new(
				503,
				"journal_failed",
				"gate: its journal cannot be written; see its log, then send the command again",
			)
			.retry_after(60),
		}
	}
}

#[derive(Serialize)]
struct ErrorJson<'a> {
	error: ErrorMembers<'a>,
}

#[derive(Serialize)]
struct ErrorMembers<'a> {
	code: &'static str,
	message: &'a str,
	#[serde(skip_serializing_if = "Option::is_none")]
	digest: Option<H256>,
	#[serde(skip_serializing_if = "Option::is_none")]
	id: Option<CommandId>,
}

/// What the planner reads. The name of the secret is for the log alone.
impl Serialize for Refused {
	fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
		let Self { code, message, digest, id, .. } = self;
		ErrorJson { error: ErrorMembers { code, message, digest: *digest, id: *id } }
			.serialize(serializer)
	}
}
