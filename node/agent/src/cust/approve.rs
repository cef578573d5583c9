// SPDX-License-Identifier: Apache-2.0

//! `tonnetz cust approve` and `tonnetz cust deny`.

use super::{
	status::Shown,
	verdict::exit_of,
	write::{change, OfCommand, WriteArgs},
	CommandInfo, State,
};
use crate::{
	chain::Chain,
	error::{Error, Exit},
	output::{hex, Output},
	receipt::show::parse_digest,
};
use clap::Args;
use sp_core::H256;
use std::io::{self, BufRead, IsTerminal, Write};
use tonnetz_core::cust::CommandId;

/// `tonnetz cust approve`
#[derive(Args, Debug)]
pub struct ApproveArgs {
	/// The number of the command
	#[arg(value_name = "ID")]
	id: CommandId,

	/// Approve only if this is the digest of the command, in hexadecimal
	#[arg(long, value_name = "HEX")]
	digest: Option<String>,

	/// Do not ask
	#[arg(long)]
	yes: bool,

	#[command(flatten)]
	write: WriteArgs,
}

/// `tonnetz cust deny`
#[derive(Args, Debug)]
pub struct DenyArgs {
	/// The number of the command
	#[arg(value_name = "ID")]
	id: CommandId,

	#[command(flatten)]
	write: WriteArgs,
}

/// Runs `tonnetz cust approve`.
pub async fn run(args: ApproveArgs, output: Output) -> Result<Exit, Error> {
	let digest = args.digest.as_deref().map(parse_digest).transpose()?;
	let ask = !args.yes && io::stdin().is_terminal();
	if !ask && !args.yes && digest.is_none() {
		return Err(Error::Usage(
			"there is no terminal to ask on: name the --digest of the command that you approve, or \
			 say --yes"
				.to_owned(),
		));
	}
	let chain = Chain::connect(&args.write.node).await?;
	let at = chain.finalized_block().await?;
	let info = chain.known_command(args.id, at).await?;
	is_meant(&info, digest)?;
	if ask {
		confirm(Shown::new(info)).await?;
	}
	let pair = args.write.key.pair()?;
	let call = OfCommand { id: args.id };
	let changed = change(&chain, &pair, None, args.id, "approve", call).await?;
	output.result(&changed)?;
	Ok(exit_of(&changed.command.info.state))
}

/// Runs `tonnetz cust deny`.
pub async fn deny(args: DenyArgs, output: Output) -> Result<Exit, Error> {
	let pair = args.write.key.pair()?;
	let chain = Chain::connect(&args.write.node).await?;
	let call = OfCommand { id: args.id };
	let changed = change(&chain, &pair, None, args.id, "deny", call).await?;
	output.result(&changed)?;
	Ok(match changed.command.info.state {
		State::Denied { .. } => Exit::Success,
		state => exit_of(&state),
	})
}

/// Whether the command is that of a digest. The chain's digest is not believed: it is computed from
/// the command that is shown.
fn is_meant(info: &CommandInfo, digest: Option<H256>) -> Result<(), Error> {
	let found = info.command.digest();
	let expected = digest.unwrap_or(info.digest);
	if found == expected && found == info.digest {
		Ok(())
	} else {
		let (found, expected) = (hex(found), hex(expected));
		Err(Error::OtherCommand { id: info.id, found, expected })
	}
}

/// Shows the command and asks.
async fn confirm(shown: Shown) -> Result<(), Error> {
	let prompt = format!("{shown}\nApprove command {}? (yes/no) ", shown.info.id);
	// On a thread of its own: Ctrl-C has its turn while it waits.
	let answer = tokio::task::spawn_blocking(move || -> io::Result<String> {
		// Not locked while it waits: an interrupted command says so there.
		io::stderr().write_all(prompt.as_bytes())?;
		let mut answer = String::new();
		io::stdin().lock().read_line(&mut answer)?;
		Ok(answer)
	});
	let answer = answer.await.map_err(|error| Error::Internal(error.to_string()))?;
	match answer.map_err(Error::Prompt)?.trim() {
		"y" | "yes" => Ok(()),
		_ => Err(Error::NotConfirmed),
	}
}

#[cfg(test)]
mod tests {
	use super::{super::status::tests::info, *};

	#[test]
	fn only_the_command_that_is_meant_is_approved() {
		let honest = CommandInfo { digest: info().command.digest(), ..info() };
		assert!(is_meant(&honest, None).is_ok());
		assert!(is_meant(&honest, Some(honest.digest)).is_ok());
		let other = is_meant(&honest, Some(H256::zero())).unwrap_err();
		assert_eq!(other.exit(), Exit::Payload);
		assert!(other.to_string().contains("nothing was submitted"), "{other}");
		// A node that shows another command than the chain has.
		assert!(is_meant(&info(), None).is_err());
		assert!(is_meant(&info(), Some(info().digest)).is_err());
	}
}
