// SPDX-License-Identifier: Apache-2.0

//! `tonnetz receipt record document|artifact|deploy`: a file becomes a receipt.

use super::attest::{attest, check_uri, Attestation};
use crate::{
	chain::Chain,
	cli::NodeArgs,
	error::{Error, Exit},
	key::source::KeyArgs,
	output::Output,
	receipt::evidence::Evidence,
};
use clap::Args;
use std::{fmt::Write, path::PathBuf};
use tonnetz_core::{
	receipt::{Kind, ReceiptId},
	BlockNumber,
};

/// A receipt whose digest is that of a file.
#[derive(Args, Debug)]
pub struct PayloadArgs {
	/// The file
	#[arg(long, value_name = "FILE")]
	evidence: PathBuf,

	/// The component that the file belongs to
	#[arg(long, value_name = "NAME")]
	component: Option<String>,

	/// The component's version; recorded as the URI pkg:generic/COMPONENT@VERSION unless --uri is given
	#[arg(long, value_name = "VERSION")]
	version: Option<String>,

	/// What the receipt is about; by default the component or, without one, the file's name
	#[arg(long, value_name = "NAME")]
	subject: Option<String>,

	/// The receipt that this one derives from
	#[arg(long, value_name = "ID")]
	parent: Option<ReceiptId>,

	/// Where the file may be found, at most 128 bytes; nobody fetches it
	#[arg(long, value_name = "URI")]
	uri: Option<String>,

	/// For how many blocks from now you vouch for it; without it, for ever
	#[arg(long, value_name = "BLOCKS", value_parser = clap::value_parser!(BlockNumber).range(1..))]
	expires: Option<BlockNumber>,

	#[command(flatten)]
	key: KeyArgs,

	#[command(flatten)]
	node: NodeArgs,
}

/// Runs the command. What needs no node is checked first, and the node before a large file is read.
pub async fn run(kind: Kind, args: PayloadArgs, output: Output) -> Result<Exit, Error> {
	let evidence = Evidence::open(&args.evidence)?;
	let file_name = evidence.name();
	let component = args.component.as_ref().unwrap_or(&file_name);
	let subject_name = args.subject.as_ref().unwrap_or(component).clone();
	let uri = uri(args.uri.as_deref(), component, args.version.as_deref())?;
	if args.uri.is_some() && args.version.is_some() {
		output.note("--version is not recorded, because --uri is given");
	}
	let pair = args.key.pair()?;
	let chain = Chain::connect(&args.node).await?;
	let attestation = Attestation {
		kind,
		subject_name,
		digest: evidence.sha256().await?,
		parent: args.parent,
		uri,
		expires_in: args.expires,
	};
	output.result(&attest(&chain, &pair, attestation).await?)?;
	Ok(Exit::Success)
}

/// The URI that is recorded. A receipt has no field for a version; a package URL
/// (<https://github.com/package-url/purl-spec>) names a component with its version.
fn uri(
	given: Option<&str>,
	component: &str,
	version: Option<&str>,
) -> Result<Option<String>, Error> {
	let uri = match (given, version) {
		(Some(uri), _) => uri.to_owned(),
		(None, Some(version)) => {
			format!("pkg:generic/{}@{}", percent_encoded(component), percent_encoded(version))
		}
		(None, None) => return Ok(None),
	};
	check_uri(uri).map(Some)
}

fn percent_encoded(text: &str) -> String {
	text.bytes().fold(String::new(), |mut encoded, byte| {
		if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
			encoded.push(char::from(byte));
		} else {
			// Writing to a string cannot fail.
			let _ = write!(encoded, "%{byte:02X}");
		}
		encoded
	})
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn a_version_becomes_a_package_url() {
		assert_eq!(uri(None, "billing", None).unwrap(), None);
		assert_eq!(
			uri(None, "bill ing", Some("1.4.0+b/7")).unwrap().unwrap(),
			"pkg:generic/bill%20ing@1.4.0%2Bb%2F7"
		);
		assert_eq!(uri(Some("ipfs://x"), "billing", Some("1")).unwrap().unwrap(), "ipfs://x");
	}
}
