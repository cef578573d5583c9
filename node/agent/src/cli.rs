// SPDX-License-Identifier: Apache-2.0

//! The command line.

use crate::{
	agent::AgentCommand,
	audit::AuditCommand,
	certification::CertificationCommand,
	coherence::CoherenceCommand,
	cust::CustCommand,
	error::{Error, Exit},
	key::KeyCommand,
	operator::OperatorCommand,
	output::printable,
	receipt::ReceiptCommand,
	signal::SignalCommand,
};
use clap::{
	error::{ContextKind, ContextValue, ErrorKind},
	Args, Parser, Subcommand,
};
use std::{ffi::OsStr, fmt::Write};

/// The client of the Tonnetz chain: keys, attestation receipts, commands, operators and signals
#[derive(Debug, Parser)]
#[command(
	name = "tonnetz",
	version,
	after_help = after_help("tonnetz receipt record document --evidence report.pdf --key //Alice")
)]
pub struct Cli {
	/// Print results and errors as JSON, one document on standard output
	#[arg(long, global = true)]
	pub json: bool,

	/// What to do.
	#[command(subcommand)]
	pub command: Command,
}

/// The groups of commands.
#[derive(Debug, Subcommand)]
pub enum Command {
	/// Run the agent, and speak to it
	#[command(
		subcommand,
		after_help = after_help("tonnetz agent run --config agent.toml")
	)]
	Agent(AgentCommand),

	/// Verify what an agent logged
	#[command(
		subcommand,
		after_help = after_help("tonnetz audit verify tonnetz-agent/operational.jsonl")
	)]
	Audit(AuditCommand),

	/// Make keys, look at them, sign and verify with them
	#[command(
		subcommand,
		after_help = after_help("tonnetz key generate --out operator.suri")
	)]
	Key(KeyCommand),

	/// Record receipts and look at them
	#[command(
		subcommand,
		after_help = after_help("tonnetz receipt show 42")
	)]
	Receipt(Box<ReceiptCommand>),

	/// Have things changed outside the chain, under the policy of a target
	#[command(
		subcommand,
		after_help = after_help("tonnetz cust submit command.json --suri-file planner.suri")
	)]
	Cust(Box<CustCommand>),

	/// Register as an operator, and see who they are and where they stand
	#[command(
		subcommand,
		after_help = after_help(
			"tonnetz operator show 5C4hrfjw9DjXZTzV3MwzrrAr9P1MJhSrvWGWqi1eSuyUpnhM"
		)
	)]
	Operator(Box<OperatorCommand>),

	/// Raise operators and artifacts to tiers, and look at them
	#[command(
		subcommand,
		after_help = after_help(
			"tonnetz certification tier 5C4hrfjw9DjXZTzV3MwzrrAr9P1MJhSrvWGWqi1eSuyUpnhM"
		)
	)]
	Certification(Box<CertificationCommand>),

	/// Keep streams of data updated, and see how reliable others are
	#[command(
		subcommand,
		after_help = after_help(
			"tonnetz signal reliability 5C4hrfjw9DjXZTzV3MwzrrAr9P1MJhSrvWGWqi1eSuyUpnhM"
		)
	)]
	Signal(Box<SignalCommand>),

	/// Measure the coherence of signals, and report it
	#[command(
		subcommand,
		after_help = after_help("tonnetz coherence check signal.json")
	)]
	Coherence(Box<CoherenceCommand>),
}

/// Which node, and how long to wait for it.
#[derive(Args, Debug)]
pub struct NodeArgs {
	/// The WebSocket URL of the node's RPC
	#[arg(long, value_name = "URL", default_value = "ws://127.0.0.1:9944")]
	pub url: String,

	/// How long to wait for each answer of the node, and for finality
	#[arg(
		long,
		value_name = "SECONDS",
		default_value_t = 60,
		value_parser = clap::value_parser!(u64).range(1..=86_400)
	)]
	pub timeout: u64,
}

/// The end of a command's help: an example, and the exit codes.
pub fn after_help(example: &str) -> String {
	let mut help = format!("Example:\n  {example}\n\nExit codes:\n");
	for exit in Exit::ALL {
		// Writing to a string cannot fail.
		let _ = writeln!(help, "  {:3}  {}", exit.code(), exit.meaning());
	}
	help
}

/// The command line; `None` if it asked for help or the version, which is then printed.
pub fn parse() -> Result<Option<Cli>, Error> {
	match Cli::try_parse() {
		Ok(cli) => Ok(Some(cli)),
		Err(error) if error.exit_code() == 0 => error.print().map(|()| None).map_err(Error::Stdout),
		Err(error) => Err(Error::Usage(one_line(&error))),
	}
}

