// SPDX-License-Identifier: Apache-2.0

//! `tonnetz operator set-endpoint`

use super::PALLET;
use crate::{
	call::Caller,
	cust::write::WriteArgs,
	error::{Error, Exit},
	output::Output,
};
use clap::Args;
use subxt::ext::scale_encode::EncodeAsType;
use tonnetz_core::operators::{is_endpoint, MAX_ENDPOINT_LEN};

/// `tonnetz operator set-endpoint`
#[derive(Args, Debug)]
pub struct SetEndpointArgs {
	#[command(flatten)]
	at: EndpointArgs,

	#[command(flatten)]
	write: WriteArgs,
}

/// Where, or nowhere.
#[derive(Args, Debug)]
#[group(required = true, multiple = false)]
pub struct EndpointArgs {
	/// The base URL, of which GET URL/health tells: at most 128 bytes, without a final slash
	// Not `url`, which is that of the node.
	#[arg(value_name = "URL", value_parser = parse)]
	endpoint: Option<String>,

	/// At none any more
	#[arg(long)]
	none: bool,
}

/// The argument of the call, by name.
#[derive(EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
struct SetEndpoint {
	endpoint: Option<Vec<u8>>,
}

/// Runs the command.
pub async fn run(args: SetEndpointArgs, output: Output) -> Result<Exit, Error> {
	let caller = Caller::new(&args.write, None).await?;
	let url = args.at.endpoint;
	let call = SetEndpoint { endpoint: url.clone().map(String::into_bytes) };
	let made = caller.call(PALLET, "set_endpoint", call).await?;
	output.result(&made.done("set").fact("endpoint", url))?;
	Ok(Exit::Success)
}

fn parse(url: &str) -> Result<String, String> {
	if is_endpoint(url.as_bytes()) {
		Ok(url.to_owned())
	} else {
		Err(format!(
			"an endpoint is http:// or https://, a host, and if need be a port and a path, without a \
			 final slash; at most {MAX_ENDPOINT_LEN} bytes"
		))
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn endpoints_are_checked_before_a_node_is_asked() {
		assert!(parse("https://node-1.example.org:8443/tonnetz").is_ok());
		for wrong in ["", "node-1.example.org", "https://node-1.example.org/", "https://a@b"] {
			assert!(parse(wrong).is_err(), "{wrong}");
		}
	}
}
