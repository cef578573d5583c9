// SPDX-License-Identifier: Apache-2.0

//! `tonnetz operator set-payout`, and how an operator says how it wants to be paid.
//!
//! Of a rail outside the chain the chain gets BLAKE2b-256 of 32 random bytes, the salt, and the detail.
//! Who settles is shown both, by the operator; nobody can guess the detail from the digest.

use super::PALLET;
use crate::{
	call::Caller,
	cust::write::WriteArgs,
	error::{Error, Exit},
	file,
	key::{self, source},
	output::{unhex, Output},
};
use clap::{Args, ValueEnum};
use sp_core::{Blake2Hasher, Hasher, H256};
use std::{
	fs::File,
	io::Read,
	path::{Path, PathBuf},
};
use subxt::{ext::scale_encode::EncodeAsType, utils::Static};
use tonnetz_core::operators::PayoutRail;
use zeroize::Zeroizing;

/// The largest detail, in bytes: an e-mail address or the number of an account.
const MAX_DETAIL: u64 = 4096;

/// The kernel's random numbers.
const RANDOM: &str = "/dev/urandom";

/// How to be paid.
#[derive(Args, Debug)]
pub struct PayoutArgs {
	/// The rail to be paid by
	#[arg(long, value_enum, default_value_t = Rail::OnChain)]
	payout: Rail,

	/// The file with what the rail pays to; not for on-chain. The chain gets a salted digest alone
	#[arg(long, value_name = "FILE", requires = "salt_file")]
	payout_detail: Option<PathBuf>,

	/// The file of the salt, made with mode 0600 unless it is there: show it and the detail to who
	/// settles, and to nobody else
	#[arg(long, value_name = "FILE", requires = "payout_detail")]
	salt_file: Option<PathBuf>,
}

/// What pays.
#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
enum Rail {
	/// In TNZ
	OnChain,
	/// By Interac
	Interac,
	/// By Stripe
	Stripe,
}

/// `tonnetz operator set-payout`
#[derive(Args, Debug)]
pub struct SetPayoutArgs {
	#[command(flatten)]
	payout: PayoutArgs,

	#[command(flatten)]
	write: WriteArgs,
}

/// The argument of the call, by name.
#[derive(EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
struct SetPayout {
	// Its encoding is wire format.
	payout: Static<PayoutRail>,
}

impl PayoutArgs {
	/// The rail as the chain has it. Makes the salt if need be.
	pub fn rail(&self) -> Result<PayoutRail, Error> {
		match (self.payout, &self.payout_detail, &self.salt_file) {
			(Rail::OnChain, None, None) => Ok(PayoutRail::OnChain),
			(Rail::OnChain, ..) => Err(Error::Usage(
				"--payout on-chain pays to the operator's account: leave --payout-detail and \
				 --salt-file out"
					.to_owned(),
			)),
			(rail, Some(detail), Some(salt)) => {
				let detail = Zeroizing::new(file::read(detail, MAX_DETAIL)?);
				let digest = digest(&*read_or_make(salt)?, &detail);
				Ok(match rail {
					Rail::Stripe => PayoutRail::Stripe(digest),
					Rail::Interac | Rail::OnChain => PayoutRail::Interac(digest),
				})
			}
			_ => Err(Error::Usage(
				"this rail needs --payout-detail FILE and --salt-file FILE".to_owned(),
			)),
		}
	}
}

/// Runs the command.
pub async fn run(args: SetPayoutArgs, output: Output) -> Result<Exit, Error> {
	let payout = args.payout.rail()?;
	let caller = Caller::new(&args.write, None).await?;
	let made = caller.call(PALLET, "set_payout", SetPayout { payout: Static(payout) }).await?;
	output.result(&made.done("set").fact("payout", describe(&payout)))?;
	Ok(Exit::Success)
}

