// SPDX-License-Identifier: Apache-2.0

//! `tonnetz signal show` and `tonnetz signal list`

use super::{kind, percent, StreamInfo};
use crate::{
	chain::Chain,
	cli::NodeArgs,
	cust::{duration, text::visible},
	error::{Error, Exit},
	key,
	output::{hex, utc, Output, Rows},
	page::{Line, Table},
};
use clap::Args;
use serde::Serialize;
use sp_core::crypto::Ss58Codec;
use std::fmt::{self, Display};
use tonnetz_core::{coherence::decimal, signals::StreamId};

/// `tonnetz signal show`
#[derive(Args, Debug)]
pub struct ShowArgs {
	/// The number of the stream
	#[arg(value_name = "STREAM")]
	stream: StreamId,

	#[command(flatten)]
	node: NodeArgs,
}

/// `tonnetz signal list`
#[derive(Args, Debug)]
pub struct ListArgs {
	/// The operator's account
	#[arg(value_name = "SS58")]
	account: String,

	#[command(flatten)]
	node: NodeArgs,
}

/// A stream as it is printed.
#[derive(Serialize)]
#[serde(transparent)]
struct Shown(StreamInfo);

impl Display for Shown {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		let Self(info) = self;
		let last = info.last.as_ref();
		Rows::new()
			.row("stream", info.id)
			.row("name", name(info))
			.row("operator", info.operator.to_ss58check())
			.row("kind", kind::name(info.kind))
			.row("interval", duration::show(info.interval))
			.row("registered", format!("at block {}", info.start))
			.optional("retired", info.retired.map(|block| format!("at block {block}")))
			.row(
				"reliability",
				format!("{}: {} of {} intervals", percent(info.reliability), info.served, info.due),
			)
			.row(
				"last update",
				last.map_or_else(
					|| "none".to_owned(),
					|last| format!("{} at block {}, {}", last.sequence, last.at, utc(last.time)),
				),
			)
			.optional("digest", last.map(|last| hex(last.digest)))
			.optional("value", last.and_then(|last| last.value).map(decimal::from_signed))
			.fmt(f)
	}
}

impl Line<6> for StreamInfo {
	const TITLES: [&'static str; 6] =
		["STREAM", "NAME", "KIND", "INTERVAL", "RELIABILITY", "LAST UPDATE"];

	fn line(&self) -> [String; 6] {
		let last = match (&self.retired, &self.last) {
			(Some(block), _) => format!("retired at block {block}"),
			(None, Some(last)) => format!("{} at {}", last.sequence, utc(last.time)),
			(None, None) => "none".to_owned(),
		};
		[
			self.id.to_string(),
			name(self),
			kind::name(self.kind).to_owned(),
			duration::show(self.interval),
			percent(self.reliability),
			last,
		]
	}
}

fn name(info: &StreamInfo) -> String {
	visible(&String::from_utf8_lossy(&info.name))
}

/// Runs `tonnetz signal show`.
pub async fn run(args: ShowArgs, output: Output) -> Result<Exit, Error> {
	let chain = Chain::connect(&args.node).await?;
	let at = chain.finalized_block().await?;
	output.result(&Shown(chain.known_stream(args.stream, at).await?))?;
	Ok(Exit::Success)
}

/// Runs `tonnetz signal list`.
pub async fn list(args: ListArgs, output: Output) -> Result<Exit, Error> {
	let account = key::account(&args.account)?;
	let chain = Chain::connect(&args.node).await?;
	let at = chain.finalized_block().await?;
	output.result(&Table::whole(chain.streams(&account, at.hash).await?))?;
	Ok(Exit::Success)
}

#[cfg(test)]
mod tests {
	use super::*;
	use serde_json::json;

	fn info() -> StreamInfo {
		serde_json::from_value(json!({
			"id": 7,
			"operator": "5C4hrfjw9DjXZTzV3MwzrrAr9P1MJhSrvWGWqi1eSuyUpnhM",
			"name": "block-interval",
			"kind": "infrastructure",
			"interval": 200,
			"start": 5,
			"retired": null,
			"last": {
				"sequence": 3,
				"digest": format!("0x{}", "ab".repeat(32)),
				"value": "-3.02",
				"at": 210,
				"time": 0,
			},
			"served": 4281,
			"due": 4320,
			"reliability": 990_972,
		}))
		.unwrap()
	}

	#[test]
	fn a_stream_is_shown_with_its_last_update() {
		let text = Shown(info()).to_string();
		assert!(text.contains("interval     200 blocks (10m)\n"), "{text}");
		assert!(text.contains("reliability  99.0972 %: 4281 of 4320 intervals\n"), "{text}");
		assert!(text.contains("last update  3 at block 210, 1970-01-01"), "{text}");
		assert!(text.contains("value        -3.02\n"), "{text}");
		let silent = Shown(StreamInfo { last: None, ..info() }).to_string();
		assert!(silent.contains("last update  none\n") && !silent.contains("digest"), "{silent}");
	}

	#[test]
	fn streams_are_a_line_each() {
		let retired = StreamInfo { retired: Some(400), ..info() };
		let text = Table::whole(vec![info(), retired]).to_string();
		let lines = text.lines().collect::<Vec<_>>();
		assert!(lines[0].starts_with("STREAM  NAME            KIND"), "{text}");
		assert!(
			lines[1].starts_with("7       block-interval  infrastructure  200 blocks"),
			"{text}"
		);
		assert!(lines[2].ends_with("  retired at block 400"), "{text}");
	}
}
