// SPDX-License-Identifier: Apache-2.0

//! `tonnetz certification evidence`: what an operator's tier rests on.

use super::{kind, EvidenceInfo, PALLET};
use crate::{
	call::{Account, Caller},
	chain::Chain,
	cli::{after_help, NodeArgs},
	cust::{duration, write::WriteArgs},
	digest::DigestArgs,
	error::{Error, Exit},
	key,
	output::{hex, Output},
	page::{Line, Table},
};
use clap::{Args, Subcommand};
use sp_core::crypto::Ss58Codec;
use subxt::{
	ext::{scale_decode::DecodeAsType, scale_encode::EncodeAsType},
	utils::Static,
};
use tonnetz_core::{certification::EvidenceKind, receipt::ReceiptId, BlockNumber};

/// The commands of `tonnetz certification evidence`.
#[derive(Debug, Subcommand)]
pub enum EvidenceCommand {
	/// Submit evidence, as an operator, for a verifier to judge
	///
	/// Show the verifier the file. What is verified already stands until this is verified too.
	#[command(
		after_help = after_help(
			"tonnetz certification evidence submit kyc --file kyc.pdf --suri-file operator.suri"
		)
	)]
	Submit(SubmitArgs),

	/// Show the evidence of an operator
	#[command(
		after_help = after_help(
			"tonnetz certification evidence show 5C4hrfjw9DjXZTzV3MwzrrAr9P1MJhSrvWGWqi1eSuyUpnhM"
		)
	)]
	Show(ShowArgs),

	/// Verify evidence that waits, as a verifier for its kind
	#[command(
		after_help = after_help(
			"tonnetz certification evidence verify \
			 5C4hrfjw9DjXZTzV3MwzrrAr9P1MJhSrvWGWqi1eSuyUpnhM kyc --file kyc.pdf --valid-for 180d \
			 --suri-file verifier.suri"
		)
	)]
	Verify(VerifyArgs),

	/// Reject evidence that waits, as a verifier for its kind or who governs
	#[command(
		after_help = after_help(
			"tonnetz certification evidence reject \
			 5C4hrfjw9DjXZTzV3MwzrrAr9P1MJhSrvWGWqi1eSuyUpnhM kyc --file kyc.pdf \
			 --suri-file verifier.suri"
		)
	)]
	Reject(RejectArgs),

	/// Revoke evidence that was verified, as a verifier for its kind or who governs
	#[command(
		after_help = after_help(
			"tonnetz certification evidence revoke \
			 5C4hrfjw9DjXZTzV3MwzrrAr9P1MJhSrvWGWqi1eSuyUpnhM kyc --suri-file verifier.suri"
		)
	)]
	Revoke(RevokeArgs),
}

/// `tonnetz certification evidence submit`
#[derive(Args, Debug)]
pub struct SubmitArgs {
	/// What it is evidence of
	#[arg(value_name = "KIND", value_parser = kind::evidence())]
	kind: EvidenceKind,

	#[command(flatten)]
	evidence: DigestArgs,

	#[command(flatten)]
	write: WriteArgs,
}

/// `tonnetz certification evidence show`
#[derive(Args, Debug)]
pub struct ShowArgs {
	/// The operator's account
	#[arg(value_name = "SS58")]
	account: String,

	#[command(flatten)]
	node: NodeArgs,
}

/// Whose evidence, and of what.
#[derive(Args, Debug)]
pub struct WhichArgs {
	/// The operator's account
	#[arg(value_name = "SS58")]
	operator: String,

	/// What it is evidence of
	#[arg(value_name = "KIND", value_parser = kind::evidence())]
	kind: EvidenceKind,
}

/// `tonnetz certification evidence verify`
#[derive(Args, Debug)]
pub struct VerifyArgs {
	#[command(flatten)]
	which: WhichArgs,

	#[command(flatten)]
	evidence: DigestArgs,

