// SPDX-License-Identifier: Apache-2.0

//! `tonnetz receipt`: attestation receipts.

mod audit;
mod batch;
mod countersign;
mod decision;
pub mod evidence;
mod full;
mod kind;
mod leaf;
mod lineage;
mod list;
mod proof;
mod prune;
pub mod reads;
pub mod record;
mod revoke;
pub mod show;
mod shown;
mod statement;
mod table;
mod trust;
mod verify;
mod witnesses;
mod write;

use crate::{
	cli::after_help,
	error::{Error, Exit},
	output::Output,
};
use clap::Subcommand;
use sp_core::crypto::AccountId32;
use tonnetz_core::BlockNumber;

type ReceiptInfo = tonnetz_core::receipt::ReceiptInfo<AccountId32, BlockNumber>;
type Page = tonnetz_core::receipt::Page<AccountId32, BlockNumber>;
type WitnessPage = tonnetz_core::receipt::WitnessPage<AccountId32, BlockNumber>;

/// The pallet's name in the runtime.
const PALLET: &str = "Receipts";

/// The commands of `tonnetz receipt`.
#[derive(Debug, Subcommand)]
pub enum ReceiptCommand {
	/// Record that something exists, and wait until the receipt is final
	///
	/// The chain gets a SHA-256, never the contents.
	#[command(
		subcommand,
		after_help = after_help(
			"tonnetz receipt record document --evidence report.pdf --component billing --version 1.4.0 \
			 --suri-file operator.suri"
		)
	)]
	Record(Box<record::RecordCommand>),

	/// Show a receipt, or all receipts for a file
	///
	/// Reads finalised state. For a file or digest the exit code is 0 if at least one of the receipts
	/// holds.
	#[command(after_help = after_help("tonnetz receipt show --evidence report.pdf --json"))]
	Show(show::ShowArgs),

	/// Attest many files with one receipt
	///
	/// Writes ROOT.tree, from which tonnetz receipt leaf proves each file, and ROOT.sha256 for
	/// sha256sum -c. An interrupted run is resumed by repeating it.
	#[command(
		after_help = after_help(
			"tonnetz receipt batch payloads --component billing --suri-file operator.suri"
		)
	)]
	Batch(Box<batch::BatchArgs>),

	/// Prove that a file is one of a batch, and verify such a proof
	#[command(
		subcommand,
		after_help = after_help(
			"tonnetz receipt leaf verify proof.json --file report.pdf --root 0xROOT"
		)
	)]
	Leaf(leaf::LeafCommand),

	/// Write all that proves a receipt to a file
	///
	/// Waits until the receipt stands in a block that votes of the validators finalise. The bundle is
	/// verified without a node: see tonnetz receipt verify.
	#[command(after_help = after_help("tonnetz receipt proof 42 -o bundle.json"))]
	Proof(proof::ProofArgs),

	/// Verify a proof bundle, without a node
	///
	/// Prints each step with its verdict. The exit code is that of the first step that fails.
	#[command(
		after_help = after_help(
			"tonnetz receipt verify bundle.json --payload report.pdf --trust trust.json"
		)
	)]
	Verify(verify::VerifyArgs),

	/// Verify all there is to a receipt, with a node that is not believed
	///
	/// Brings the trust file up to date, fetches the bundle, verifies it with the payload, then proves
	/// every ancestor up to the root, and shows the witnesses. A revoked ancestor is a failure.
	#[command(
		after_help = after_help(
			"tonnetz receipt verify-full 42 --payload report.pdf --trust trust.json"
		)
	)]
	VerifyFull(full::FullArgs),

	/// Make, update and look at the file that proofs are verified with
	#[command(
		subcommand,
		after_help = after_help("tonnetz receipt trust update --trust trust.json")
	)]
	Trust(trust::TrustCommand),

	/// Find out whether these are all receipts of an account, unchanged and in order
	///
	/// Recomputes the hash over all receipts from the receipts themselves and compares it with the
	/// chain's. With --trust the chain's is proved; otherwise it is believed. Exit code 30 if a
	/// receipt is missing, altered or moved.
	#[command(
		after_help = after_help(
			"tonnetz receipt audit 5C4hrfjw9DjXZTzV3MwzrrAr9P1MJhSrvWGWqi1eSuyUpnhM --trust trust.json"
		)
	)]
	Audit(audit::AuditArgs),

	/// Find the receipts about a subject, by its name
	#[command(
		after_help = after_help(
			"tonnetz receipt query billing --issuer 5C4hrfjw9DjXZTzV3MwzrrAr9P1MJhSrvWGWqi1eSuyUpnhM"
		)
	)]
	Query(list::QueryArgs),

	/// List an account's receipts, the newest last
	#[command(
		after_help = after_help(
			"tonnetz receipt list deployments \
			 --issuer 5C4hrfjw9DjXZTzV3MwzrrAr9P1MJhSrvWGWqi1eSuyUpnhM"
		)
	)]
	List(list::ListArgs),

	/// Show what a receipt derives from: its parent, and so on to the root
	#[command(after_help = after_help("tonnetz receipt lineage 42"))]
	Lineage(lineage::LineageArgs),

	/// Show who countersigned a receipt
	#[command(after_help = after_help("tonnetz receipt witnesses 42"))]
	Witnesses(witnesses::WitnessesArgs),

	/// Withdraw a receipt of yours; it stays, and everybody sees that it is withdrawn
	#[command(
		after_help = after_help(
			"tonnetz receipt revoke 42 --reason superseded --suri-file operator.suri"
		)
	)]
	Revoke(revoke::RevokeArgs),

	/// Countersign a receipt, as a registered operator
	#[command(after_help = after_help("tonnetz receipt countersign 42 --suri-file operator.suri"))]
	Countersign(countersign::CountersignArgs),

	/// Replace the bodies of receipts that expired long ago by their links
	///
	/// Anybody can: the deposits of the bodies go back to who paid them.
	#[command(after_help = after_help("tonnetz receipt prune 3 4 5 --suri-file operator.suri"))]
	Prune(prune::PruneArgs),

	/// Sign attestations that somebody else brings to the chain
	#[command(
		subcommand,
		after_help = after_help(
			"tonnetz receipt statement relay statement.json --suri-file relayer.suri"
		)
	)]
	Statement(Box<statement::StatementCommand>),
}

