// SPDX-License-Identifier: Apache-2.0

//! Where the executor keeps reports and repositories.

use super::Executor;
use crate::{fault::Fault, report::Report};
use sha2::{Digest, Sha256};
use std::{
	fs::{self, File},
	io::{self, Write},
	os::unix::fs::{DirBuilderExt, OpenOptionsExt},
	path::{Path, PathBuf},
};
use tonnetz_core::cust::CommandId;

impl Executor {
	/// The file with the evidence of a command that is or was finished.
	pub fn evidence_file(&self, id: CommandId) -> PathBuf {
		self.directory.join("reports").join(format!("{id}.evidence.json"))
	}

	/// The file with the log of a command that is or was finished.
	pub fn log_file(&self, id: CommandId) -> PathBuf {
		self.directory.join("reports").join(format!("{id}.log"))
	}

	/// The executor's own repository for a target.
	pub(super) fn repository(&self, target: &str) -> PathBuf {
		// A name can hold slashes and dots.
		let digest = hex::encode(Sha256::digest(target));
		self.directory.join("git").join(digest.get(..32).unwrap_or(&digest))
	}

	/// Puts evidence and log on disk, each whole or not at all.
	pub(super) fn write(&self, report: &Report) -> Result<(), Fault> {
		let directory = self.directory.join("reports");
		fs::DirBuilder::new()
			.recursive(true)
			.mode(0o700)
			.create(&directory)
			.map_err(Fault::file(&directory))?;
		for (path, bytes) in [
			(self.evidence_file(report.id), &report.evidence),
			(self.log_file(report.id), &report.log),
		] {
			replace(&path, bytes).map_err(Fault::file(&path))?;
		}
		// The names must be on disk before the journal says that the files are.
		File::open(&directory)
			.and_then(|directory| directory.sync_all())
			.map_err(Fault::file(&directory))
	}
}

fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
	let beside = path.with_extension("partial");
	let mut file =
		File::options().write(true).create(true).truncate(true).mode(0o600).open(&beside)?;
	file.write_all(bytes)?;
	file.sync_all()?;
	fs::rename(&beside, path)
}
