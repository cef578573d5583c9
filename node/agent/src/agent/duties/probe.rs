// SPDX-License-Identifier: Apache-2.0

//! Whether an operator's endpoint answers.

use super::{exchange, reach::is_public, Target};
use std::{io, net::SocketAddr, sync::Arc, time::Duration};
use tokio::{net::lookup_host, time::timeout};
use tokio_rustls::{
	rustls::{crypto::ring::default_provider, pki_types::ServerName, ClientConfig, RootCertStore},
	TlsConnector,
};

/// How long a probe may take, the resolution of the name included.
const LIMIT: Duration = Duration::from_secs(5);

/// How much of an answer is read, in bytes.
const MAX_ANSWER: u64 = 4 * 1024;

/// How an operator is, as far as one can see.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Sight {
	/// It is up.
	Up,
	/// It is down, and why.
	Down(String),
	/// Nobody can say, and why.
	Unknown(String),
}

/// Asks endpoints how they are.
pub struct Prober {
	allow_private: bool,
	/// `None` if this machine trusts nobody.
	tls: Option<TlsConnector>,
	limit: Duration,
}

impl Prober {
	/// A prober that trusts whom this machine trusts. Without `allow_private` it connects to no address
	/// that is not of the open internet.
	pub fn new(allow_private: bool) -> Self {
		let mut roots = RootCertStore::empty();
		let found = rustls_native_certs::load_native_certs();
		roots.add_parsable_certificates(found.certs);
		if roots.is_empty() {
			tracing::warn!(
				"this machine has no certificates of authorities: https endpoints cannot be probed; \
				 install ca-certificates"
			);
		}
		Self { allow_private, tls: connector(roots), limit: LIMIT }
	}

	/// Asks `GET <endpoint>/health`. Up is who answers 200; a redirect is another answer.
	pub async fn probe(&self, endpoint: &str) -> Sight {
		let target: Target = match endpoint.parse() {
			Ok(target) => target,
			Err(fault) => return Sight::Unknown(fault),
		};
		let late = || Sight::Down(format!("no answer within {} s", self.limit.as_secs()));
		timeout(self.limit, self.ask(&target.join("health"))).await.unwrap_or_else(|_| late())
	}

	async fn ask(&self, target: &Target) -> Sight {
		let tls = match &self.tls {
			_ if !target.secure => None,
			None => return Sight::Unknown("this machine has no certificates".to_owned()),
			tls => tls.as_ref(),
		};
		let found = match lookup_host((target.host.as_str(), target.port)).await {
			Ok(found) => found,
			Err(error) => return Sight::Down(format!("{} has no address: {error}", target.host)),
		};
		// What was checked is what is connected to: the name is not resolved again.
		let addresses: Vec<SocketAddr> =
			found.filter(|found| self.allow_private || is_public(found.ip())).collect();
		if addresses.is_empty() {
			return Sight::Unknown(
				"it has no address of the open internet, and operator.allow-private-probes is not set"
					.to_owned(),
			);
		}
		match status(&addresses, target, tls).await {
			Ok(200) => Sight::Up,
			Ok(status) => Sight::Down(format!("it answers {status}")),
			Err(error) => Sight::Down(error.to_string()),
		}
	}
}

async fn status(
	addresses: &[SocketAddr],
	target: &Target,
	tls: Option<&TlsConnector>,
) -> io::Result<u16> {
	let stream = exchange::connect(addresses).await?;
	let Some(tls) = tls else { return exchange::status(stream, target, MAX_ANSWER).await };
	let name = ServerName::try_from(target.host.clone()).map_err(io::Error::other)?;
	exchange::status(tls.connect(name, stream).await?, target, MAX_ANSWER).await
}

fn connector(roots: RootCertStore) -> Option<TlsConnector> {
	if roots.is_empty() {
		return None;
	}
	let config = ClientConfig::builder_with_provider(Arc::new(default_provider()))
		.with_safe_default_protocol_versions()
		.ok()?
		.with_root_certificates(roots)
		.with_no_client_auth();
	Some(TlsConnector::from(Arc::new(config)))
}

#[cfg(test)]
mod tests;