/// Runs a command of `tonnetz receipt`.
pub async fn run(command: ReceiptCommand, output: Output) -> Result<Exit, Error> {
	match command {
		ReceiptCommand::Record(command) => record::run(*command, output).await,
		ReceiptCommand::Show(args) => show::run(args, output).await,
		ReceiptCommand::Proof(args) => proof::run(args, output).await,
		ReceiptCommand::Verify(args) => verify::run(args, output).await,
		ReceiptCommand::Trust(command) => trust::run(command, output).await,
		ReceiptCommand::VerifyFull(args) => full::run(args, output).await,
		ReceiptCommand::Audit(args) => audit::run(args, output).await,
		ReceiptCommand::Query(args) => list::query(args, output).await,
		ReceiptCommand::List(args) => list::run(args, output).await,
		ReceiptCommand::Lineage(args) => lineage::run(args, output).await,
		ReceiptCommand::Witnesses(args) => witnesses::run(args, output).await,
		ReceiptCommand::Revoke(args) => revoke::run(args, output).await,
		ReceiptCommand::Countersign(args) => countersign::run(args, output).await,
		ReceiptCommand::Prune(args) => prune::run(args, output).await,
		ReceiptCommand::Statement(command) => statement::run(*command, output).await,
		ReceiptCommand::Batch(args) => batch::run(*args, output).await,
		ReceiptCommand::Leaf(command) => leaf::run(command, output).await,
	}
}
