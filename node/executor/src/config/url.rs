// SPDX-License-Identifier: Apache-2.0

//! Where commits are pushed to.

use std::path::Path;

/// The place of a repository, of a kind that git reaches without running a helper that the URL
/// names.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Url {
	text: String,
	protocol: &'static str,
}

/// Why a URL is not used.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum UrlFault {
	/// Not of a kind that is listed.
	#[error("use an absolute path or a URL of https, ssh, http, git or file")]
	Unsupported,
	/// It stands in the checkout's own configuration and is neither `https` nor `ssh`.
	#[error("from the checkout only https and ssh are taken; set `url` in the configuration")]
	Untrusted,
	/// It has a control character.
	#[error("it has a control character; remove it")]
	ControlCharacter,
	/// It has a password, which would stand in logs.
	#[error("it has a password; use `credential-helper` or `env-file` instead")]
	Password,
}

impl Url {
	/// Reads a URL from the configuration.
	///
	/// # Errors
	/// See [`UrlFault`].
	pub fn configured(text: &str) -> Result<Self, UrlFault> {
		if text.chars().any(char::is_control) {
			return Err(UrlFault::ControlCharacter);
		}
		let protocol = protocol(text).ok_or(UrlFault::Unsupported)?;
		if has_password(text) {
			return Err(UrlFault::Password);
		}
		Ok(Self { text: text.into(), protocol })
	}

	/// Reads a URL from what whoever writes the checkout may write: a path or `file` could name a
	/// repository whose hooks then ran here, and what `http` and `git` carry can be changed on the
	/// way.
	pub(crate) fn of_checkout(text: &str) -> Result<Self, UrlFault> {
		let url = Self::configured(text)?;
		if matches!(url.protocol, "https" | "ssh") {
			Ok(url)
		} else {
			Err(UrlFault::Untrusted)
		}
	}

	/// The URL.
	pub fn as_str(&self) -> &str {
		&self.text
	}

	/// What git calls the transport, for `GIT_ALLOW_PROTOCOL`.
	pub(crate) const fn protocol(&self) -> &'static str {
		self.protocol
	}
}

fn protocol(text: &str) -> Option<&'static str> {
	if Path::new(text).is_absolute() {
		return Some("file");
	}
	if let Some((scheme, rest)) = text.split_once("://") {
		let host_is_no_option = !rest.is_empty() && !rest.starts_with('-');
		return ["https", "ssh", "http", "git", "file"]
			.into_iter()
			.find(|known| *known == scheme && host_is_no_option);
	}
	// user@host:path, as ssh has it; `helper::address` is not.
	let (host, path) = text.split_once(':')?;
	let is_host = !host.is_empty() && !host.starts_with('-') && !host.contains('/');
	(is_host && !path.is_empty() && !path.starts_with(':')).then_some("ssh")
}

fn has_password(text: &str) -> bool {
	let Some((_, rest)) = text.split_once("://") else { return false };
	let authority = rest.split('/').next().unwrap_or_default();
	authority.rsplit_once('@').is_some_and(|(user, _)| user.contains(':'))
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn known_kinds_are_taken() {
		for (url, protocol) in [
			("/srv/git/site.git", "file"),
			("file:///srv/git/site.git", "file"),
			("https://example.org/a/b.git", "https"),
			("https://user@example.org/a/b.git", "https"),
			("ssh://git@example.org:22/a/b", "ssh"),
			("git@example.org:a/b.git", "ssh"),
			("http://example.org/a", "http"),
			("git://example.org/a", "git"),
		] {
			assert_eq!(Url::configured(url).unwrap().protocol(), protocol, "{url}");
		}
	}

	#[test]
	fn what_names_a_helper_or_an_option_is_refused() {
		for url in [
			"",
			"ext::sh -c date",
			"ext::/bin/sh",
			"fd::0",
			"--upload-pack=x",
			"-oProxyCommand=x:y",
			"ssh://-oProxyCommand=x/y",
			"../elsewhere",
			"elsewhere",
			"ftp://example.org/a",
			"a/b:c",
		] {
			assert_eq!(Url::configured(url), Err(UrlFault::Unsupported), "{url}");
		}
		assert_eq!(Url::configured("/a\nb"), Err(UrlFault::ControlCharacter));
		assert_eq!(Url::configured("https://u:p@example.org/a"), Err(UrlFault::Password));
	}

	#[test]
	fn a_checkout_names_no_place_on_this_machine() {
		for url in ["/srv/x", "file:///srv/x", "http://example.org/a", "git://example.org/a"] {
			assert_eq!(Url::of_checkout(url), Err(UrlFault::Untrusted), "{url}");
		}
		assert!(Url::of_checkout("git@example.org:a/b.git").is_ok());
		assert!(Url::of_checkout("https://example.org/a/b.git").is_ok());
	}
}
