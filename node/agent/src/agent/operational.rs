// SPDX-License-Identifier: Apache-2.0

//! The operational log, `operational.jsonl`: what the agent saw, and what it did about it.
//!
//! A line is a JSON object: `seq`, `time` (Unix milliseconds), `prev_hash`, `observation`, `action`
//! (`null` for a refusal or a mere observation), `outcome`, then `hash`, and `signature` if the agent
//! was unlocked. `hash` is `0x` and SHA-256 in hexadecimal over the bytes of the line before
//! `,"hash":`; `prev_hash` is the hash of the line before, 64 zeros in the first. `signature` is the
//! SCALE encoding of a signature over the 32 bytes of the hash in the context [`CONTEXT`], with the
//! public key in it.

use crate::{
	error::Error,
	output::{hex, unhex},
};
use codec::Encode;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::{
	fs::File,
	io::{BufRead, BufReader, Seek, SeekFrom, Write},
	os::unix::fs::OpenOptionsExt,
	path::{Path, PathBuf},
	sync::{Mutex, PoisonError},
	time::{SystemTime, UNIX_EPOCH},
};
use tonnetz_crypto::AnyPair;

/// What signatures of entries are made for.
pub const CONTEXT: &[u8] = b"tonnetz/operational/v1";

/// What stands between what is hashed and its hash.
const HASH: &str = ",\"hash\":\"";

/// What was seen and done.
#[derive(Clone, Debug, Serialize)]
pub struct Entry {
	/// When, Unix time in milliseconds.
	#[serde(skip)]
	time: u64,
	/// What the agent saw.
	pub observation: Value,
	/// What it did, if anything.
	pub action: Option<Value>,
	/// What came of it.
	pub outcome: Value,
}

impl Entry {
	/// What happened now.
	pub fn new(observation: Value, action: Option<Value>, outcome: Value) -> Self {
		Self { time: now(), observation, action, outcome }
	}
}

/// Unix time in milliseconds.
pub fn now() -> u64 {
	let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
	u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}

/// What is hashed.
#[derive(Serialize)]
struct Body<'a> {
	seq: u64,
	time: u64,
	prev_hash: String,
	#[serde(flatten)]
	entry: &'a Entry,
}

/// What is read again of a line.
#[derive(Deserialize)]
struct Line {
	seq: u64,
	time: u64,
	prev_hash: String,
	hash: String,
	signature: Option<String>,
}

/// An entry that follows from the one before.
pub struct Read {
	/// It, as the newest.
	pub head: LogHead,
	/// When, Unix time in milliseconds.
	pub time: u64,
	/// Its signature in hexadecimal, which is not verified.
	pub signature: Option<String>,
}

/// The newest entry.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
pub struct LogHead {
	/// How many entries there are.
	pub entries: u64,
	/// The hash of the last; zeros if there is none.
	pub hash: sp_core::H256,
}

/// The log, open for appending.
pub struct OperationalLog {
	path: PathBuf,
	state: Mutex<State>,
}

struct State {
	file: File,
	/// The length of the file up to the end of the last whole line, in bytes.
	len: u64,
	head: LogHead,
}

impl OperationalLog {
	/// Opens the log, or begins one. All of it is verified. A last line that was not written whole
	/// goes: the entry was not acted upon.
	///
	/// # Errors
	/// An entry that does not follow from the one before; nothing is appended to such a log.
	pub fn open(path: &Path) -> Result<Self, Error> {
		let read = |reason| Error::Read { path: path.to_owned(), reason };
		let file = File::options()
			.read(true)
			.write(true)
			.create(true)
			.truncate(false)
			.mode(0o600)
			.open(path)
			.map_err(read)?;
		let mut reader = BufReader::new(&file);
		let (mut head, mut len) = (LogHead::default(), 0u64);
		let mut line = Vec::new();
		loop {
			line.clear();
			let read_bytes = reader.read_until(b'\n', &mut line).map_err(read)?;
			if line.pop() != Some(b'\n') {
				break;
			}
			let entry = next(head, &line).map_err(|reason| Error::Malformed {
				path: path.to_owned(),
				reason: format!(
					"entry {} {reason}: keep the file as it is and move it away",
					head.entries
				),
			})?;
			head = entry.head;
			len = len.saturating_add(u64::try_from(read_bytes).unwrap_or_default());
		}
		let write = |reason| Error::Write { path: path.to_owned(), reason };
		file.set_len(len).and_then(|()| file.sync_all()).map_err(write)?;
		super::files::sync_parent(path).map_err(write)?;
		Ok(Self { path: path.to_owned(), state: Mutex::new(State { file, len, head }) })
	}

