// SPDX-License-Identifier: Apache-2.0

//! `tonnetz-node key`: post-quantum keys, for people and for the node's keystore.

use crate::{chain_spec, keystore};
use clap::{Args, FromArgMatches, Subcommand, ValueEnum};
use sc_cli::{KeySubcommand, KeystoreParams, SharedParams, SubstrateCli};
use serde_json::{json, Value};
use sp_core::crypto::{ByteArray, KeyTypeId, Ss58Codec};
use std::{
	fs,
	io::{self, BufRead, IsTerminal, Read},
	os::unix::fs::PermissionsExt,
	path::PathBuf,
};
use tonnetz_crypto::{AnyPair, Scheme};
use tonnetz_keystore::FalconKeystore;
use zeroize::Zeroizing;

type Result<T> = sc_cli::Result<T>;

/// The longest secret URI that is read, in bytes.
const MAX_SECRET_LEN: u64 = 4_096;

#[derive(Debug, Subcommand)]
pub enum KeyCmd {
	/// Make a key and print its mnemonic, address and public key
	///
	/// Example: tonnetz-node key generate --output json
	Generate(GenerateCmd),

	/// Print the account and public key of a secret
	///
	/// Example: tonnetz-node key inspect //Alice
	Inspect(InspectCmd),

	/// Store a key of a validator, encrypted, in the keystore of this node
	///
	/// Example: tonnetz-node key insert --chain local --key-type aura --secret-file aura.key
	/// --password-filename passphrase
	Insert(InsertCmd),

	/// Make the network key of this node, which gives its peer id
	///
	/// It names the node in the classical transport of the network and signs nothing of the chain.
	///
	/// Example: tonnetz-node key generate-node-key --chain local --base-path /var/lib/tonnetz
	GenerateNodeKey(GenerateNodeKeyCmd),

	/// Print the peer id of a network key
	InspectNodeKey(sc_cli::InspectNodeKeyCmd),

	/// Print the public keys in the keystore of this node
	///
	/// Example: tonnetz-node key list --chain local --password-filename passphrase
	List(ListCmd),
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Output {
	Text,
	Json,
}

#[derive(Debug, Args)]
struct SchemeParams {
	/// falcon512 or sphincs-shake-128s
	#[arg(long, default_value_t = Scheme::Falcon512)]
	scheme: Scheme,

	/// The form of what is printed
	#[arg(long, value_enum, default_value = "text")]
	output: Output,

	/// Print the seed and the secret key, too
	#[arg(long)]
	show_secret: bool,
}

#[derive(Debug, Args)]
struct SecretParams {
	/// A development key such as //Alice. A real secret has no place on a command line, where
	/// other users of the machine can read it.
	#[arg(value_name = "DEVELOPMENT-URI", conflicts_with = "secret_file")]
	development: Option<String>,

	/// File with the secret URI (a mnemonic or 0x seed, with //path and ///password as needed),
	/// readable by its owner alone; - for standard input
	#[arg(long, value_name = "FILE")]
	secret_file: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct GenerateCmd {
	#[clap(flatten)]
	scheme: SchemeParams,
}

#[derive(Debug, Args)]
pub struct InspectCmd {
	#[clap(flatten)]
	secret: SecretParams,

	#[clap(flatten)]
	scheme: SchemeParams,
}

#[derive(Debug, Args)]
pub struct InsertCmd {
	#[clap(flatten)]
	secret: SecretParams,

	/// What the key is for: aura or gran
	#[arg(long, value_parser = parse_key_type)]
	key_type: KeyTypeId,

	#[clap(flatten)]
	shared: SharedParams,

	#[clap(flatten)]
	keystore: KeystoreParams,
}

#[derive(Debug, Args)]
pub struct ListCmd {
	#[clap(flatten)]
	shared: SharedParams,

	#[clap(flatten)]
	keystore: KeystoreParams,