	#[command(flatten)]
	validity: ValidityArgs,

	#[command(flatten)]
	write: WriteArgs,
}

/// For how long evidence counts.
#[derive(Args, Debug)]
#[group(required = true, multiple = false)]
pub struct ValidityArgs {
	/// For how long it counts: at most 365d
	#[arg(long, value_name = "TIME", value_parser = duration::parse)]
	valid_for: Option<BlockNumber>,

	/// The first block at which it does not count any more
	#[arg(long, value_name = "BLOCK")]
	valid_until: Option<BlockNumber>,
}

/// `tonnetz certification evidence reject`
#[derive(Args, Debug)]
pub struct RejectArgs {
	#[command(flatten)]
	which: WhichArgs,

	#[command(flatten)]
	evidence: DigestArgs,

	#[command(flatten)]
	write: WriteArgs,
}

/// `tonnetz certification evidence revoke`
#[derive(Args, Debug)]
pub struct RevokeArgs {
	#[command(flatten)]
	which: WhichArgs,

	#[command(flatten)]
	write: WriteArgs,
}

/// The arguments of the call, by name.
#[derive(EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
struct Submit {
	// Its encoding is wire format.
	kind: Static<EvidenceKind>,
	digest: [u8; 32],
}

/// The arguments of the call, by name.
#[derive(EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
struct Verify {
	operator: Account,
	kind: Static<EvidenceKind>,
	digest: [u8; 32],
	valid_until: BlockNumber,
}

/// The arguments of the call, by name.
#[derive(EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
struct Reject {
	operator: Account,
	kind: Static<EvidenceKind>,
	digest: [u8; 32],
}

/// The arguments of the call, by name.
#[derive(EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
struct Revoke {
	operator: Account,
	kind: Static<EvidenceKind>,
}

/// What each event tells that is not known before.
#[derive(DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct Attested {
	receipt: ReceiptId,
}

