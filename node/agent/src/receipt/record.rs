// SPDX-License-Identifier: Apache-2.0

//! `tonnetz receipt record`: a file becomes a receipt.

use super::{evidence::Evidence, kind, PALLET};
use crate::{
	chain::Chain,
	cli::NodeArgs,
	error::{Error, Exit},
	key::source::KeyArgs,
	output::{hex, Output, Rows},
};
use clap::Args;
use serde::Serialize;
use sp_core::crypto::{AccountId32, Ss58Codec};
use std::{
	fmt::{self, Display, Write},
	path::PathBuf,
};
use subxt::{
	ext::{scale_decode::DecodeAsType, scale_encode::EncodeAsType},
	utils::Static,
};
use tonnetz_core::{
	receipt::{subject_of, Kind, ReceiptId, MAX_URI_LEN},
	BlockNumber,
};

/// `tonnetz receipt record`
#[derive(Args, Debug)]
pub struct RecordArgs {
	/// What the file is
	#[arg(value_name = "KIND", value_parser = kind::parser())]
	kind: Kind,

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

/// The arguments of the call, by name.
#[derive(EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
struct Attest {
	// Its encoding is wire format.
	kind: Static<Kind>,
	subject: [u8; 32],
	digest: [u8; 32],
	parent: Option<ReceiptId>,
	uri: Vec<u8>,
	expires: Option<BlockNumber>,
}

/// What the event tells that is not known before.
#[derive(DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct Attested {
	id: ReceiptId,
	sequence: u64,
}

/// A recorded receipt as it is printed.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Recorded {
	id: ReceiptId,
	issuer: AccountId32,
	sequence: u64,
	kind: Kind,
	subject: String,
	subject_name: String,
	digest: String,
	parent: Option<ReceiptId>,
	uri: Option<String>,
	expires: Option<BlockNumber>,
	block: Block,
	extrinsic: String,
	url: String,
}

#[derive(Serialize)]
struct Block {
	number: u64,
	hash: String,
}

impl Display for Recorded {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		Rows::new()
			.row("receipt", self.id)
			.row("issuer", self.issuer.to_ss58check())
			.row("sequence", self.sequence)
			.row("subject", format!("{} ({})", self.subject, self.subject_name))
			.row("digest", &self.digest)
			.optional("parent", self.parent)
			.optional("uri", self.uri.as_ref())
			.optional("expires", self.expires.map(|block| format!("at block {block}")))
			.row("block", format!("{} {}", self.block.number, self.block.hash))
			.row("extrinsic", &self.extrinsic)
			.row("node", &self.url)
			.fmt(f)
	}
}

/// Runs the command. What needs no node is checked first, and the node before a large file is read.
pub async fn run(args: RecordArgs, output: Output) -> Result<Exit, Error> {
	let evidence = Evidence::open(&args.evidence)?;
	let file_name = evidence.name();
	let component = args.component.as_ref().unwrap_or(&file_name);
	let subject_name = args.subject.as_ref().unwrap_or(component);
	let uri = uri(args.uri.as_deref(), component, args.version.as_deref())?;
	if args.uri.is_some() && args.version.is_some() {
		output.note("--version is not recorded, because --uri is given");
	}
	let pair = args.key.pair()?;
	let chain = Chain::connect(&args.node).await?;
	let digest = evidence.sha256().await?;
	let expires = match args.expires {
		Some(blocks) => Some(chain.best_number().await?.saturating_add(blocks)),
		None => None,
	};

	let attest = Attest {
		kind: Static(args.kind),
		subject: subject_of(subject_name).into(),
		digest,
		parent: args.parent,
		uri: uri.clone().unwrap_or_default().into_bytes(),
		expires,
	};
	let subject = hex(attest.subject);
	let call = subxt::dynamic::tx(PALLET, "attest", attest);
	let included = chain.submit(&call, &pair).await?;
	let attested: Attested =
		included.event(PALLET, "Attested").map_err(|reason| chain.mismatch(reason))?;

	output.result(&Recorded {
		id: attested.id,
		issuer: pair.account_id(),
		sequence: attested.sequence,
		kind: args.kind,
		subject,
		subject_name: subject_name.clone(),
		digest: hex(digest),
		parent: args.parent,
		uri,
		expires,
		block: Block { number: included.block_number, hash: hex(included.block_hash) },
		extrinsic: hex(included.extrinsic_hash),
		url: chain.url().to_owned(),
	})?;
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
	match u32::try_from(uri.len()) {
		Ok(0..=MAX_URI_LEN) => Ok(Some(uri)),
		_ => Err(Error::Usage(format!(
			"the URI has {} bytes, at most {MAX_URI_LEN} are recorded: {uri}",
			uri.len()
		))),
	}
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

	#[test]
	fn a_long_uri_is_refused_before_it_costs_anything() {
		assert!(uri(Some(&"x".repeat(128)), "", None).is_ok());
		assert!(matches!(uri(Some(&"x".repeat(129)), "", None), Err(Error::Usage(_))));
	}
}
