// SPDX-License-Identifier: Apache-2.0

//! By what a file is known to be unchanged.

use std::{
	fmt::{self, Display},
	fs::Metadata,
	os::unix::fs::MetadataExt,
	time::{Duration, SystemTime},
};

/// The coarsest timestamps of a file system in use (FAT): what was modified longer ago than this has
/// another timestamp after it is modified again.
const GRANULARITY: Duration = Duration::from_secs(2);

/// Size, times and inode of a file. A file with the same stamp was not written to in between, nor
/// replaced: the time of the last change of the inode cannot be set back by `touch` or `cp -p`.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Stamp {
	size: u64,
	modified: (i64, i64),
	changed: (i64, i64),
	inode: u64,
}

impl Stamp {
	/// The stamp of a file.
	pub fn of(metadata: &Metadata) -> Self {
		Self {
			size: metadata.size(),
			modified: (metadata.mtime(), metadata.mtime_nsec()),
			changed: (metadata.ctime(), metadata.ctime_nsec()),
			inode: metadata.ino(),
		}
	}

	/// The size, in bytes.
	pub const fn size(&self) -> u64 {
		self.size
	}
}

/// Seconds and nanoseconds of the times, in one word.
impl Display for Stamp {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		let Self { size, modified, changed, inode } = self;
		write!(f, "{size}:{}.{:09}:", modified.0, modified.1)?;
		write!(f, "{}.{:09}:{inode}", changed.0, changed.1)
	}
}

/// Whether a file was last modified so long ago that a modification from now on shows in its stamp.
pub fn is_settled(metadata: &Metadata) -> bool {
	let age = metadata.modified().ok().and_then(|at| SystemTime::now().duration_since(at).ok());
	age.is_some_and(|age| age >= GRANULARITY)
}