	/// The newest entry.
	pub fn head(&self) -> LogHead {
		self.state.lock().unwrap_or_else(PoisonError::into_inner).head
	}

	/// Appends entries; when this returns they are there after a crash.
	pub fn append(&self, entries: &[Entry], key: Option<&AnyPair>) -> Result<LogHead, Error> {
		let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
		let (mut head, mut lines) = (state.head, String::new());
		for entry in entries {
			let (line, hash) = line_of(entry, head, key)?;
			lines.push_str(&line);
			head = LogHead { entries: head.entries.saturating_add(1), hash: hash.into() };
		}
		let State { file, len, .. } = &mut *state;
		// From the end of the last whole line: an append that failed half way is written over.
		file.seek(SeekFrom::Start(*len))
			.and_then(|_| file.set_len(*len))
			.and_then(|()| file.write_all(lines.as_bytes()))
			.and_then(|()| file.sync_data())
			.map_err(|reason| Error::Write { path: self.path.clone(), reason })?;
		state.len = state.len.saturating_add(u64::try_from(lines.len()).unwrap_or_default());
		state.head = head;
		Ok(head)
	}
}

/// The line of an entry that follows `head`, and its hash.
fn line_of(
	entry: &Entry,
	head: LogHead,
	key: Option<&AnyPair>,
) -> Result<(String, [u8; 32]), Error> {
	let body = Body { seq: head.entries, time: entry.time, prev_hash: hex(head.hash), entry };
	let mut line =
		serde_json::to_string(&body).map_err(|error| Error::Internal(error.to_string()))?;
	line.pop();
	let hash: [u8; 32] = Sha256::digest(&line).into();
	line.push_str(HASH);
	line.push_str(&hex(hash));
	if let Some(signature) = key.and_then(|pair| pair.sign(CONTEXT, &hash)) {
		line.push_str("\",\"signature\":\"");
		line.push_str(&hex(signature.encode()));
	}
	line.push_str("\"}\n");
	Ok((line, hash))
}

/// The entry of `line`, which must follow `head`.
///
/// # Errors
/// Why it does not, to be read after its number.
pub fn next(head: LogHead, line: &[u8]) -> Result<Read, String> {
	let text = std::str::from_utf8(line).map_err(|_| "is not UTF-8".to_owned())?;
	let parsed: Line = serde_json::from_str(text).map_err(|error| format!("is none ({error})"))?;
	// The last: quotation marks within what is hashed are escaped, and only hexadecimal follows.
	let (body, end) = text.rsplit_once(HASH).ok_or("has no hash")?;
	let hash: [u8; 32] = Sha256::digest(body).into();
	let stated = unhex(&parsed.hash).map_err(|_| "has a malformed hash".to_owned())?;
	if stated != hash {
		return Err("was changed".to_owned());
	}
	if parsed.seq != head.entries || parsed.prev_hash != hex(head.hash) {
		return Err("does not follow the one before".to_owned());
	}
	// Nothing else stands where nothing is hashed.
	let signature = parsed.signature.as_deref();
	let signature = signature.map(|it| format!("\",\"signature\":\"{it}")).unwrap_or_default();
	if end != format!("{}{signature}\"}}", hex(hash)) {
		return Err("has something beside its signature after its hash".to_owned());
	}
	let head = LogHead { entries: head.entries.saturating_add(1), hash: hash.into() };
	Ok(Read { head, time: parsed.time, signature: parsed.signature })
}

#[cfg(test)]
mod tests {
	use super::*;
	use codec::DecodeAll;
	use serde_json::json;
	use std::fs;
	use tonnetz_crypto::{Scheme, Signature};

