// SPDX-License-Identifier: Apache-2.0

//! An operational log, read from its first entry to its last.

use crate::{
	agent::operational::{next, LogHead, CONTEXT},
	error::Error,
	file,
	key::decode_signature,
	output::file_progress,
};
use sp_core::{
	crypto::{AccountId32, Ss58Codec},
	H256,
};
use std::{
	collections::BTreeMap,
	io::{BufRead, BufReader, Read},
	path::Path,
};
use tonnetz_crypto::account_id;

/// The longest line, in bytes. An agent writes none that is nearly as long.
const MAX_LINE: u64 = 16 * 1024 * 1024;

/// What a log holds that verifies.
#[derive(Debug, Default)]
pub struct Log {
	/// The newest entry.
	pub head: LogHead,
	/// The hash of each entry.
	pub hashes: Vec<H256>,
	/// When the first and the last were written, Unix time in milliseconds.
	pub times: Option<(u64, u64)>,
	/// How many each account signed.
	pub signed: BTreeMap<AccountId32, u64>,
	/// The length of a last line that was cut off, in bytes.
	pub torn: u64,
}

/// Reads and verifies a log. If a `signer` is named, nobody else may have signed.
///
/// # Errors
/// The first entry that does not follow from the one before, or whose signature does not verify.
pub fn read(path: &Path, signer: Option<&AccountId32>) -> Result<Log, Error> {
	let read = |reason| Error::Read { path: path.to_owned(), reason };
	let (file, len) = file::open(path)?;
	let progress = file_progress(len);
	let mut reader = BufReader::new(progress.wrap_read(file));
	let (mut log, mut line) = (Log::default(), Vec::new());
	loop {
		line.clear();
		let limited = (&mut reader).take(MAX_LINE);
		let read_bytes = { limited }.read_until(b'\n', &mut line).map_err(read)?;
		let read_bytes = u64::try_from(read_bytes).unwrap_or(u64::MAX);
		let number = log.head.entries;
		let wrong = |why: String| Error::Log {
			path: path.to_owned(),
			reason: format!("entry {number} {why}"),
		};
		if line.pop() != Some(b'\n') {
			if read_bytes >= MAX_LINE {
				return Err(wrong(format!("is longer than {MAX_LINE} bytes")));
			}
			log.torn = read_bytes;
			break;
		}
		let entry = next(log.head, &line).map_err(wrong)?;
		if let Some(signature) = &entry.signature {
			let by = signed_by(signature, entry.head.hash)
				.filter(|by| signer.is_none_or(|signer| signer == by))
				.ok_or_else(|| Error::Signature(refused(number, signer)))?;
			let count = log.signed.entry(by).or_default();
			*count = count.saturating_add(1);
		}
		log.head = entry.head;
		log.hashes.push(entry.head.hash);
		log.times = Some((log.times.map_or(entry.time, |(first, _)| first), entry.time));
	}
	progress.finish_and_clear();
	Ok(log)
}

/// Whose signature it is, if it verifies.
fn signed_by(signature: &str, hash: H256) -> Option<AccountId32> {
	let signature = decode_signature(signature.as_bytes())?;
	let by = account_id(signature.scheme(), signature.signer().as_ref());
	signature.verify_in_context(CONTEXT, hash.as_bytes(), &by).then_some(by)
}

fn refused(number: u64, signer: Option<&AccountId32>) -> String {
	match signer {
		Some(signer) => format!("that of entry {number} is none of {}", signer.to_ss58check()),
		None => format!("that of entry {number} was made of something else"),
	}
}

#[cfg(test)]
pub mod tests {
	use super::*;
	use crate::{
		agent::operational::{Entry, OperationalLog},
		error::Exit,
	};
	use serde_json::json;
	use std::{fs, path::PathBuf};
	use tempfile::TempDir;
	use tonnetz_crypto::{AnyPair, Scheme};

	pub fn pair(suri: &str) -> AnyPair {
		AnyPair::from_suri(Scheme::Falcon512, suri, None).unwrap()
	}