	/// The form of what is printed
	#[arg(long, value_enum, default_value = "text")]
	output: Output,
}

#[derive(Debug, Args)]
pub struct GenerateNodeKeyCmd {
	/// The chain whose node the key is for
	#[arg(long, default_value = "dev")]
	chain: String,

	/// Where the node keeps its data, if it is started with --base-path
	#[arg(long, value_name = "DIRECTORY")]
	base_path: Option<PathBuf>,
}

fn parse_key_type(text: &str) -> std::result::Result<KeyTypeId, String> {
	match text {
		"aura" | "gran" => KeyTypeId::try_from(text).map_err(|()| "not four bytes".into()),
		_ => Err("use aura (block seals) or gran (finality votes)".into()),
	}
}

impl KeyCmd {
	/// Runs the command; `cli` names the default base path.
	pub fn run<Cli: SubstrateCli>(&self, cli: &Cli) -> Result<()> {
		match self {
			Self::Generate(cmd) => cmd.run(),
			Self::Inspect(cmd) => cmd.run(),
			Self::Insert(cmd) => cmd.run::<Cli>(),
			Self::List(cmd) => cmd.run::<Cli>(),
			Self::GenerateNodeKey(cmd) => cmd.run(cli),
			Self::InspectNodeKey(cmd) => cmd.run(),
		}
	}
}

impl GenerateCmd {
	fn run(&self) -> Result<()> {
		let (pair, phrase) = AnyPair::generate(self.scheme.scheme, None);
		let phrase = Zeroizing::new(phrase);
		self.scheme.print(&pair, Some(&phrase));
		Ok(())
	}
}

impl GenerateNodeKeyCmd {
	/// The SDK does not export its command by itself, only among the classical ones.
	fn run<Cli: SubstrateCli>(&self, cli: &Cli) -> Result<()> {
		let mut words: Vec<std::ffi::OsString> =
			vec!["key".into(), "generate-node-key".into(), "--chain".into()];
		words.push(self.chain.clone().into());
		match &self.base_path {
			Some(path) => words.extend(["--base-path".into(), path.clone().into_os_string()]),
			None => words.push("--default-base-path".into()),
		}
		let command = KeySubcommand::augment_subcommands(clap::Command::new("key"));
		let matches = command.try_get_matches_from(words).map_err(input)?;
		KeySubcommand::from_arg_matches(&matches).map_err(input)?.run(cli)
	}
}

impl InspectCmd {
	fn run(&self) -> Result<()> {
		let pair = self.secret.pair(self.scheme.scheme)?;
		self.scheme.print(&pair, None);
		Ok(())
	}
}

impl InsertCmd {
	fn run<Cli: SubstrateCli>(&self) -> Result<()> {
		let suri = self.secret.read()?;
		let keystore = open::<Cli>(&self.shared, &self.keystore)?;
		let public = keystore.insert_suri(self.key_type, &suri).map_err(input)?;
		println!("0x{}", hex::encode(public.as_slice()));
		Ok(())
	}
}

impl ListCmd {
	fn run<Cli: SubstrateCli>(&self) -> Result<()> {
		let keys = open::<Cli>(&self.shared, &self.keystore)?.list();
		match self.output {
			Output::Text => {
				for (key_type, public) in keys {
					println!("{} 0x{}", type_name(key_type), hex::encode(public.as_slice()));
				}
			}
			Output::Json => {
				let keys: Vec<Value> = keys
					.into_iter()
					.map(|(key_type, public)| {
						json!({
							"keyType": type_name(key_type),
							"publicKey": format!("0x{}", hex::encode(public.as_slice())),
							"sessionKeySs58": public.to_ss58check(),
						})
					})
					.collect();
				println!("{:#}", Value::from(keys));
			}
		}
		Ok(())
	}
}

fn type_name(key_type: KeyTypeId) -> String {
	String::from_utf8_lossy(&key_type.0).into_owned()
}

/// The keystore of the node that would run with these parameters.
fn open<Cli: SubstrateCli>(
	shared: &SharedParams,
	params: &KeystoreParams,
) -> Result<FalconKeystore> {
	let chain = chain_spec::load(&shared.chain_id(shared.is_dev())).map_err(input)?;
	let base_path = shared
		.base_path()?
		.unwrap_or_else(|| sc_service::BasePath::from_project("", "", &Cli::executable_name()));
	let passphrase = keystore::passphrase(params)?;
	let directory = match &params.keystore_path {
		Some(path) => path.clone(),
		None => base_path.config_dir(chain.id()).join("keystore"),
	};
	FalconKeystore::open(directory, passphrase).map_err(input)
}

fn input(error: impl std::fmt::Display) -> sc_cli::Error {
	sc_cli::Error::Input(error.to_string())
}

impl SecretParams {
	fn pair(&self, scheme: Scheme) -> Result<AnyPair> {
		AnyPair::from_suri(scheme, &self.read()?, None).map_err(input)
	}

