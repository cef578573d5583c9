// SPDX-License-Identifier: Apache-2.0

//! The keys of an unlocked agent.

use super::{config::KeyConfig, memory, span::Span};
use crate::{error::Error, key::source};
use sp_core::crypto::{AccountId32, Ss58Codec};
use std::{
	io,
	path::Path,
	sync::{Arc, Mutex, MutexGuard, PoisonError},
	time::{Duration, Instant, SystemTime},
};
use tokio::sync::watch;
use tonnetz_crypto::AnyPair;
use zeroize::Zeroizing;

/// What a key is for.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Role {
	/// Claims and completes, signs and anchors the log.
	Executor,
	/// Submits.
	Gate,
}

/// What `unlock` brings.
#[derive(Default)]
pub struct Secrets {
	/// The `///password` of the secret URIs in files.
	pub passphrase: Option<Zeroizing<String>>,
	/// The secret URIs of keys that have no file, in any order.
	pub suris: Vec<Zeroizing<String>>,
}

/// Why nothing was unlocked.
#[derive(Debug, thiserror::Error)]
pub enum UnlockError {
	/// The configuration has no key.
	#[error("no key is configured: the agent watches only")]
	NoKeys,
	/// A secret gives another key.
	#[error(
		"{place}: the {what} does not give the configured account {account}; nothing was unlocked"
	)]
	WrongKey {
		/// The key's place in the configuration.
		place: &'static str,
		/// What was tried.
		what: &'static str,
		/// Its account.
		account: String,
	},
	/// A key has no file and no secret URI was given.
	#[error(
		"{place}: no suri-file is configured; give its secret URI with tonnetz agent unlock \
		 --suri-file FILE"
	)]
	NoSecret {
		/// The key's place in the configuration.
		place: &'static str,
	},
	/// A key's file cannot be used.
	#[error("{place}: {error}")]
	File {
		/// The key's place in the configuration.
		place: &'static str,
		/// Why not.
		error: Error,
	},
	/// The system does not let memory be locked.
	#[error("the key cannot be kept out of swap ({0}): raise the limit with ulimit -l")]
	Memory(io::Error),
	/// More time than the configuration allows.
	#[error("unlock.max allows {} s at most: use --for", max.as_secs())]
	TooLong {
		/// The limit.
		max: Duration,
	},
}

impl UnlockError {
	/// The stable code.
	pub const fn code(&self) -> &'static str {
		match self {
			Self::NoKeys => "no_keys",
			Self::WrongKey { .. } => "wrong_key",
			Self::NoSecret { .. } => "no_secret",
			Self::File { .. } => "key_file",
			Self::Memory(_) => "memory",
			Self::TooLong { .. } => "too_long",
		}
	}
}

/// The end of an unlocking, by two clocks: one stands still while the machine sleeps, the other can be
/// set.
#[derive(Clone, Copy)]
struct Until {
	steady: Instant,
	wall: SystemTime,
}

struct Unlocked {
	keys: Vec<(Role, Arc<AnyPair>)>,
	until: Option<Until>,
	number: u64,
}

/// A key's role, its place in the configuration, and its configuration.
struct Slot {
	role: Role,
	place: &'static str,
	config: KeyConfig,
}

/// The keys: all of them, or none.
pub struct Vault {
	slots: Vec<Slot>,
	max: Option<Span>,
	unlocked: Mutex<Option<Unlocked>>,
	/// How often the agent was unlocked or locked.
	changes: watch::Sender<u64>,
}

