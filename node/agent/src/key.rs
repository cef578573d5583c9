// SPDX-License-Identifier: Apache-2.0

//! `tonnetz key`: keys, and detached signatures.

pub mod source;

use crate::{
	cli::after_help,
	error::{Error, Exit},
	file,
	output::{hex, unhex, Output, Rows},
};
use clap::{Args, Subcommand};
use codec::DecodeAll;
use serde::{Serialize, Serializer};
use source::{KeyArgs, SchemeArgs};
use sp_core::crypto::{AccountId32, Ss58Codec};
use std::{
	fmt::{self, Display},
	fs::{self, File},
	io::{self, Write},
	os::unix::fs::OpenOptionsExt,
	path::{Path, PathBuf},
};
use tonnetz_crypto::{account_id, context, AnyPair, Scheme, Signature};
use zeroize::Zeroizing;

/// The largest message that is signed or verified, in bytes: it is held in memory.
const MAX_MESSAGE: u64 = 16 * 1024 * 1024;

/// The largest signature file, in bytes: a SPHINCS+ signature in hexadecimal and a line end.
const MAX_SIGNATURE_FILE: u64 = 16 * 1024;

/// The commands of `tonnetz key`.
#[derive(Debug, Subcommand)]
pub enum KeyCommand {
	/// Make a key from a fresh mnemonic
	///
	/// Prints the mnemonic, the address and the public key. With --out the mnemonic goes to a file
	/// of mode 0600 instead of the terminal.
	#[command(after_help = after_help("tonnetz key generate --out operator.suri"))]
	Generate(GenerateArgs),

	/// Show the address and the public key of a key
	#[command(after_help = after_help("tonnetz key inspect --suri-file operator.suri"))]
	Inspect(InspectArgs),

	/// Sign a file's contents, in a context
	///
	/// Prints the signature with its public key, in hexadecimal.
	#[command(
		after_help = after_help(
			"tonnetz key sign --suri-file operator.suri --context demo/v1 --message-file note.txt"
		)
	)]
	Sign(SignArgs),

	/// Verify a signature of `tonnetz key sign`
	#[command(
		after_help = after_help(
			"tonnetz key verify --address 5Grwv... --context demo/v1 --message-file note.txt \
			 --signature-file note.sig"
		)
	)]
	Verify(VerifyArgs),
}

/// `tonnetz key generate`
#[derive(Args, Debug)]
pub struct GenerateArgs {
	#[command(flatten)]
	scheme: SchemeArgs,

	/// Store the mnemonic in this new file, of mode 0600, instead of printing it
	#[arg(long, value_name = "FILE")]
	out: Option<PathBuf>,

	/// Print the 32-byte secret seed too
	#[arg(long)]
	show_secret: bool,
}

/// `tonnetz key inspect`
#[derive(Args, Debug)]
pub struct InspectArgs {
	#[command(flatten)]
	key: KeyArgs,

	/// Inspect this public key (hexadecimal) instead of a secret one
	#[arg(long, value_name = "HEX", conflicts_with_all = ["suri_file", "key", "show_secret"])]
	public: Option<String>,

	/// Print the 32-byte secret seed too
	#[arg(long)]
	show_secret: bool,
}

/// What is signed.
#[derive(Args, Debug)]
pub struct MessageArgs {
	/// What the signature is for: 1 to 255 bytes. It is valid in this context alone
	#[arg(long, value_name = "CTX", value_parser = check_context)]
	context: String,

	/// The file whose contents are signed
	#[arg(long, value_name = "FILE")]
	message_file: PathBuf,
}

/// `tonnetz key sign`
#[derive(Args, Debug)]
pub struct SignArgs {
	#[command(flatten)]
	key: KeyArgs,

	#[command(flatten)]
	message: MessageArgs,
}

/// `tonnetz key verify`
#[derive(Args, Debug)]
pub struct VerifyArgs {
	#[command(flatten)]
	message: MessageArgs,

	/// The address that is said to have signed
	#[arg(long, value_name = "SS58")]
	address: String,

	#[command(flatten)]
	signature: SignatureArgs,
}

/// Where the signature is.
#[derive(Args, Debug)]
#[group(required = true, multiple = false)]
pub struct SignatureArgs {
	/// The signature, in hexadecimal
	#[arg(long, value_name = "HEX")]
	signature: Option<String>,

	/// A file that holds the signature in hexadecimal
	#[arg(long, value_name = "FILE")]
	signature_file: Option<PathBuf>,
}

