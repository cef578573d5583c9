// SPDX-License-Identifier: Apache-2.0

//! The keystore as a node uses it: what is kept, what is refused, what an attacker on the disk
//! can read.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use sp_core::{
	crypto::{ByteArray, KeyTypeId},
	ed25519, sr25519, Pair as _,
};
use sp_keystore::Keystore;
use std::{fs, os::unix::fs::PermissionsExt, path::PathBuf};
use tempfile::TempDir;
use tonnetz_crypto::falcon512::{Pair, Public, Signature, CRYPTO_ID};
use tonnetz_keystore::{Error, FalconKeystore, Passphrase};

const AURA: KeyTypeId = KeyTypeId(*b"aura");
const GRAN: KeyTypeId = KeyTypeId(*b"gran");

fn passphrase(text: &str) -> Option<Passphrase> {
	Some(Passphrase::new(text.to_string()))
}

fn open(directory: &TempDir, text: &str) -> Result<FalconKeystore, Error> {
	FalconKeystore::open(directory.path().into(), passphrase(text))
}

fn error(result: Result<FalconKeystore, Error>) -> Error {
	result.err().expect("the keystore must not open")
}

fn with_alice() -> (TempDir, Public, PathBuf) {
	let directory = TempDir::new().unwrap();
	let public = open(&directory, "right").unwrap().insert_suri(AURA, "//Alice").unwrap();
	let file = fs::read_dir(directory.path()).unwrap().next().unwrap().unwrap().path();
	(directory, public, file)
}

#[test]
fn key_survives_a_restart() {
	let (directory, public, _) = with_alice();
	let keystore = open(&directory, "right").unwrap();
	assert_eq!(keystore.list(), vec![(AURA, public.clone())]);
	assert_eq!(keystore.keys(AURA).unwrap(), vec![public.to_raw_vec()]);
	assert!(keystore.keys(GRAN).unwrap().is_empty());
	assert!(keystore.has_keys(&[(public.to_raw_vec(), AURA)]));
	assert!(!keystore.has_keys(&[(public.to_raw_vec(), GRAN)]));
	assert!(!keystore.has_keys(&[(public.to_raw_vec(), AURA), (vec![1, 2, 3], AURA)]));
}

#[test]
fn signature_is_the_raw_666_bytes_and_verifies() {
	let keystore = FalconKeystore::in_memory();
	let public = keystore.insert_suri(AURA, "//Alice").unwrap();
	let raw = keystore.sign_with(AURA, CRYPTO_ID, public.as_slice(), b"message").unwrap().unwrap();
	let signature = Signature::try_from(raw.as_slice()).unwrap();
	assert!(Pair::verify(&signature, b"message", &public));
	assert_eq!(keystore.sign_with(GRAN, CRYPTO_ID, public.as_slice(), b"message").unwrap(), None);
}

#[test]
fn file_is_private_and_holds_no_secret_in_clear() {
	let (_directory, _, file) = with_alice();
	assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
	assert!(file.file_name().unwrap().len() <= 255);
	let content = fs::read(&file).unwrap();
	let pair = Pair::from_string("//Alice", None).unwrap();
	assert!(!content.windows(32).any(|window| window == pair.seed()));
	assert!(content.windows(897).any(|window| window == pair.public().as_slice()));
}

#[test]
fn wrong_passphrase_is_refused_when_opening() {
	let (directory, _, file) = with_alice();
	let error = error(open(&directory, "wrong"));
	assert!(matches!(&error, Error::Passphrase { path } if *path == file));
	assert!(error.to_string().starts_with("wrong keystore passphrase"), "{error}");
}

#[test]
fn missing_passphrase_is_refused_when_there_are_keys() {
	let (directory, ..) = with_alice();
	let error = error(FalconKeystore::open(directory.path().into(), None));
	assert!(matches!(error, Error::PassphraseMissing { .. }));
	assert!(error.to_string().contains("--password-filename"), "{error}");
}

#[test]
fn nothing_is_stored_without_a_passphrase() {
	let directory = TempDir::new().unwrap();
	let keystore = FalconKeystore::open(directory.path().into(), None).unwrap();
	let error = keystore.insert_suri(AURA, "//Alice").unwrap_err();
	assert!(matches!(error, Error::PassphraseMissing { .. }));
	assert!(keystore.list().is_empty());
	assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 0);
}