	/// A log of so many entries, of which every other is signed by `//Alice`.
	pub fn log_of(entries: u64) -> (TempDir, PathBuf) {
		let dir = tempfile::tempdir().unwrap();
		let path = dir.path().join("operational.jsonl");
		let log = OperationalLog::open(&path).unwrap();
		let alice = pair("//Alice");
		for number in 0..entries {
			let entry = Entry::new(json!({ "number": number }), None, json!("seen"));
			let key = number.is_multiple_of(2).then_some(&alice);
			log.append(&[entry], key).unwrap();
		}
		(dir, path)
	}

	type Change = fn(&mut Vec<String>);

	/// The lines of a log after a change of them, and what becomes of it.
	fn spoilt(change: impl FnOnce(&mut Vec<String>)) -> Result<Log, Error> {
		let (_dir, path) = log_of(6);
		let text = fs::read_to_string(&path).unwrap();
		let mut lines = text.lines().map(str::to_owned).collect();
		change(&mut lines);
		fs::write(&path, lines.join("\n") + "\n").unwrap();
		read(&path, None)
	}

	#[test]
	fn a_log_verifies() {
		let (_dir, path) = log_of(6);
		let alice = pair("//Alice").account_id();
		let log = read(&path, Some(&alice)).unwrap();
		assert_eq!((log.head.entries, log.hashes.len(), log.torn), (6, 6, 0));
		assert_eq!(log.hashes.last(), Some(&log.head.hash));
		assert_eq!(log.signed, BTreeMap::from([(alice, 3)]));
		let (first, last) = log.times.unwrap();
		assert!(first <= last);
		let error = read(&path, Some(&pair("//Bob").account_id())).unwrap_err();
		assert_eq!(error.exit(), Exit::Signature);
		assert!(error.to_string().contains("entry 0 is none of 5"), "{error}");
	}

	#[test]
	fn edits_other_orders_and_gaps_are_found() {
		let cases: [(&str, Change); 6] = [
			("entry 3 was changed", |lines| {
				lines[3] = lines[3].replace("\"number\":3", "\"number\":7");
			}),
			("entry 2 was changed", |lines| {
				lines[2] = lines[2].replace("\"seen\"", "\"SEEN\"");
			}),
			("entry 2 does not follow", |lines| lines.swap(2, 3)),
			("entry 1 does not follow", |lines| drop(lines.remove(1))),
			("entry 0 does not follow", |lines| drop(lines.remove(0))),
			("entry 4 is none", |lines| lines[4].clear()),
		];
		for (says, change) in cases {
			let error = spoilt(change).unwrap_err();
			assert_eq!(error.exit(), Exit::Log, "{error}");
			assert!(error.to_string().contains(says), "{says}: {error}");
		}
	}

	#[test]
	fn signatures_are_those_of_their_entries() {
		let cases: [Change; 3] = [
			|lines| {
				// The signature of another entry.
				let of = |line: &str| line.rsplit_once("\"signature\":").unwrap().1.to_owned();
				lines[2] = lines[2].replace(&of(&lines[2]), &of(&lines[0]));
			},
			|lines| lines[4] = format!("{}00\"}}", lines[4].strip_suffix("\"}").unwrap()),
			|lines| {
				let (start, _) = lines[2].rsplit_once("0x").unwrap();
				lines[2] = format!("{start}0x00\"}}");
			},
		];
		for change in cases {
			let error = spoilt(change).unwrap_err();
			assert_eq!(error.exit(), Exit::Signature, "{error}");
		}
	}

	#[test]
	fn what_is_cut_off_does_not_show_by_itself() {
		let log = spoilt(|lines| lines.truncate(4)).unwrap();
		assert_eq!(log.head.entries, 4);
		let (_dir, path) = log_of(2);
		let mut text = fs::read(&path).unwrap();
		text.truncate(text.len() - 7);
		fs::write(&path, &text).unwrap();
		let log = read(&path, None).unwrap();
		assert_eq!(log.head.entries, 1);
		assert!(log.torn > 100);
		fs::write(&path, "").unwrap();
		let log = read(&path, None).unwrap();
		assert_eq!((log.head, log.times), (LogHead::default(), None));
	}
}
