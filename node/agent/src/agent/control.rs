// SPDX-License-Identifier: Apache-2.0

//! The Unix socket of the agent, and the commands that speak to it.
//!
//! A request is one line of JSON, such as `{"do":"lock"}`, and so is the answer: `{"ok":..}` or
//! `{"error":{"code":..,"message":..}}`.

mod client;
mod server;

pub use client::{lock, status, unlock, SocketArgs, UnlockArgs};
pub use server::serve;

use super::report::Report;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::time::Duration;
use zeroize::Zeroizing;

/// The longest line, in bytes: some secret URIs.
const MAX_LINE: u64 = 64 * 1024;

/// How long a line may take.
const LINE_TIME: Duration = Duration::from_secs(10);

/// What is asked of the agent.
#[derive(Deserialize, Serialize)]
#[serde(tag = "do", rename_all = "kebab-case", deny_unknown_fields)]
enum Request {
	/// Load the keys.
	Unlock {
		/// For how many seconds.
		#[serde(default, rename = "for")]
		seconds: Option<u64>,
		/// The `///password` of the secret URIs in files.
		#[serde(default)]
		passphrase: Option<Secret>,
		/// Secret URIs of keys that have no file.
		#[serde(default)]
		suris: Vec<Secret>,
	},
	/// Forget the keys.
	Lock {},
	/// Say how it is.
	Status {},
}

/// What the agent answers.
#[derive(Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
enum Answer {
	/// It was done; how it is now.
	Ok(Box<Report>),
	/// It was not done.
	Error {
		/// The stable code.
		code: String,
		/// What to do.
		message: String,
	},
}

/// A text that is zeroized, and shown to nobody but the agent.
struct Secret(Zeroizing<String>);

impl<'de> Deserialize<'de> for Secret {
	fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
		String::deserialize(deserializer).map(|text| Self(Zeroizing::new(text)))
	}
}

impl Serialize for Secret {
	fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
		self.0.serialize(serializer)
	}
}
