// SPDX-License-Identifier: Apache-2.0

//! `tonnetz operator list` and `tonnetz operator neighbours`

use super::{
	show::{position, standing},
	OperatorInfo,
};
use crate::{
	chain::Chain,
	cli::NodeArgs,
	cust::text::visible,
	error::{Error, Exit},
	key,
	output::Output,
	page::{Line, PageArgs, Table},
};
use clap::Args;
use sp_core::crypto::Ss58Codec;
use tonnetz_core::torus::{Position, SIDE};

/// `tonnetz operator list`
#[derive(Args, Debug)]
pub struct ListArgs {
	/// Only those at this position of the torus: three coordinates, 0 to 7
	#[arg(long, value_name = "X,Y,Z", value_parser = parse_position)]
	position: Option<Position>,

	#[command(flatten)]
	page: PageArgs,

	#[command(flatten)]
	node: NodeArgs,
}

/// `tonnetz operator neighbours`
#[derive(Args, Debug)]
pub struct NeighboursArgs {
	/// The operator's account
	#[arg(value_name = "SS58")]
	account: String,

	#[command(flatten)]
	page: PageArgs,

	#[command(flatten)]
	node: NodeArgs,
}

impl Line<5> for OperatorInfo {
	const TITLES: [&'static str; 5] = ["NUMBER", "NAME", "ACCOUNT", "POSITION", "STANDING"];

	fn line(&self) -> [String; 5] {
		[
			self.number.to_string(),
			visible(&self.name.to_lossy()),
			self.account.to_ss58check(),
			position(self.position),
			standing(self),
		]
	}
}

fn parse_position(text: &str) -> Result<Position, String> {
	let wrong = || format!("{text:?} is no position: write three numbers below {SIDE}, as 0,3,7");
	let numbers: Vec<u8> =
		text.split(',').map(str::parse).collect::<Result<_, _>>().map_err(|_| wrong())?;
	match numbers[..] {
		[x, y, z] => Position::new(x, y, z).ok_or_else(wrong),
		_ => Err(wrong()),
	}
}

/// Runs `tonnetz operator list`.
pub async fn run(args: ListArgs, output: Output) -> Result<Exit, Error> {
	let chain = Chain::connect(&args.node).await?;
	let at = chain.finalized_block().await?.hash;
	let table = Table::gather(&chain, args.page, async |from, limit| {
		let page = match args.position {
			Some(position) => chain.operators_at(position, from, limit, at).await?,
			None => chain.operators(from, limit, at).await?,
		};
		Ok((page.items, page.next))
	});
	output.result(&table.await?)?;
	Ok(Exit::Success)
}

/// Runs `tonnetz operator neighbours`.
pub async fn neighbours(args: NeighboursArgs, output: Output) -> Result<Exit, Error> {
	let account = key::account(&args.account)?;
	let chain = Chain::connect(&args.node).await?;
	let at = chain.finalized_block().await?;
	chain.known_operator(&account, at).await?;
	let table = Table::gather(&chain, args.page, async |from, limit| {
		let page = chain.neighbours(&account, from, limit, at.hash).await?;
		Ok((page.items, page.next))
	});
	output.result(&table.await?)?;
	Ok(Exit::Success)
}

#[cfg(test)]
mod tests {
	use super::{super::show::tests::info, *};

	#[test]
	fn positions_are_read_as_they_are_shown() {
		let at = Position::new(0, 3, 7).unwrap();
		assert_eq!(parse_position(&position(at)), Ok(at));
		for wrong in ["", "0,3", "0,3,8", "0,3,7,1", "a,b,c", "0, 3,7", "-1,0,0"] {
			assert!(parse_position(wrong).is_err(), "{wrong}");
		}
	}

	#[test]
	fn an_operator_is_a_line() {
		let text = Table { items: vec![info()], next: Some(4) }.to_string();
		let lines = text.lines().collect::<Vec<_>>();
		assert!(lines[0].starts_with("NUMBER  NAME  ACCOUNT"), "{text}");
		assert!(lines[1].starts_with("3       acme  5C4"), "{text}");
		assert!(lines[1].ends_with("  1,0,7     validator"), "{text}");
		assert_eq!(lines[2], "there are more: --from 4");
	}
}
