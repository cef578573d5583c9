// SPDX-License-Identifier: Apache-2.0

//! Where to listen.

use std::{io, net::SocketAddr};
use tokio::net::TcpListener;

/// An address to listen on, of this machine alone unless it was allowed otherwise.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Listen(SocketAddr);

/// An address cannot be listened on.
#[derive(Debug, thiserror::Error)]
pub enum ListenError {
	/// It is no address.
	#[error("listen = {text:?}: give an IP address and a port, such as \"127.0.0.1:4321\"")]
	Malformed {
		/// What stands there.
		text: String,
	},
	/// Other machines could connect.
	#[error(
		"listen = \"{address}\": other machines could connect; use 127.0.0.1, or set allow-remote = \
		 true"
	)]
	NotLoopback {
		/// The address.
		address: SocketAddr,
	},
	/// The system does not let it be listened on.
	#[error("listen = \"{address}\": {reason}; choose another port or stop what listens there")]
	Bind {
		/// The address.
		address: SocketAddr,
		/// What the system says.
		reason: io::Error,
	},
}

impl Listen {
	/// Where a gate listens by default.
	pub const GATE: &'static str = "127.0.0.1:4321";

	/// Reads `address:port`. Port 0 is any free one.
	///
	/// # Errors
	/// It is no address, or one that other machines reach and `allow_remote` is false.
	pub fn parse(text: &str, allow_remote: bool) -> Result<Self, ListenError> {
		let malformed = |_| ListenError::Malformed { text: text.to_owned() };
		let address: SocketAddr = text.parse().map_err(malformed)?;
		if allow_remote || address.ip().is_loopback() {
			Ok(Self(address))
		} else {
			Err(ListenError::NotLoopback { address })
		}
	}

	/// The address.
	pub const fn address(self) -> SocketAddr {
		self.0
	}

	/// Listens there.
	///
	/// # Errors
	/// The system refuses.
	pub async fn bind(self) -> Result<TcpListener, ListenError> {
		let bound = TcpListener::bind(self.0).await;
		bound.map_err(|reason| ListenError::Bind { address: self.0, reason })
	}
}
