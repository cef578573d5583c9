// SPDX-License-Identifier: Apache-2.0

//! Which URLs a node may have.

use crate::error::Error;

/// Refuses what is not the URL of a WebSocket, and credentials in it: a command line is no place
/// for them, and the URL is printed in results and errors.
pub fn check(url: &str) -> Result<(), Error> {
	let rest =
		url.strip_prefix("ws://").or_else(|| url.strip_prefix("wss://")).ok_or_else(|| {
			Error::Usage(format!(
				"--url takes a ws:// or wss:// URL, such as ws://127.0.0.1:9944: {url}"
			))
		})?;
	let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
	if authority.contains('@') {
		return Err(Error::Usage("--url must not contain a user name or password".to_owned()));
	}
	if authority.is_empty() {
		return Err(Error::Usage(format!("--url names no host: {url}")));
	}
	Ok(())
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn web_sockets_are_accepted() {
		for url in ["ws://127.0.0.1:9944", "wss://rpc.example.org", "ws://[::1]:1/path?x=a@b"] {
			assert!(check(url).is_ok(), "{url}");
		}
	}

	#[test]
	fn other_urls_are_refused() {
		for url in ["", "127.0.0.1:9944", "http://h", "https://h", "ws:/h", "ws://", "ws:///path"] {
			assert!(matches!(check(url), Err(Error::Usage(_))), "{url}");
		}
	}

	#[test]
	fn credentials_are_refused_and_not_repeated() {
		let message = check("wss://user:hunter2@host").err().map(|e| e.to_string());
		assert!(message.is_some_and(|m| !m.contains("hunter2")));
	}
}