/// Runs a command of `tonnetz key`.
pub fn run(command: KeyCommand, output: Output) -> Result<Exit, Error> {
	match command {
		KeyCommand::Generate(args) => output.result(&generate(&args)?)?,
		KeyCommand::Inspect(args) => output.result(&inspect(&args)?)?,
		KeyCommand::Sign(args) => output.result(&sign(&args)?)?,
		KeyCommand::Verify(args) => output.result(&verify(&args)?)?,
	}
	Ok(Exit::Success)
}

/// The account that an SS58 address stands for.
pub fn account(address: &str) -> Result<AccountId32, Error> {
	AccountId32::from_ss58check(address)
		.map_err(|_| Error::Usage(format!("{address} is not an SS58 address")))
}

/// A key as it is printed.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Key {
	scheme: &'static str,
	ss58_address: String,
	account_id: String,
	public_key: String,
	#[serde(skip_serializing_if = "Option::is_none", serialize_with = "as_str")]
	mnemonic: Option<Zeroizing<String>>,
	#[serde(skip_serializing_if = "Option::is_none", serialize_with = "as_str")]
	seed: Option<Zeroizing<String>>,
	#[serde(skip_serializing_if = "Option::is_none", serialize_with = "as_str")]
	secret_key: Option<Zeroizing<String>>,
	#[serde(skip_serializing_if = "Option::is_none")]
	file: Option<PathBuf>,
}

fn as_str<S: Serializer>(
	secret: &Option<Zeroizing<String>>,
	serializer: S,
) -> Result<S::Ok, S::Error> {
	secret.as_deref().serialize(serializer)
}

impl Key {
	fn of_public(scheme: Scheme, public: &[u8]) -> Self {
		let account = account_id(scheme, public);
		Self {
			scheme: scheme.name(),
			ss58_address: account.to_ss58check(),
			account_id: hex(&account),
			public_key: hex(public),
			mnemonic: None,
			seed: None,
			secret_key: None,
			file: None,
		}
	}

	fn of_pair(pair: &AnyPair, show_secret: bool) -> Self {
		let secret = |bytes: &[u8]| show_secret.then(|| Zeroizing::new(hex(bytes)));
		Self {
			seed: secret(pair.seed()),
			secret_key: secret(pair.secret_key()),
			..Self::of_public(pair.scheme(), &pair.public_bytes())
		}
	}
}

impl Display for Key {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		Rows::new()
			.optional("mnemonic", self.mnemonic.as_deref())
			.optional("seed", self.seed.as_deref())
			.optional("secretKey", self.secret_key.as_deref())
			.optional("file", self.file.as_ref().map(|path| path.display()))
			.row("scheme", self.scheme)
			.row("ss58Address", &self.ss58_address)
			.row("accountId", &self.account_id)
			.row("publicKey", &self.public_key)
			.fmt(f)
	}
}

fn generate(args: &GenerateArgs) -> Result<Key, Error> {
	let (pair, mnemonic) = AnyPair::generate(args.scheme.scheme, None);
	let mnemonic = Zeroizing::new(mnemonic);
	let key = Key::of_pair(&pair, args.show_secret);
	Ok(match &args.out {
		Some(path) => {
			store(path, &mnemonic)?;
			Key { file: Some(path.clone()), ..key }
		}
		None => Key { mnemonic: Some(mnemonic), ..key },
	})
}

/// Writes a secret to a new file that only its owner can open, or leaves no file.
pub fn store(path: &Path, secret: &str) -> Result<(), Error> {
	let mut file =
		File::options().write(true).create_new(true).mode(0o600).open(path).map_err(|reason| {
			match reason.kind() {
				io::ErrorKind::AlreadyExists => Error::Exists { path: path.to_owned() },
				_ => Error::Write { path: path.to_owned(), reason },
			}
		})?;
	writeln!(file, "{secret}").and_then(|()| file.sync_all()).map_err(|reason| {
		// The error at hand says more than a failure to tidy up after it.
		let _ = fs::remove_file(path);
		Error::Write { path: path.to_owned(), reason }
	})
}

fn inspect(args: &InspectArgs) -> Result<Key, Error> {
	let Some(public) = &args.public else {
		return Ok(Key::of_pair(&args.key.pair()?, args.show_secret));
	};
	let scheme = args.key.scheme.scheme;
	match unhex(public) {
		Ok(bytes) if bytes.len() == scheme.public_len() => Ok(Key::of_public(scheme, &bytes)),
		_ => Err(Error::Usage(format!(
			"--public takes a {scheme} key: {} bytes in hexadecimal",
			scheme.public_len()
		))),
	}
}

fn check_context(text: &str) -> Result<String, String> {
	match text.len() {
		1..=context::MAX_LEN => Ok(text.to_owned()),
		_ => Err(format!("a context has 1 to {} bytes", context::MAX_LEN)),
	}
}