#[test]
fn damaged_files_are_refused_by_name() {
	let (directory, _, file) = with_alice();
	let good = fs::read(&file).unwrap();
	for at in 0..good.len() {
		// A derivation a byte takes its time: a sample of each longer field will do.
		if (14..907).contains(&at) && at % 97 != 0 || (922..995).contains(&at) && at % 9 != 0 {
			continue;
		}
		let mut bad = good.clone();
		bad[at] ^= 0x01;
		// A changed memory cost would only make the derivation slow.
		if (909..921).contains(&at) {
			continue;
		}
		fs::write(&file, &bad).unwrap();
		let error = error(open(&directory, "right"));
		assert!(
			matches!(&error, Error::Passphrase { path } | Error::Malformed { path, .. } if *path == file),
			"byte {at}: {error}"
		);
	}
	for length in [0, 1, 8, good.len() - 1] {
		fs::write(&file, &good[..length]).unwrap();
		assert!(matches!(error(open(&directory, "right")), Error::Malformed { .. }));
	}
	fs::write(&file, [good.as_slice(), b"x"].concat()).unwrap();
	assert!(matches!(error(open(&directory, "right")), Error::Malformed { .. }));
}

#[test]
fn absurd_derivation_cost_is_refused() {
	let (directory, _, file) = with_alice();
	let mut bytes = fs::read(&file).unwrap();
	bytes[909..913].copy_from_slice(&u32::MAX.to_le_bytes());
	fs::write(&file, &bytes).unwrap();
	let error = error(open(&directory, "right"));
	assert!(matches!(error, Error::Malformed { reason, .. } if reason.contains("cost")));
}

#[test]
fn unreadable_key_file_is_an_error_that_names_it() {
	let directory = TempDir::new().unwrap();
	// A directory in the place of a key file cannot be read by anybody, not even root.
	let file = directory.path().join("6175726100112233445566778899aabbccddeeff");
	fs::create_dir(&file).unwrap();
	let error = error(open(&directory, "right"));
	assert!(matches!(&error, Error::Read { path, .. } if *path == file));
	assert!(error.to_string().contains("cannot read the key file"), "{error}");
}

#[test]
fn directory_that_cannot_be_made_is_an_error_that_names_it() {
	let directory = TempDir::new().unwrap();
	let file = directory.path().join("file");
	fs::write(&file, b"").unwrap();
	let error = error(FalconKeystore::open(file.join("keystore"), None));
	assert!(matches!(error, Error::Directory { .. }));
}

#[test]
fn other_files_are_left_alone() {
	let (directory, public, _) = with_alice();
	fs::write(directory.path().join("notes.txt"), b"not a key").unwrap();
	assert_eq!(open(&directory, "right").unwrap().list(), vec![(AURA, public)]);
}

#[test]
fn insert_refuses_a_public_key_of_another_secret() {
	let keystore = FalconKeystore::in_memory();
	let bob = Pair::from_string("//Bob", None).unwrap().public();
	assert_eq!(keystore.insert(AURA, "//Alice", bob.as_slice()), Err(()));
	assert_eq!(keystore.insert(AURA, "//Alice/soft", bob.as_slice()), Err(()));
	assert!(keystore.list().is_empty());
	assert_eq!(keystore.insert(AURA, "//Bob", bob.as_slice()), Ok(()));
	assert_eq!(keystore.insert(AURA, "//Bob", bob.as_slice()), Ok(()), "twice is once");
	assert_eq!(keystore.list(), vec![(AURA, bob)]);
}

#[test]
fn classical_schemes_are_not_supported() {
	let keystore = FalconKeystore::in_memory();
	assert!(keystore.sr25519_public_keys(AURA).is_empty());
	assert!(keystore.sr25519_generate_new(AURA, Some("//Alice")).is_err());
	assert!(keystore.ed25519_generate_new(GRAN, None).is_err());
	assert!(keystore.ecdsa_generate_new(GRAN, None).is_err());
	let public = sr25519::Pair::from_string("//Alice", None).unwrap().public();
	assert!(keystore.sr25519_sign(AURA, &public, b"message").is_err());
	let signed = keystore.sign_with(AURA, ed25519::CRYPTO_ID, public.as_slice(), b"message");
	assert!(signed.is_err());
	assert!(keystore.sign_with(AURA, CRYPTO_ID, b"short", b"message").is_err());
}