/// A rail in words.
pub fn describe(rail: &PayoutRail) -> String {
	match rail {
		PayoutRail::OnChain => "on-chain".to_owned(),
		PayoutRail::Interac(digest) => format!("interac {digest:?}"),
		PayoutRail::Stripe(digest) => format!("stripe {digest:?}"),
	}
}

fn digest(salt: &[u8; 32], detail: &[u8]) -> H256 {
	Blake2Hasher::hash(&Zeroizing::new([&salt[..], detail].concat()))
}

/// The salt in a file, which is made if it is not there.
fn read_or_make(path: &Path) -> Result<Zeroizing<[u8; 32]>, Error> {
	if !path.exists() {
		let mut salt = Zeroizing::new([0; 32]);
		File::open(RANDOM)
			.and_then(|mut random| random.read_exact(&mut *salt))
			.map_err(|reason| Error::Read { path: RANDOM.into(), reason })?;
		key::store(path, &Zeroizing::new(hex::encode(salt.as_slice())))?;
		return Ok(salt);
	}
	let text = source::from_file(path)?;
	let bytes = unhex(&text).ok().map(Zeroizing::new);
	let salt = bytes.and_then(|bytes| <[u8; 32]>::try_from(bytes.as_slice()).ok());
	salt.map(Zeroizing::new).ok_or_else(|| Error::Malformed {
		path: path.to_owned(),
		reason: "a salt is 32 bytes in hexadecimal: name a new file to have one made".to_owned(),
	})
}

#[cfg(test)]
mod tests {
	use super::*;
	use std::fs;

	fn args(payout: Rail, files: Option<(&Path, &Path)>) -> PayoutArgs {
		PayoutArgs {
			payout,
			payout_detail: files.map(|(detail, _)| detail.to_owned()),
			salt_file: files.map(|(_, salt)| salt.to_owned()),
		}
	}

	#[test]
	fn a_salt_is_made_once() {
		let dir = tempfile::tempdir().unwrap();
		let (detail, salt) = (dir.path().join("detail"), dir.path().join("salt"));
		fs::write(&detail, "pay@example.org").unwrap();
		let interac = args(Rail::Interac, Some((&detail, &salt)));
		let first = interac.rail().unwrap();
		assert_eq!(interac.rail().unwrap(), first);
		let kept =
			<[u8; 32]>::try_from(hex::decode(fs::read_to_string(&salt).unwrap().trim()).unwrap());
		let expected = Blake2Hasher::hash(&[&kept.unwrap()[..], b"pay@example.org"].concat());
		assert_eq!(first, PayoutRail::Interac(expected));
		fs::remove_file(&salt).unwrap();
		assert_ne!(interac.rail().unwrap(), first, "another salt, another digest");
		let stripe = args(Rail::Stripe, Some((&detail, &salt))).rail().unwrap();
		assert!(matches!(stripe, PayoutRail::Stripe(_)));
	}

	#[test]
	fn a_rail_has_what_it_needs_and_nothing_else() {
		let dir = tempfile::tempdir().unwrap();
		let (detail, salt) = (dir.path().join("detail"), dir.path().join("salt"));
		assert_eq!(args(Rail::OnChain, None).rail().unwrap(), PayoutRail::OnChain);
		assert!(matches!(args(Rail::Stripe, None).rail(), Err(Error::Usage(_))));
		let both = args(Rail::OnChain, Some((&detail, &salt))).rail();
		assert!(matches!(both, Err(Error::Usage(_))));
		assert!(matches!(
			args(Rail::Stripe, Some((&detail, &salt))).rail(),
			Err(Error::Read { .. })
		));
		assert!(!salt.exists(), "no salt for nothing");
		fs::write(&detail, "").unwrap();
		key::store(&salt, "abc").unwrap();
		let malformed = args(Rail::Stripe, Some((&detail, &salt))).rail();
		assert!(matches!(malformed, Err(Error::Malformed { .. })));
	}
}