/// Whether `--json` stands on a command line that may not be parseable.
pub fn json_wanted() -> bool {
	std::env::args_os().skip(1).take_while(|arg| arg != OsStr::new("--")).any(|arg| arg == "--json")
}

/// clap's message without its usage text.
///
/// Arguments that clap does not expect are not repeated: somebody used to other tools may have
/// written a mnemonic there.
fn one_line(error: &clap::Error) -> String {
	let unexpected = |kind: ContextKind, what: &str| {
		let shown = match error.get(kind) {
			Some(ContextValue::String(arg)) if arg.starts_with('-') => format!(" {arg}"),
			_ => String::new(),
		};
		let suggested = [ContextKind::SuggestedSubcommand, ContextKind::SuggestedArg]
			.into_iter()
			.find_map(|kind| match error.get(kind) {
				Some(ContextValue::String(suggestion)) => Some(suggestion.clone()),
				Some(ContextValue::Strings(suggestions)) => suggestions.first().cloned(),
				_ => None,
			});
		let tip = suggested.map_or_else(String::new, |it| format!(" (did you mean {it}?)"));
		format!("unexpected {what}{shown}{tip}: see --help; secrets are never given as arguments")
	};
	match error.kind() {
		ErrorKind::UnknownArgument => unexpected(ContextKind::InvalidArg, "argument"),
		ErrorKind::InvalidSubcommand => unexpected(ContextKind::InvalidSubcommand, "command"),
		ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand | ErrorKind::MissingSubcommand => {
			"a command is missing: see --help".to_owned()
		}
		_ => {
			let rendered = error.render().to_string();
			let message = rendered.split("\n\nUsage:").next().unwrap_or_default();
			let message = message.split("\n\nFor more information").next().unwrap_or_default();
			printable(message.strip_prefix("error: ").unwrap_or(message))
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use clap::CommandFactory;

	fn refused(args: &[&str]) -> String {
		let error = Cli::try_parse_from(args).expect_err("a wrong command line");
		one_line(&error)
	}

	#[test]
	fn the_definition_is_consistent() {
		Cli::command().debug_assert();
	}

	#[test]
	fn every_command_shows_an_example_and_the_exit_codes() {
		fn check(mut command: clap::Command) {
			let help = command.render_long_help().to_string();
			assert!(help.contains("Example:\n  tonnetz "), "{help}");
			assert!(help.contains("  10  no such receipt"), "{help}");
			let subcommands = command.get_subcommands().cloned().collect::<Vec<_>>();
			subcommands.into_iter().filter(|c| c.get_name() != "help").for_each(check);
		}
		let mut command = Cli::command();
		command.build();
		check(command);
	}

	#[test]
	fn examples_parse() {
		fn check(mut command: clap::Command) {
			let help = command.render_help().to_string();
			let example = help.lines().skip_while(|line| *line != "Example:").nth(1).unwrap();
			let words = example.split_whitespace().collect::<Vec<_>>();
			Cli::try_parse_from(&words).unwrap_or_else(|e| panic!("{example}: {e}"));
			let subcommands = command.get_subcommands().cloned().collect::<Vec<_>>();
			subcommands.into_iter().filter(|c| c.get_name() != "help").for_each(check);
		}
		// However narrow the terminal, an example is one line.
		let mut command = Cli::command().term_width(0);
		command.build();
		check(command);
	}

	#[test]
	fn refusals_are_one_line() {
		let message = refused(&["tonnetz", "receipt", "record", "document"]);
		assert!(message.contains("--evidence <FILE>"), "{message}");
		assert!(!message.contains("Usage"), "{message}");
		let message = refused(&["tonnetz", "key", "generate", "--scheme", "ed25519"]);
		assert!(message.contains("falcon512, sphincs-shake-128s"), "{message}");
		assert!(!message.contains('\n'), "{message}");
	}

	#[test]
	fn what_may_be_a_secret_is_not_repeated() {
		for args in [
			&["tonnetz", "key", "inspect", "legal winner thank"][..],
			&["tonnetz", "key", "legal winner thank"],
			&["tonnetz", "legal", "winner"],
		] {
			let message = refused(args);
			assert!(!message.contains("winner") && !message.contains("legal"), "{message}");
		}
		let message = refused(&["tonnetz", "recipt", "show"]);
		assert!(message.contains("did you mean receipt?"), "{message}");
		let message = refused(&["tonnetz", "key", "inspect", "--sury-file", "x"]);
		assert!(message.contains("--sury-file") && message.contains("--suri-file"), "{message}");
	}
}