impl Line<3> for EvidenceInfo {
	const TITLES: [&'static str; 3] = ["KIND", "VERIFIED", "PENDING"];

	fn line(&self) -> [String; 3] {
		let none = || "-".to_owned();
		let verified = self.verified.as_ref().map_or_else(none, |it| {
			format!("until block {} by {}", it.valid_until, it.verifier.to_ss58check())
		});
		let pending = self.pending.as_ref();
		let pending =
			pending.map_or_else(none, |it| format!("{} since block {}", hex(it.digest), it.at));
		[kind::evidence_name(self.kind).to_owned(), verified, pending]
	}
}

/// Runs a command of `tonnetz certification evidence`.
pub async fn run(command: EvidenceCommand, output: Output) -> Result<Exit, Error> {
	match command {
		EvidenceCommand::Submit(args) => submit(args, output).await,
		EvidenceCommand::Show(args) => show(args, output).await,
		EvidenceCommand::Verify(args) => verify(args, output).await,
		EvidenceCommand::Reject(args) => reject(args, output).await,
		EvidenceCommand::Revoke(args) => revoke(args, output).await,
	}
}

async fn submit(args: SubmitArgs, output: Output) -> Result<Exit, Error> {
	let digest = args.evidence.sha256().await?;
	let caller = Caller::new(&args.write, None).await?;
	let call = Submit { kind: Static(args.kind), digest: digest.0 };
	let made = caller.call(PALLET, "submit_evidence", call).await?;
	let Attested { receipt } = made.event(PALLET, "EvidenceSubmitted")?;
	let done = made
		.done("submitted")
		.fact("kind", kind::evidence_name(args.kind))
		.fact("digest", hex(digest))
		.fact("receipt", receipt);
	output.result(&done)?;
	Ok(Exit::Success)
}

async fn show(args: ShowArgs, output: Output) -> Result<Exit, Error> {
	let account = key::account(&args.account)?;
	let chain = Chain::connect(&args.node).await?;
	let at = chain.finalized_block().await?;
	output.result(&Table::whole(chain.evidence_of(&account, at.hash).await?))?;
	Ok(Exit::Success)
}

async fn verify(args: VerifyArgs, output: Output) -> Result<Exit, Error> {
	let operator = key::account(&args.which.operator)?;
	let digest = args.evidence.sha256().await?;
	let caller = Caller::new(&args.write, None).await?;
	let valid_until = match (args.validity.valid_until, args.validity.valid_for) {
		(Some(block), _) => block,
		(None, blocks) => {
			let now = caller.chain.best_number().await?;
			now.saturating_add(blocks.unwrap_or_default())
		}
	};
	let kind = args.which.kind;
	let address = operator.to_ss58check();
	let operator = Static(operator);
	let call = Verify { operator, kind: Static(kind), digest: digest.0, valid_until };
	let made = caller.call(PALLET, "verify_evidence", call).await?;
	let Attested { receipt } = made.event(PALLET, "EvidenceVerified")?;
	let done = made
		.done("verified")
		.fact("operator", address)
		.fact("kind", kind::evidence_name(kind))
		.fact("validUntil", valid_until)
		.fact("receipt", receipt);
	output.result(&done)?;
	Ok(Exit::Success)
}

async fn reject(args: RejectArgs, output: Output) -> Result<Exit, Error> {
	let operator = key::account(&args.which.operator)?;
	let digest = args.evidence.sha256().await?;
	let caller = Caller::new(&args.write, None).await?;
	let kind = args.which.kind;
	let address = operator.to_ss58check();
	let call = Reject { operator: Static(operator), kind: Static(kind), digest: digest.0 };
	let made = caller.call(PALLET, "reject_evidence", call).await?;
	let Attested { receipt } = made.event(PALLET, "EvidenceRejected")?;
	let done = made.done("rejected").fact("operator", address);
	output.result(&done.fact("kind", kind::evidence_name(kind)).fact("receipt", receipt))?;
	Ok(Exit::Success)
}

async fn revoke(args: RevokeArgs, output: Output) -> Result<Exit, Error> {
	let operator = key::account(&args.which.operator)?;
	let caller = Caller::new(&args.write, None).await?;
	let kind = args.which.kind;
	let address = operator.to_ss58check();
	let call = Revoke { operator: Static(operator), kind: Static(kind) };
	let made = caller.call(PALLET, "revoke_evidence", call).await?;
	let Attested { receipt } = made.event(PALLET, "EvidenceRevoked")?;
	let done = made.done("revoked").fact("operator", address);
	output.result(&done.fact("kind", kind::evidence_name(kind)).fact("receipt", receipt))?;
	Ok(Exit::Success)
}

#[cfg(test)]
mod tests {
	use super::*;
	use serde_json::json;

	#[test]
	fn evidence_is_a_line_of_what_is_verified_and_what_waits() {
		let digest = format!("0x{}", "ab".repeat(32));
		let waits: EvidenceInfo = serde_json::from_value(json!({
			"kind": "hardwareKey",
			"pending": { "digest": digest, "at": 9 },
			"verified": null,
		}))
		.unwrap();
		let verified: EvidenceInfo = serde_json::from_value(json!({
			"kind": "kyc",
			"pending": null,
			"verified": {
				"digest": digest,
				"verifier": "5C4hrfjw9DjXZTzV3MwzrrAr9P1MJhSrvWGWqi1eSuyUpnhM",
				"at": 5,
				"validUntil": 900,
			},
		}))
		.unwrap();
		let [kind, good, pending] = waits.line();
		assert_eq!((kind.as_str(), good.as_str()), ("hardware-key", "-"));
		assert_eq!(pending, format!("{digest} since block 9"));
		let [kind, good, pending] = verified.line();
		assert_eq!((kind.as_str(), pending.as_str()), ("kyc", "-"));
		assert!(good.starts_with("until block 900 by 5C4"), "{good}");
	}
}
