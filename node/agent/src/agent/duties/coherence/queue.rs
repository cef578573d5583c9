// SPDX-License-Identifier: Apache-2.0

//! Measurements that wait for the chain, on disk.

use crate::{
	agent::outbox::Outbox,
	error::Error,
	output::{hex, unhex},
};
use codec::{DecodeAll, Encode};
use serde::{Deserialize, Serialize};
use tonnetz_core::coherence::Measurement;

/// A measurement in a file of its own.
#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Entry {
	session_id: String,
	/// Its SCALE encoding, in hexadecimal.
	measurement: String,
}

/// A directory of measurements by number.
pub struct Queue(Outbox);

impl Queue {
	/// The queue in a directory that exists.
	pub const fn new(directory: Outbox) -> Self {
		Self(directory)
	}

	/// What waits, ascending by number.
	pub fn all(&self) -> Result<Vec<(u64, Measurement, String)>, Error> {
		let mut all = Vec::new();
		for name in self.0.names()? {
			// Files that were half written when the agent was killed have other names.
			let Ok(number) = name.parse() else { continue };
			let Some(Entry { session_id, measurement }) = self.0.get(&name)? else { continue };
			let malformed = || Error::Agent(format!("coherence/{name}.json holds no measurement"));
			let bytes = unhex(&measurement).map_err(|_| malformed())?;
			let measurement = Measurement::decode_all(&mut &*bytes).map_err(|_| malformed())?;
			all.push((number, measurement, session_id));
		}
		all.sort_by_key(|(number, ..)| *number);
		Ok(all)
	}

	/// Has a measurement wait; when this returns it does after a crash.
	pub fn put(
		&self,
		number: u64,
		measurement: &Measurement,
		session_id: &str,
	) -> Result<(), Error> {
		let measurement = hex(measurement.encode());
		self.0.put(&number.to_string(), &Entry { session_id: session_id.to_owned(), measurement })
	}

	/// A measurement waits no more.
	pub fn remove(&self, number: u64) -> Result<(), Error> {
		self.0.remove(&number.to_string())
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::agent::duties::coherence::request::Request;
	use tonnetz_core::coherence::Corridor;

	#[test]
	fn what_waits_is_there_after_a_restart() {
		let dir = tempfile::tempdir().unwrap();
		let open = || Queue::new(Outbox::new(dir.path().to_owned()));
		let body = b"{\"signal\":[0.62,0.61],\"session_id\":\"s\"}";
		let measurement = Request::parse(body, Corridor::default()).unwrap().measurement;
		for number in [10, 9, 2] {
			open().put(number, &measurement, "s").unwrap();
		}
		open().remove(9).unwrap();
		let session_id = "s".to_owned();
		assert_eq!(
			open().all().unwrap(),
			[(2, measurement.clone(), session_id.clone()), (10, measurement, session_id)]
		);
		std::fs::write(
			dir.path().join("3.json"),
			"{\"session_id\":\"s\",\"measurement\":\"0x00\"}",
		)
		.unwrap();
		assert!(open().all().unwrap_err().to_string().contains("coherence/3.json"));
	}
}