	/// The secret URI.
	fn read(&self) -> Result<Zeroizing<String>> {
		let text = match (&self.development, &self.secret_file) {
			(Some(uri), _) if uri.starts_with("//") => return Ok(Zeroizing::new(uri.clone())),
			(Some(_), _) => {
				return Err(input(
					"only a development key such as //Alice may stand on the command line: give other secrets by --secret-file FILE, or - for standard input",
				))
			},
			(None, Some(path)) if path.as_os_str() != "-" => {
				let file = fs::File::open(path)
					.map_err(|e| input(format!("cannot read the secret file {}: {e}", path.display())))?;
				let mode = file.metadata().map_err(input)?.permissions().mode();
				if mode & 0o077 != 0 {
					return Err(input(format!(
						"the secret file {} can be read by other users: run chmod 600 {0}",
						path.display()
					)));
				}
				let mut text = Zeroizing::new(String::new());
				file.take(MAX_SECRET_LEN).read_to_string(&mut text).map_err(|e| {
					input(format!("cannot read the secret file {}: {e}", path.display()))
				})?;
				text
			},
			(None, _) => {
				let stdin = io::stdin();
				if stdin.is_terminal() {
					eprint!("Secret URI: ");
				}
				let mut text = Zeroizing::new(String::new());
				stdin.lock().take(MAX_SECRET_LEN).read_line(&mut text).map_err(|e| {
					input(format!("cannot read the secret from standard input: {e}"))
				})?;
				text
			},
		};
		Ok(Zeroizing::new(text.trim().to_string()))
	}
}

impl SchemeParams {
	fn print(&self, pair: &AnyPair, phrase: Option<&str>) {
		let hex = |bytes: &[u8]| Zeroizing::new(format!("0x{}", hex::encode(bytes)));
		let mut fields = vec![("scheme", Zeroizing::new(pair.scheme().to_string()))];
		if let Some(phrase) = phrase {
			fields.push(("mnemonic", Zeroizing::new(phrase.to_string())));
		}
		fields.push(("accountId", hex(pair.account_id().as_ref())));
		fields.push(("ss58Address", Zeroizing::new(pair.account_id().to_ss58check())));
		fields.push(("publicKey", hex(&pair.public_bytes())));
		if let AnyPair::Falcon512(pair) = pair {
			use sp_core::Pair as _;
			fields.push(("sessionKeySs58", Zeroizing::new(pair.public().to_ss58check())));
		}
		if self.show_secret {
			fields.push(("seed", hex(pair.seed())));
			fields.push(("secretKey", hex(pair.secret_key())));
		}
		match self.output {
			Output::Text => {
				for (name, value) in fields {
					println!("{name}: {}", *value);
				}
			}
			Output::Json => {
				let object: serde_json::Map<String, Value> = fields
					.into_iter()
					.map(|(name, value)| (name.into(), value.to_string().into()))
					.collect();
				println!("{:#}", Value::Object(object));
			}
		}
	}
}