/// A signature as it is printed.
#[derive(Serialize)]
struct Signed {
	scheme: &'static str,
	address: String,
	context: String,
	/// SCALE: scheme index, public key, signature.
	signature: String,
}

impl Display for Signed {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		// Alone, so that it can go straight into a file for --signature-file.
		f.write_str(&self.signature)
	}
}

fn sign(args: &SignArgs) -> Result<Signed, Error> {
	// The message first: nobody wants to be asked for a key and then told of a missing file.
	let message = file::read(&args.message.message_file, MAX_MESSAGE)?;
	let pair = args.key.pair()?;
	let signature = pair
		.sign(args.message.context.as_bytes(), &message)
		.ok_or_else(|| Error::Internal("the key did not sign".to_owned()))?;
	Ok(Signed {
		scheme: pair.scheme().name(),
		address: pair.account_id().to_ss58check(),
		context: args.message.context.clone(),
		signature: hex(codec::Encode::encode(&signature)),
	})
}

/// A verified signature as it is printed.
#[derive(Serialize)]
struct Verified {
	valid: bool,
	scheme: &'static str,
	address: String,
	context: String,
}

impl Display for Verified {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		write!(f, "valid: {} signed it with {}", self.address, self.scheme)
	}
}

fn verify(args: &VerifyArgs) -> Result<Verified, Error> {
	let message = file::read(&args.message.message_file, MAX_MESSAGE)?;
	let account = account(&args.address)?;
	let text = match (&args.signature.signature, &args.signature.signature_file) {
		(Some(text), _) => text.clone().into_bytes(),
		(None, Some(path)) => file::read(path, MAX_SIGNATURE_FILE)?,
		(None, None) => return Err(Error::Usage("--signature is missing".to_owned())),
	};
	let signature = decode_signature(&text).ok_or_else(|| {
		Error::Signature("it is not the hexadecimal that tonnetz key sign prints".to_owned())
	})?;
	if signature.verify_in_context(args.message.context.as_bytes(), &message, &account) {
		Ok(Verified {
			valid: true,
			scheme: signature.scheme().name(),
			address: account.to_ss58check(),
			context: args.message.context.clone(),
		})
	} else {
		Err(Error::Signature(format!(
			"another message, context or key than that of {} made it",
			args.address
		)))
	}
}

/// The signature in hexadecimal text, if it is one and nothing follows it.
pub fn decode_signature(text: &[u8]) -> Option<Signature> {
	let text = std::str::from_utf8(text).ok()?;
	let bytes = unhex(text.trim()).ok()?;
	Signature::decode_all(&mut bytes.as_slice()).ok()
}

#[cfg(test)]
mod tests {
	use super::*;
	use codec::Encode;

	#[test]
	fn signatures_survive_their_text_form() {
		for scheme in Scheme::ALL {
			let pair = AnyPair::from_suri(scheme, "//Alice", None).unwrap();
			let signature = pair.sign(b"demo", b"message").unwrap();
			let text = format!("{}\n", hex(signature.encode()));
			assert!(u64::try_from(text.len()).unwrap() <= MAX_SIGNATURE_FILE);
			assert_eq!(decode_signature(text.as_bytes()), Some(signature));
		}
	}

	#[test]
	fn malformed_signatures_are_refused() {
		let pair = AnyPair::from_suri(Scheme::Falcon512, "//Alice", None).unwrap();
		let text = hex(pair.sign(b"demo", b"message").unwrap().encode());
		let truncated = text.get(..text.len() - 2).unwrap();
		let extended = format!("{text}00");
		for malformed in ["", "0x", "zz", "0xff", truncated, &extended] {
			assert_eq!(decode_signature(malformed.as_bytes()), None, "{malformed}");
		}
		assert_eq!(decode_signature(&[0xff]), None);
	}

	#[test]
	fn a_secret_file_is_new_and_private() {
		use std::os::unix::fs::PermissionsExt;

		let dir = tempfile::tempdir().unwrap();
		let path = dir.path().join("key.suri");
		store(&path, "secret").unwrap();
		assert_eq!(fs::read_to_string(&path).unwrap(), "secret\n");
		assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
		assert!(matches!(store(&path, "other"), Err(Error::Exists { .. })));
		assert_eq!(fs::read_to_string(&path).unwrap(), "secret\n");
	}

	#[test]
	fn contexts_have_a_length() {
		assert!(check_context("").is_err());
		assert!(check_context(&"x".repeat(255)).is_ok());
		assert!(check_context(&"x".repeat(256)).is_err());
	}
}