	fn entry(number: u32) -> Entry {
		let text = "\",\"hash\":\"0x00\"";
		Entry::new(json!({ "refused": number, "text": text }), None, json!("refused"))
	}

	fn log_of(entries: u32) -> (tempfile::TempDir, PathBuf) {
		let dir = tempfile::tempdir().unwrap();
		let path = dir.path().join("operational.jsonl");
		let log = OperationalLog::open(&path).unwrap();
		log.append(&(0..entries).map(entry).collect::<Vec<_>>(), None).unwrap();
		(dir, path)
	}

	#[test]
	fn entries_are_chained_over_restarts() {
		let (_dir, path) = log_of(3);
		let log = OperationalLog::open(&path).unwrap();
		assert_eq!(log.head().entries, 3);
		log.append(&[entry(3), entry(4)], None).unwrap();
		let text = fs::read_to_string(&path).unwrap();
		let lines: Vec<Value> =
			text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
		assert_eq!(lines[0]["prev_hash"], hex([0; 32]));
		for (before, after) in lines.iter().zip(&lines[1..]) {
			assert_eq!(after["prev_hash"], before["hash"]);
		}
		assert_eq!(OperationalLog::open(&path).unwrap().head().entries, 5);
	}

	#[test]
	fn an_edit_a_gap_and_another_order_are_found() {
		let spoil: [fn(&mut Vec<String>); 3] = [
			|lines| lines[1] = lines[1].replace("\"refused\":1", "\"refused\":7"),
			|lines| drop(lines.remove(1)),
			|lines| lines.swap(1, 2),
		];
		for spoil in spoil {
			let (_dir, path) = log_of(4);
			let text = fs::read_to_string(&path).unwrap();
			let mut lines = text.lines().map(str::to_owned).collect();
			spoil(&mut lines);
			let spoilt = lines.join("\n") + "\n";
			fs::write(&path, &spoilt).unwrap();
			let message = OperationalLog::open(&path).err().unwrap().to_string();
			assert!(message.contains("entry 1 "), "{message}");
			assert_eq!(fs::read_to_string(&path).unwrap(), spoilt);
		}
	}

	#[test]
	fn nothing_hides_behind_the_hash() {
		for (from, to) in [
			("\"}", "\",\"note\":\"x\"}"),
			("\"}", "\" }"),
			("\"}", "\",\"signature\":null}"),
			("\"}", "\",\"signature\":\"\\u0030\"}"),
		] {
			let (_dir, path) = log_of(1);
			let text = fs::read_to_string(&path).unwrap();
			let line = text.trim_end().strip_suffix(from).unwrap();
			fs::write(&path, format!("{line}{to}\n")).unwrap();
			let message = OperationalLog::open(&path).err().unwrap().to_string();
			assert!(message.contains("entry 0 has something beside"), "{to}: {message}");
		}
	}

	#[test]
	fn a_torn_last_line_goes() {
		let (_dir, path) = log_of(2);
		let whole = fs::read(&path).unwrap();
		let log = OperationalLog::open(&path).unwrap();
		log.append(&[entry(2)], None).unwrap();
		let more = fs::read(&path).unwrap();
		for end in whole.len()..more.len() {
			fs::write(&path, &more[..end]).unwrap();
			assert_eq!(OperationalLog::open(&path).unwrap().head().entries, 2, "cut at {end}");
			assert_eq!(fs::read(&path).unwrap(), whole);
		}
	}

	#[test]
	fn an_unlocked_agent_signs() {
		let (_dir, path) = log_of(0);
		let pair = AnyPair::from_suri(Scheme::Falcon512, "//Alice", None).unwrap();
		let head = OperationalLog::open(&path).unwrap().append(&[entry(0)], Some(&pair)).unwrap();
		let line: Value = serde_json::from_str(fs::read_to_string(&path).unwrap().trim()).unwrap();
		let signature = unhex(line["signature"].as_str().unwrap()).unwrap();
		let signature = Signature::decode_all(&mut &signature[..]).unwrap();
		assert!(signature.verify_in_context(CONTEXT, head.hash.as_bytes(), &pair.account_id()));
		assert_eq!(OperationalLog::open(&path).unwrap().head(), head);
	}
}