impl Vault {
	/// Keys that are locked.
	pub fn new<'a>(
		keys: impl Iterator<Item = (&'static str, &'a KeyConfig)>,
		max: Option<Span>,
	) -> Self {
		let slots = keys.map(|(place, config)| Slot {
			role: if place.starts_with("gate") { Role::Gate } else { Role::Executor },
			place,
			config: config.clone(),
		});
		Self {
			slots: slots.collect(),
			max,
			unlocked: Mutex::new(None),
			changes: watch::channel(0).0,
		}
	}

	/// Loads all keys, for this long. Takes a while: a passphrase is stretched.
	///
	/// # Errors
	/// Nothing was changed.
	pub fn unlock(&self, secrets: &Secrets, time: Option<Duration>) -> Result<u64, UnlockError> {
		if self.slots.is_empty() {
			return Err(UnlockError::NoKeys);
		}
		let time = match (time, self.max) {
			(Some(time), Some(Span(max))) if time > max => {
				return Err(UnlockError::TooLong { max });
			}
			(time, max) => time.or(max.map(|Span(max)| max)),
		};
		let mut keys = Vec::new();
		for slot in &self.slots {
			let pair = Arc::new(slot.load(secrets)?);
			memory::keep_from_swap(pair.seed())
				.and_then(|()| memory::keep_from_swap(pair.secret_key()))
				.map_err(|errno| UnlockError::Memory(errno.into()))?;
			keys.push((slot.role, pair));
		}
		// A time that no clock can tell has no end.
		let until = time.and_then(|time| {
			Some(Until {
				steady: Instant::now().checked_add(time)?,
				wall: SystemTime::now().checked_add(time)?,
			})
		});
		let mut unlocked = self.unlocked();
		let number = self.change();
		*unlocked = Some(Unlocked { keys, until, number });
		Ok(number)
	}

	/// Forgets the keys. A signature that is being made is made still.
	pub fn lock(&self) -> bool {
		let was_unlocked = self.unlocked().take().is_some();
		if was_unlocked {
			self.change();
		}
		was_unlocked
	}

	/// Forgets the keys if they are those of this unlocking.
	pub fn lock_if(&self, number: u64) -> bool {
		let mut unlocked = self.unlocked();
		if unlocked.as_ref().is_none_or(|unlocked| unlocked.number != number) {
			return false;
		}
		*unlocked = None;
		self.change();
		true
	}

	/// Forgets the keys if their time is over; whether it was.
	pub fn expire(&self) -> bool {
		let number = match &*self.unlocked() {
			Some(Unlocked { until: Some(until), number, .. }) if until.is_over() => *number,
			_ => return false,
		};
		self.lock_if(number)
	}

	/// The key for a role, while the agent is unlocked.
	pub fn key(&self, role: Role) -> Option<Arc<AnyPair>> {
		let unlocked = self.unlocked();
		let unlocked = unlocked.as_ref()?;
		if unlocked.until.is_some_and(|until| until.is_over()) {
			return None;
		}
		unlocked.keys.iter().find(|(of, _)| *of == role).map(|(_, pair)| pair.clone())
	}

	/// Whether the agent is unlocked.
	pub fn is_unlocked(&self) -> bool {
		self.unlocked().as_ref().is_some_and(|it| !it.until.is_some_and(|until| until.is_over()))
	}

	/// For how much longer the agent is unlocked, if that has an end.
	pub fn remaining(&self) -> Option<Duration> {
		let until = self.unlocked().as_ref()?.until?;
		Some(until.steady.saturating_duration_since(Instant::now()))
	}

	/// Tells of every unlocking and locking.
	pub fn changes(&self) -> watch::Receiver<u64> {
		self.changes.subscribe()
	}

	fn change(&self) -> u64 {
		self.changes.send_modify(|number| *number = number.saturating_add(1));
		*self.changes.borrow()
	}

	fn unlocked(&self) -> MutexGuard<'_, Option<Unlocked>> {
		self.unlocked.lock().unwrap_or_else(PoisonError::into_inner)
	}
}

impl Until {
	fn is_over(self) -> bool {
		Instant::now() >= self.steady || SystemTime::now() >= self.wall
	}
}

impl Slot {
	fn load(&self, secrets: &Secrets) -> Result<AnyPair, UnlockError> {
		let Self { place, config, .. } = self;
		let (what, pair) = match &config.suri_file {
			Some(path) => ("passphrase", self.of_file(path, secrets)?),
			None if secrets.suris.is_empty() => return Err(UnlockError::NoSecret { place }),
			None => ("secret URI", self.of_suris(&secrets.suris)),
		};
		pair.ok_or_else(|| UnlockError::WrongKey {
			place,
			what,
			account: config.account.to_ss58check(),
		})
	}

	fn of_file(&self, path: &Path, secrets: &Secrets) -> Result<Option<AnyPair>, UnlockError> {
		let file = |error| UnlockError::File { place: self.place, error };
		let suri = source::from_file(path).map_err(file)?;
		let passphrase = secrets.passphrase.as_ref().map(|passphrase| passphrase.as_str());
		let pair =
			AnyPair::from_suri(self.config.scheme, &suri, passphrase.filter(|it| !it.is_empty()));
		let pair = pair.map_err(|reason| {
			file(Error::Suri { source_name: path.display().to_string(), reason })
		})?;
		Ok(Some(pair).filter(|pair| self.is_it(pair)))
	}

	fn of_suris(&self, suris: &[Zeroizing<String>]) -> Option<AnyPair> {
		suris
			.iter()
			.filter_map(|suri| AnyPair::from_suri(self.config.scheme, suri, None).ok())
			.find(|pair| self.is_it(pair))
	}

