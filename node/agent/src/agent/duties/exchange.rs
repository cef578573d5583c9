// SPDX-License-Identifier: Apache-2.0

//! One request over a connection, and as much of its answer as is needed.

use super::Target;
use std::{io, net::SocketAddr};
use tokio::{
	io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
	net::TcpStream,
};

/// What ends the head of an answer.
const END: &[u8] = b"\r\n\r\n";

/// The status of the answer, of which at most `max` bytes are read, and nothing after its head.
pub async fn status<S>(mut stream: S, target: &Target, max: u64) -> io::Result<u16>
where
	S: AsyncRead + AsyncWrite + Unpin,
{
	stream.write_all(target.request("1.1").as_bytes()).await?;
	stream.flush().await?;
	let mut answer = Vec::new();
	let mut limited = stream.take(max);
	while !answer.windows(END.len()).any(|window| window == END) {
		if limited.read_buf(&mut answer).await? == 0 {
			return Err(malformed(if limited.limit() == 0 {
				"the head of the answer is too long"
			} else {
				"the answer broke off"
			}));
		}
	}
	status_of(&answer).ok_or_else(|| malformed("the answer is not HTTP"))
}

/// The body of the answer, which must be 200 and at most `max` bytes long with its head.
pub async fn body<S>(mut stream: S, target: &Target, max: u64) -> io::Result<Vec<u8>>
where
	S: AsyncRead + AsyncWrite + Unpin,
{
	stream.write_all(target.request("1.0").as_bytes()).await?;
	stream.flush().await?;
	let mut answer = Vec::new();
	let mut limited = stream.take(max);
	limited.read_to_end(&mut answer).await?;
	if limited.limit() == 0 {
		return Err(malformed("the answer is too long"));
	}
	match status_of(&answer) {
		Some(200) => {}
		Some(status) => return Err(malformed(&format!("it answers {status}"))),
		None => return Err(malformed("the answer is not HTTP")),
	}
	let end = answer.windows(END.len()).position(|window| window == END);
	let start = end.map(|end| end.saturating_add(END.len()));
	let body = start.and_then(|start| answer.get(start..));
	body.map(<[u8]>::to_vec).ok_or_else(|| malformed("the answer broke off"))
}

/// Connects to the first of these addresses that takes it.
pub async fn connect(addresses: &[SocketAddr]) -> io::Result<TcpStream> {
	let mut outcome = Err(malformed("there is no address"));
	for address in addresses {
		outcome = TcpStream::connect(address).await;
		if outcome.is_ok() {
			break;
		}
	}
	outcome
}

/// The status in the first line.
fn status_of(answer: &[u8]) -> Option<u16> {
	let line = answer.split(|byte| *byte == b'\r').next()?;
	let rest = std::str::from_utf8(line).ok()?.strip_prefix("HTTP/1.")?;
	let (version, rest) = rest.split_once(' ')?;
	let status = rest.split(' ').next()?;
	let known = ["0", "1"].contains(&version) && status.len() == 3;
	status.parse().ok().filter(|_| known && status.bytes().all(|byte| byte.is_ascii_digit()))
}

fn malformed(what: &str) -> io::Error {
	io::Error::new(io::ErrorKind::InvalidData, what.to_owned())
}

#[cfg(test)]
mod tests {
	use super::*;
	use tokio::io::duplex;

	fn target() -> Target {
		"http://h/health".parse().unwrap()
	}

	/// What becomes of an answer.
	async fn answered(answer: &[u8], max: u64) -> (Result<u16, String>, Result<Vec<u8>, String>) {
		let mut outcomes = (Err(String::new()), Err(String::new()));
		for is_body in [false, true] {
			let (near, mut far) = duplex(64 * 1024);
			far.write_all(answer).await.unwrap();
			far.shutdown().await.unwrap();
			let text = |error: io::Error| error.to_string();
			if is_body {
				outcomes.1 = body(near, &target(), max).await.map_err(text);
			} else {
				outcomes.0 = status(near, &target(), max).await.map_err(text);
			}
			let mut request = String::new();
			far.read_to_string(&mut request).await.unwrap();
			assert!(request.starts_with("GET /health HTTP/1."), "{request}");
		}
		outcomes
	}

	#[tokio::test]
	async fn status_and_body_are_read() {
		let (status, body) = answered(b"HTTP/1.1 200 OK\r\nA: b\r\n\r\nbody\r\n\r\n", 4_096).await;
		assert_eq!((status, body), (Ok(200), Ok(b"body\r\n\r\n".to_vec())));
		let (status, body) = answered(b"HTTP/1.0 503\r\n\r\n", 4_096).await;
		assert_eq!(status, Ok(503));
		assert!(body.unwrap_err().contains("503"));
	}

	#[tokio::test]
	async fn other_answers_are_none() {
		for bad in [
			&b""[..],
			b"HTTP/1.1 200 OK\r\n",
			b"HTTP/2 200\r\n\r\n",
			b"HTTP/1.1 20\r\n\r\n",
			b"HTTP/1.1 +20 OK\r\n\r\n",
			b"SSH-2.0-x\r\n\r\n",
			b"\xff\xfe\r\n\r\n",
		] {
			let (status, body) = answered(bad, 4_096).await;
			assert!(status.is_err() && body.is_err(), "{bad:?}");
		}
	}

	#[tokio::test]
	async fn no_more_than_the_limit_is_read() {
		let long = [&b"HTTP/1.1 200 OK\r\nA: "[..], &vec![b'x'; 8_192], b"\r\n\r\n"].concat();
		let (status, body) = answered(&long, 4_096).await;
		assert!(status.unwrap_err().contains("too long"));
		assert!(body.unwrap_err().contains("too long"));
		// A long body after a short head is not read for the status.
		let long = [&b"HTTP/1.1 200 OK\r\n\r\n"[..], &vec![b'x'; 8_192]].concat();
		assert_eq!(answered(&long, 4_096).await.0, Ok(200));
	}
}
