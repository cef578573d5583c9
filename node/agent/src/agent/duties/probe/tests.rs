// SPDX-License-Identifier: Apache-2.0

//! Probes of servers that are well, ill, slow and foreign.

use super::*;
use std::{path::Path, process::Command};
use tokio::{
	io::{AsyncReadExt, AsyncWriteExt},
	net::TcpListener,
	task::JoinHandle,
};
use tokio_rustls::{
	rustls::{
		pki_types::{CertificateDer, PrivatePkcs8KeyDer},
		ServerConfig,
	},
	TlsAcceptor,
};

const SHORT: Duration = Duration::from_millis(300);

fn prober(allow_private: bool) -> Prober {
	Prober { allow_private, tls: None, limit: SHORT }
}

/// A server that gives each connection one answer, over TLS if it has a certificate. The task tells how
/// many connections there were, so it must be ended.
async fn server(answer: &'static str, tls: Option<TlsAcceptor>) -> (u16, JoinHandle<()>) {
	let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
	let port = listener.local_addr().unwrap().port();
	let task = tokio::spawn(async move {
		loop {
			let (mut stream, _) = listener.accept().await.unwrap();
			let mut request = [0; 1_024];
			match &tls {
				None => {
					let _ = stream.read(&mut request).await;
					let _ = stream.write_all(answer.as_bytes()).await;
				}
				Some(tls) => {
					if let Ok(mut stream) = tls.accept(stream).await {
						let _ = stream.read(&mut request).await;
						let _ = stream.write_all(answer.as_bytes()).await;
						let _ = stream.shutdown().await;
					}
				}
			}
		}
	});
	(port, task)
}

#[tokio::test]
async fn only_200_is_up() {
	for (answer, up) in [
		("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", true),
		("HTTP/1.1 204 No Content\r\n\r\n", false),
		("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1/\r\n\r\n", false),
		("HTTP/1.1 503 Service Unavailable\r\n\r\n", false),
		("SSH-2.0-x\r\n\r\n", false),
		("", false),
	] {
		let (port, task) = server(answer, None).await;
		let sight = prober(true).probe(&format!("http://127.0.0.1:{port}")).await;
		assert_eq!(sight == Sight::Up, up, "{answer:?}: {sight:?}");
		assert!(up || matches!(sight, Sight::Down(_)), "{sight:?}");
		task.abort();
	}
}

#[tokio::test]
async fn who_does_not_answer_is_down() {
	let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
	let port = listener.local_addr().unwrap().port();
	// It accepts in the system's queue, and says nothing.
	let sight = prober(true).probe(&format!("http://127.0.0.1:{port}")).await;
	assert_eq!(sight, Sight::Down("no answer within 0 s".to_owned()));
	drop(listener);
	let sight = prober(true).probe(&format!("http://127.0.0.1:{port}")).await;
	assert!(matches!(sight, Sight::Down(_)), "{sight:?}");
}

#[tokio::test]
async fn private_addresses_are_not_connected_to() {
	let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
	let port = listener.local_addr().unwrap().port();
	for host in ["127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "0.0.0.0"] {
		let sight = prober(false).probe(&format!("http://{host}:{port}")).await;
		let Sight::Unknown(why) = sight else { panic!("{host}: {sight:?}") };
		assert!(why.contains("allow-private-probes"), "{why}");
	}
	let accepted = timeout(SHORT, listener.accept()).await;
	assert!(accepted.is_err(), "something connected");
}

#[tokio::test]
async fn what_cannot_be_probed_is_unknown() {
	for endpoint in ["", "not a url", "ftp://host", "http://u:p@host"] {
		let sight = prober(true).probe(endpoint).await;
		assert!(matches!(sight, Sight::Unknown(_)), "{endpoint}: {sight:?}");
	}
	// No roots, no TLS.
	let sight = prober(true).probe("https://127.0.0.1:1").await;
	assert!(matches!(sight, Sight::Unknown(_)), "{sight:?}");
}

/// A certificate for `localhost` and its key, made by openssl.
fn certificate(directory: &Path) -> (CertificateDer<'static>, PrivatePkcs8KeyDer<'static>) {
	let openssl = |line: &str| {
		let output = Command::new("openssl")
			.args(line.split_whitespace())
			.current_dir(directory)
			.output()
			.unwrap();
		assert!(output.status.success(), "openssl {line}: {output:?}");
	};
	openssl(
		"req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=localhost \
		 -addext subjectAltName=DNS:localhost -addext basicConstraints=critical,CA:FALSE \
		 -keyout key.pem -out cert.pem",
	);
	openssl("x509 -in cert.pem -outform der -out cert.der");
	openssl("pkcs8 -topk8 -nocrypt -in key.pem -outform der -out key.der");
	let read = |name: &str| std::fs::read(directory.join(name)).unwrap();
	(read("cert.der").into(), read("key.der").into())
}

#[tokio::test]
async fn certificates_are_verified() {
	let dir = tempfile::tempdir().unwrap();
	let (certificate, key) = certificate(dir.path());
	let config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
		.with_safe_default_protocol_versions()
		.unwrap()
		.with_no_client_auth()
		.with_single_cert(vec![certificate.clone()], key.into())
		.unwrap();
	let acceptor = TlsAcceptor::from(Arc::new(config));
	let (port, task) = server("HTTP/1.1 200 OK\r\n\r\n", Some(acceptor)).await;

	let mut roots = RootCertStore::empty();
	roots.add(certificate).unwrap();
	let limit = Duration::from_secs(10);
	let trusting = Prober { allow_private: true, tls: connector(roots), limit };
	assert_eq!(trusting.probe(&format!("https://localhost:{port}")).await, Sight::Up);
	// For another name, and by one who trusts others.
	let sight = trusting.probe(&format!("https://127.0.0.1:{port}")).await;
	assert!(matches!(sight, Sight::Down(_)), "{sight:?}");
	let (other, _) = self::certificate(dir.path());
	let mut roots = RootCertStore::empty();
	roots.add(other).unwrap();
	let other = Prober { allow_private: true, tls: connector(roots), limit };
	let sight = other.probe(&format!("https://localhost:{port}")).await;
	assert!(matches!(sight, Sight::Down(_)), "{sight:?}");
	task.abort();
}
