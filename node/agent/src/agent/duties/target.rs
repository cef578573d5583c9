// SPDX-License-Identifier: Apache-2.0

//! URLs that are asked over HTTP.

use axum::http::Uri;
use serde::{de::Error as _, Deserialize, Deserializer};
use std::{fmt, str::FromStr};

/// The longest URL, in bytes.
const MAX_LEN: usize = 2_048;

/// Where something is asked.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Target {
	/// Whether over TLS.
	pub secure: bool,
	/// The name or address; one of IPv6 without brackets.
	pub host: String,
	/// The port.
	pub port: u16,
	/// The path, which begins with `/`.
	pub path: String,
	/// Host and port, as a request names them.
	authority: String,
}

impl FromStr for Target {
	type Err = String;

	/// Reads `http://host[:port][/path]` or the same with `https`, and nothing more.
	fn from_str(text: &str) -> Result<Self, String> {
		let fault = |what: &str| format!("{text:?} {what}: give one such as https://host.example");
		if text.len() > MAX_LEN {
			return Err(format!("the URL is longer than {MAX_LEN} bytes: shorten it"));
		}
		let uri: Uri =
			text.parse().ok().filter(|_| text.is_ascii()).ok_or_else(|| fault("is no URL"))?;
		let secure = match uri.scheme_str() {
			Some("http") => false,
			Some("https") => true,
			_ => return Err(fault("is no http or https URL")),
		};
		let authority = uri.authority().ok_or_else(|| fault("names no host"))?;
		if authority.as_str().contains('@') {
			return Err("the URL has a user name in it: leave it out".to_owned());
		}
		// `Uri` drops a fragment.
		if uri.query().is_some() || text.contains('#') {
			return Err(fault("has a query or a fragment"));
		}
		let host = uri.host().unwrap_or_default();
		let host = host.strip_prefix('[').and_then(|it| it.strip_suffix(']')).unwrap_or(host);
		if host.is_empty() {
			return Err(fault("names no host"));
		}
		let port = match authority.as_str().rsplit_once(':') {
			// Of an address of IPv6 without a port.
			Some((_, rest)) if rest.ends_with(']') => None,
			Some((_, port)) => Some(port.parse().map_err(|_| fault("has a port that is none"))?),
			None => None,
		};
		Ok(Self {
			secure,
			host: host.to_owned(),
			port: port.unwrap_or(if secure { 443 } else { 80 }),
			path: uri.path().to_owned(),
			authority: authority.to_string(),
		})
	}
}

impl Target {
	/// Something below it.
	pub fn join(mut self, name: &str) -> Self {
		let path = self.path.trim_end_matches('/');
		self.path = format!("{path}/{name}");
		self
	}

	/// The request for it. `version` is that of HTTP: of 1.0, answers come in one piece.
	pub fn request(&self, version: &str) -> String {
		format!(
			"GET {} HTTP/{version}\r\nHost: {}\r\nUser-Agent: tonnetz-agent/{}\r\nAccept: */*\r\n\
			 Connection: close\r\n\r\n",
			self.path,
			self.authority,
			env!("CARGO_PKG_VERSION")
		)
	}
}

impl fmt::Display for Target {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		let scheme = if self.secure { "https" } else { "http" };
		write!(f, "{scheme}://{}{}", self.authority, self.path)
	}
}

impl<'de> Deserialize<'de> for Target {
	fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
		String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn urls_are_taken_apart() {
		for (text, secure, host, port, path) in [
			("http://h", false, "h", 80, "/"),
			("https://h.example", true, "h.example", 443, "/"),
			("https://h:8443/a/b/", true, "h", 8443, "/a/b/"),
			("http://10.0.0.1:1", false, "10.0.0.1", 1, "/"),
			("http://[2001:db8::1]", false, "2001:db8::1", 80, "/"),
			("http://[::1]:9/x", false, "::1", 9, "/x"),
		] {
			let target: Target = text.parse().unwrap();
			let found = (target.secure, target.host.as_str(), target.port, target.path.as_str());
			assert_eq!(found, (secure, host, port, path), "{text}");
		}
	}

	#[test]
	fn other_texts_are_refused() {
		for text in [
			"",
			"h",
			"ftp://h",
			"http://",
			"http:///a",
			"http://u@h",
			"http://u:p@h",
			"http://h?a=b",
			"http://h#a",
			"http://h:x",
			"http://h:70000",
			"http://h:",
			"http://a b",
			"http://h/\r\nX: y",
			"file:///etc/passwd",
			"//h",
			"http://h/\u{e9}",
		] {
			assert!(text.parse::<Target>().is_err(), "{text:?}");
		}
		let secret = "http://me:hunter2@h".parse::<Target>().unwrap_err();
		assert!(!secret.contains("hunter2"));
		assert!(format!("http://{}", "h".repeat(MAX_LEN)).parse::<Target>().is_err());
	}

	#[test]
	fn paths_are_joined() {
		for (text, path) in [("http://h", "/health"), ("http://h/a/", "/a/health")] {
			let target = text.parse::<Target>().unwrap().join("health");
			assert_eq!(target.path, path);
		}
		let request = "http://h:1/a".parse::<Target>().unwrap().request("1.1");
		assert!(request.starts_with("GET /a HTTP/1.1\r\nHost: h:1\r\n"), "{request}");
		assert!(request.ends_with("\r\nConnection: close\r\n\r\n"), "{request}");
	}
}