	fn is_it(&self, pair: &AnyPair) -> bool {
		let account: AccountId32 = pair.account_id();
		account == self.config.account
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use std::{fs, os::unix::fs::PermissionsExt, path::PathBuf};
	use tonnetz_crypto::Scheme;

	const FALCON: Scheme = Scheme::Falcon512;

	fn config(account_of: &str, suri_file: Option<PathBuf>) -> KeyConfig {
		let account = AnyPair::from_suri(FALCON, account_of, None).unwrap().account_id();
		KeyConfig { account, suri_file, scheme: FALCON }
	}

	fn passphrase(text: &str) -> Secrets {
		Secrets { passphrase: Some(Zeroizing::new(text.to_owned())), ..Secrets::default() }
	}

	fn suris(suris: &[&str]) -> Secrets {
		let suris = suris.iter().map(|suri| Zeroizing::new((*suri).to_owned())).collect();
		Secrets { suris, ..Secrets::default() }
	}

	fn vault(keys: &[(&'static str, KeyConfig)], max: Option<Span>) -> Vault {
		Vault::new(keys.iter().map(|(place, key)| (*place, key)), max)
	}

	#[test]
	fn a_passphrase_completes_the_file() {
		let dir = tempfile::tempdir().unwrap();
		let path = dir.path().join("agent.suri");
		fs::write(&path, "//Agent").unwrap();
		fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
		let vault = vault(&[("executor.key", config("//Agent///horse", Some(path)))], None);
		assert!(vault.key(Role::Executor).is_none());
		for wrong in [Secrets::default(), passphrase(""), passphrase("donkey")] {
			let error = vault.unlock(&wrong, None).unwrap_err();
			assert_eq!(error.code(), "wrong_key");
			assert!(!error.to_string().contains("donkey"));
			assert!(!vault.is_unlocked());
		}
		vault.unlock(&passphrase("horse"), None).unwrap();
		assert!(vault.key(Role::Executor).is_some() && vault.key(Role::Gate).is_none());
		assert_eq!(vault.remaining(), None);
		assert!(vault.lock() && !vault.lock());
		assert!(vault.key(Role::Executor).is_none());
	}

	#[test]
	fn secret_uris_find_their_keys() {
		let keys = [("executor.key", config("//A", None)), ("gate.key", config("//B", None))];
		let vault = vault(&keys, None);
		assert_eq!(vault.unlock(&Secrets::default(), None).unwrap_err().code(), "no_secret");
		// One key alone is not enough: all or nothing.
		assert_eq!(vault.unlock(&suris(&["//A", "//C"]), None).unwrap_err().code(), "wrong_key");
		assert!(!vault.is_unlocked());
		vault.unlock(&suris(&["//B", "//A"]), None).unwrap();
		assert_eq!(vault.key(Role::Gate).unwrap().account_id(), keys[1].1.account);
		assert_eq!(vault.key(Role::Executor).unwrap().account_id(), keys[0].1.account);
	}

	#[test]
	fn a_time_ends() {
		let vault = vault(&[("gate.key", config("//A", None))], Some(Span::seconds(10)));
		let error = vault.unlock(&suris(&["//A"]), Some(Duration::from_secs(11))).unwrap_err();
		assert_eq!(error.code(), "too_long");
		vault.unlock(&suris(&["//A"]), None).unwrap();
		assert!(vault.remaining().is_some_and(|left| left <= Duration::from_secs(10)));
		assert!(!vault.expire() && vault.is_unlocked());
		vault.unlock(&suris(&["//A"]), Some(Duration::ZERO)).unwrap();
		// Over before anybody has looked.
		assert!(vault.key(Role::Gate).is_none() && !vault.is_unlocked());
		assert!(vault.expire() && !vault.expire());
	}

	#[test]
	fn a_session_locks_what_it_unlocked() {
		let vault = vault(&[("gate.key", config("//A", None))], None);
		let first = vault.unlock(&suris(&["//A"]), None).unwrap();
		let second = vault.unlock(&suris(&["//A"]), None).unwrap();
		assert!(!vault.lock_if(first) && vault.is_unlocked());
		assert!(vault.lock_if(second) && !vault.is_unlocked());
	}

	#[test]
	fn without_keys_there_is_nothing_to_unlock() {
		assert_eq!(vault(&[], None).unlock(&suris(&["//A"]), None).unwrap_err().code(), "no_keys");
	}
}
