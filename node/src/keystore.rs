// SPDX-License-Identifier: Apache-2.0

//! Where a node keeps its keys, from its command line.

use sc_cli::KeystoreParams;
use sc_service::{config::KeystoreConfig, Configuration};
use std::{
	fs,
	path::{Path, PathBuf},
	sync::Arc,
};
use tonnetz_keystore::{FalconKeystore, Passphrase};

/// Takes the keystore out of `config` and opens it. What is left in `config` makes the SDK open
/// none of its own.
///
/// A node that runs on a development key (`--dev`, `--alice` ...) forgets its keys: they are
/// public knowledge, and made anew at each start.
pub fn take(config: &mut Configuration) -> Result<Arc<FalconKeystore>, tonnetz_keystore::Error> {
	let keystore = std::mem::replace(&mut config.keystore, KeystoreConfig::InMemory);
	if config.dev_key_seed.is_some() {
		return Ok(Arc::new(FalconKeystore::in_memory()));
	}
	match keystore {
		KeystoreConfig::InMemory => Ok(Arc::new(FalconKeystore::in_memory())),
		KeystoreConfig::Path { path, password } => {
			use sp_core::crypto::ExposeSecret;
			let passphrase =
				password.map(|password| trimmed(Passphrase::new(password.expose_secret().clone())));
			FalconKeystore::open(path, passphrase).map(Arc::new)
		}
	}
}

/// Refuses what would put a secret where other users of the machine can read it, and names the
/// passphrase file if it cannot be read.
pub fn check(params: &KeystoreParams) -> sc_cli::Result<()> {
	if params.password.is_some() {
		return Err("--password would show the passphrase to every user of this machine: use --password-filename FILE or --password-interactive".into());
	}
	if let Some(path) = &params.password_filename {
		read_passphrase(path)?;
	}
	Ok(())
}

/// The passphrase that `params` give, if any.
pub fn passphrase(params: &KeystoreParams) -> sc_cli::Result<Option<Passphrase>> {
	check(params)?;
	match &params.password_filename {
		Some(path) => read_passphrase(path).map(Some),
		None if params.password_interactive => match params.keystore_config(Path::new(""))? {
			KeystoreConfig::Path { password: Some(password), .. } => {
				use sp_core::crypto::ExposeSecret;
				Ok(Some(Passphrase::new(password.expose_secret().clone())))
			}
			_ => Ok(None),
		},
		None => Ok(None),
	}
}

fn read_passphrase(path: &PathBuf) -> sc_cli::Result<Passphrase> {
	fs::read_to_string(path).map(|text| trimmed(Passphrase::new(text))).map_err(|error| {
		format!("cannot read the passphrase file {}: {error}", path.display()).into()
	})
}

/// Editors end a file with a newline that is no part of the passphrase; one is ignored.
fn trimmed(passphrase: Passphrase) -> Passphrase {
	match passphrase.strip_suffix('\n') {
		Some(line) => Passphrase::new(line.strip_suffix('\r').unwrap_or(line).to_string()),
		None => passphrase,
	}
}
