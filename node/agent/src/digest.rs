// SPDX-License-Identifier: Apache-2.0

//! The digest of a file, given as one or the other.

use crate::{
	error::Error,
	receipt::{evidence::Evidence, show::parse_digest},
};
use clap::Args;
use sp_core::H256;
use std::path::PathBuf;

/// What a call is about.
#[derive(Args, Debug)]
#[group(required = true, multiple = false)]
pub struct DigestArgs {
	/// The file; the chain gets its SHA-256, never the contents
	#[arg(long, value_name = "FILE")]
	file: Option<PathBuf>,

	/// The SHA-256 of the file, in hexadecimal
	#[arg(long, value_name = "HEX")]
	digest: Option<String>,
}

impl DigestArgs {
	/// The SHA-256.
	pub async fn sha256(&self) -> Result<H256, Error> {
		match (&self.file, &self.digest) {
			(Some(path), _) => Ok(Evidence::open(path)?.sha256().await?.into()),
			(None, Some(digest)) => parse_digest(digest),
			(None, None) => Err(Error::Usage("name a --file or a --digest".to_owned())),
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[tokio::test]
	async fn a_file_stands_for_its_digest() {
		let dir = tempfile::tempdir().unwrap();
		let path = dir.path().join("file");
		std::fs::write(&path, "restarted").unwrap();
		// By sha256sum.
		let hex = "9bb2e99b63ac23910360b0d832fd4c44b123894957eee4d2d6733719346c2dd3";
		let of_file = DigestArgs { file: Some(path), digest: None };
		let given = DigestArgs { file: None, digest: Some(hex.to_owned()) };
		assert_eq!(of_file.sha256().await.unwrap(), given.sha256().await.unwrap());
		assert!(DigestArgs { file: None, digest: Some("0x12".to_owned()) }.sha256().await.is_err());
	}
}
