// SPDX-License-Identifier: Apache-2.0

//! Known answers: what a seed, a secret URI and a signature of the past must give for ever.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use serde_json::Value;
use sha2::{Digest, Sha256};
use sp_core::{crypto::SecretStringError, Pair as _};
use tonnetz_crypto::{
	account_id,
	falcon512::{Pair, Public, Signature, PUBLIC_LEN, SECRET_LEN, SIGNATURE_LEN},
	Scheme,
};

fn vectors(list: &str) -> Vec<Value> {
	let all: Value = serde_json::from_str(include_str!("vectors/falcon512.json")).unwrap();
	let list = all[list].as_array().unwrap().clone();
	assert!(!list.is_empty());
	list
}

fn bytes(vector: &Value, field: &str) -> Vec<u8> {
	hex::decode(vector[field].as_str().unwrap()).unwrap()
}

#[test]
fn seed_gives_the_known_key_and_account() {
	for vector in vectors("keys") {
		let pair = Pair::from_seed_slice(&bytes(&vector, "seed")).unwrap();
		assert_eq!(pair.public().to_vec(), bytes(&vector, "public"));
		assert_eq!(Sha256::digest(pair.secret_key()).to_vec(), bytes(&vector, "secretSha256"));
		let account = account_id(Scheme::Falcon512, &pair.public());
		assert_eq!(AsRef::<[u8]>::as_ref(&account), bytes(&vector, "accountId"));
	}
}

#[test]
fn secret_uri_gives_the_known_seed_and_account() {
	for vector in vectors("derived") {
		let pair = Pair::from_string(vector["suri"].as_str().unwrap(), None).unwrap();
		assert_eq!(pair.seed().to_vec(), bytes(&vector, "seed"));
		let account = account_id(Scheme::Falcon512, &pair.public());
		assert_eq!(AsRef::<[u8]>::as_ref(&account), bytes(&vector, "accountId"));
	}
}

#[test]
fn known_signatures_verify_in_their_context_alone() {
	for vector in vectors("cases") {
		let public = Public::try_from(bytes(&vector, "public").as_slice()).unwrap();
		let signature = Signature::try_from(bytes(&vector, "signature").as_slice()).unwrap();
		let message = bytes(&vector, "message");
		let context = vector["context"].as_str().unwrap().as_bytes();
		assert!(Pair::verify_in_context(&signature, context, &message, &public));
		assert!(!Pair::verify_in_context(&signature, b"another", &message, &public));
		let longer = [message.as_slice(), b"x"].concat();
		assert!(!Pair::verify_in_context(&signature, context, &longer, &public));
	}
}

#[test]
fn encodings_have_the_documented_length_and_first_byte() {
	let pair = Pair::from_string("//Alice", None).unwrap();
	let signature = pair.sign(b"message");
	assert_eq!((pair.public().len(), pair.public()[0]), (PUBLIC_LEN, 0x09));
	assert_eq!((pair.secret_key().len(), pair.secret_key()[0]), (SECRET_LEN, 0x59));
	assert_eq!((signature.len(), signature[0]), (SIGNATURE_LEN, 0x39));
	assert_eq!((PUBLIC_LEN, SECRET_LEN, SIGNATURE_LEN), (897, 1281, 666));
}

#[test]
fn seed_of_wrong_length_and_soft_junction_are_refused() {
	assert_eq!(Pair::from_seed_slice(&[0; 31]).err(), Some(SecretStringError::InvalidSeedLength));
	assert_eq!(Pair::from_string("//Alice/soft", None).err(), Some(SecretStringError::InvalidPath));
}

#[test]
fn keys_and_signatures_survive_json_and_ss58() {
	let pair = Pair::from_string("//Alice", None).unwrap();
	let public = pair.public();
	assert_eq!(public.to_string().parse::<Public>().unwrap(), public);
	let json = serde_json::to_string(&public).unwrap();
	assert_eq!(serde_json::from_str::<Public>(&json).unwrap(), public);
	let signature = pair.sign(b"message");
	let json = serde_json::to_string(&signature).unwrap();
	assert_eq!(serde_json::from_str::<Signature>(&json).unwrap(), signature);
	assert!(serde_json::from_str::<Signature>("\"0x00\"").is_err());
	assert!(serde_json::from_str::<Public>("\"5GrwvaEF\"").is_err());
}
