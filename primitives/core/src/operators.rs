// SPDX-License-Identifier: Apache-2.0

//! Operators: their names, their eras, what queries answer about them, and what the pallet that keeps
//! them needs of others.

use crate::{
	cust::Text,
	receipt::ReceiptId,
	torus::Position,
	types::{Balance, BlockNumber},
	units::MINUTES,
};
use alloc::{format, string::String, vec::Vec};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use core::{net::Ipv6Addr, num::NonZeroU16};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};
use sp_core::{hexdisplay::HexDisplay, H256};
use sp_runtime::{DispatchError, DispatchResult, Weight};

/// The longest name of an operator, in bytes.
pub const MAX_NAME_LEN: u32 = 32;

/// The most operators that genesis names. Validators are among them.
pub const MAX_FOUNDERS: u32 = 128;

/// The longest endpoint of an operator, in bytes.
pub const MAX_ENDPOINT_LEN: u32 = 128;

/// The length of an era, in blocks: each operator gives one sign of life in each.
pub const ERA: BlockNumber = 10 * MINUTES;

/// The eras of a day.
pub const ERAS_PER_DAY: u32 = 144;

/// The days that uptime is counted over.
pub const UPTIME_DAYS: u32 = 365;

/// The most operators that one heartbeat reports on.
pub const MAX_OBSERVED: u32 = 64;

/// The number of an era: that of its first block divided by [`ERA`].
pub type EraIndex = u32;

/// The name of an operator, unique over the chain: see [`is_operator_name`].
pub type OperatorName = Text<MAX_NAME_LEN>;

/// Whether an operator may have this name: 1 to [`MAX_NAME_LEN`] bytes of `a-z 0-9 -`.
pub fn is_operator_name(name: &[u8]) -> bool {
	(1..=MAX_NAME_LEN as usize).contains(&name.len())
		&& name.iter().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-'))
}

/// The base URL at which an operator's health can be probed by `GET <endpoint>/health`: see
/// [`is_endpoint`].
pub type Endpoint = Text<MAX_ENDPOINT_LEN>;

/// Whether an operator may have this endpoint: at most [`MAX_ENDPOINT_LEN`] bytes of `http://` or
/// `https://`, a host name or address, and if need be a port and a path (RFC 3986) whose segments are
/// not empty. So it ends in no slash, and has neither user info nor query nor fragment.
///
/// The host may be anyone's, also one that only the prober's own network knows.
pub fn is_endpoint(url: &[u8]) -> bool {
	let rest = core::str::from_utf8(url)
		.ok()
		.filter(|url| url.len() <= MAX_ENDPOINT_LEN as usize)
		.and_then(|url| url.strip_prefix("https://").or_else(|| url.strip_prefix("http://")));
	rest.is_some_and(|rest| match rest.split_once('/') {
		None => is_authority(rest),
		Some((authority, path)) => is_authority(authority) && path.split('/').all(is_segment),
	})
}

fn is_authority(authority: &str) -> bool {
	// The colons of an IPv6 address are in brackets.
	let (host, port) = match authority.rsplit_once(':') {
		Some((host, port)) if !port.ends_with(']') => (host, Some(port)),
		_ => (authority, None),
	};
	let is_host = match host.strip_prefix('[').and_then(|host| host.strip_suffix(']')) {
		Some(address) => address.parse::<Ipv6Addr>().is_ok(),
		None => host.split('.').all(is_label),
	};
	// Parsing takes a sign as well.
	let is_port = |port: &str| !port.starts_with('+') && port.parse::<NonZeroU16>().is_ok();
	is_host && port.is_none_or(is_port)
}

fn is_label(label: &str) -> bool {
	!label.is_empty() && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

fn is_segment(segment: &str) -> bool {
	!segment.is_empty()
		&& segment
			.bytes()
			.all(|byte| byte.is_ascii_alphanumeric() || b"-._~%!$&'()*+,;=:@".contains(&byte))
}

/// The era that a block belongs to.
pub const fn era_of(block: BlockNumber) -> EraIndex {
	block / ERA
}

/// The day that an era belongs to, counted from genesis.
pub const fn day_of(era: EraIndex) -> u32 {
	era / ERAS_PER_DAY
}

/// How an operator wants to be paid. Append-only.
///
/// For a rail outside the chain, BLAKE2b-256 of 32 random bytes of salt and the detail: who settles
/// is shown both. No personal data is on chain, and none to be guessed from the digest.
#[derive(
	Clone,
	Copy,
	Debug,
	Decode,
	DecodeWithMemTracking,
	Deserialize,
	Encode,
	Eq,
	MaxEncodedLen,
	PartialEq,
	Serialize,
	TypeInfo,
)]
#[serde(rename_all = "camelCase")]
pub enum PayoutRail {
	/// In TNZ.
	#[codec(index = 0)]
	OnChain,
	/// By Interac.
	#[codec(index = 1)]
	Interac(H256),
	/// By Stripe.
	#[codec(index = 2)]
	Stripe(H256),
}

/// An operator is stopped.
#[derive(
	Clone,
	Copy,
	Debug,
	Decode,
	DecodeWithMemTracking,
	Deserialize,
	Encode,
	Eq,
	MaxEncodedLen,
	PartialEq,
	Serialize,
	TypeInfo,
)]
#[serde(rename_all = "camelCase")]
pub struct OperatorSuspension<BlockNumber> {
	/// The block that stopped it: what it attested later is doubtful.
	pub since: BlockNumber,
	/// The first block at which it is stopped no more; `None` if only a replacement of its account
	/// ends it.
	pub lapses: Option<BlockNumber>,
}

/// An account was stopped. It outlives the operator's record, so that what the account attests later can
/// be told from what it attested before.
#[derive(
	Clone,
	Debug,
	Decode,
	DecodeWithMemTracking,
	Deserialize,
	Encode,
	Eq,
	MaxEncodedLen,
	PartialEq,
	Serialize,
	TypeInfo,
)]
#[serde(rename_all = "camelCase")]
pub struct Suspension<AccountId, BlockNumber> {
	/// The block that stopped it: what it attested from then on is doubtful.
	pub since: BlockNumber,
	/// The first block at which it is stopped no more; `None` if it stays stopped.
	pub lapses: Option<BlockNumber>,
	/// The account under which the operator goes on.
	pub successor: Option<AccountId>,
}

impl<AccountId, BlockNumber: Copy + PartialOrd> Suspension<AccountId, BlockNumber> {
	/// Whether the account is stopped at a block.
	pub fn covers(&self, block: BlockNumber) -> bool {
		self.since <= block && self.lapses.is_none_or(|end| block < end)
	}
}

impl<AccountId, BlockNumber> From<Suspension<AccountId, BlockNumber>>
	for OperatorSuspension<BlockNumber>
{
	fn from(suspension: Suspension<AccountId, BlockNumber>) -> Self {
		Self { since: suspension.since, lapses: suspension.lapses }
	}
}

/// All that the chain knows of an operator but its uptime.
#[derive(
	Clone,
	Debug,
	Decode,
	DecodeWithMemTracking,
	Deserialize,
	Encode,
	Eq,
	PartialEq,
	Serialize,
	TypeInfo,
)]
#[serde(rename_all = "camelCase")]
pub struct OperatorInfo<AccountId, BlockNumber> {
	/// Its account.
	pub account: AccountId,
	/// The number of its registration, by which lists are ordered.
	pub number: u64,
	/// Its name.
	pub name: OperatorName,
	/// The block that registered it.
	pub joined: BlockNumber,
	/// Whether genesis registered it.
	pub founding: bool,
	/// Where it stands on the torus.
	pub position: Position,
	/// Who invited it.
	pub referrer: Option<AccountId>,
	/// How it wants to be paid.
	pub payout: PayoutRail,
	/// The account that can stop it and have its account replaced.
	pub recovery: Option<AccountId>,
	/// If it is stopped at this block.
	pub suspended: Option<OperatorSuspension<BlockNumber>>,
	/// Whether it is on the list of validators.
	pub validator: bool,
	/// What is held for its registration, in units of 10^-12 TNZ.
	pub deposit: Balance,
	/// Where its health can be probed, if it has said.
	pub endpoint: Option<Endpoint>,
}

/// A part of a list of operators.
#[derive(
	Clone,
	Debug,
	Decode,
	DecodeWithMemTracking,
	Deserialize,
	Encode,
	Eq,
	PartialEq,
	Serialize,
	TypeInfo,
)]
#[serde(rename_all = "camelCase")]
pub struct OperatorPage<AccountId, BlockNumber> {
	/// The operators from the position that was asked for.
	pub items: Vec<OperatorInfo<AccountId, BlockNumber>>,
	/// The `from` of the next query; `None` at the end.
	pub next: Option<u64>,
}

/// A part of a list of operators by their accounts alone.
#[derive(
	Clone,
	Debug,
	Decode,
	DecodeWithMemTracking,
	Deserialize,
	Encode,
	Eq,
	PartialEq,
	Serialize,
	TypeInfo,
)]
#[serde(rename_all = "camelCase")]
pub struct ObservedPage<AccountId> {
	/// Those among the operators looked at, which may be none although more follow.
	pub items: Vec<AccountId>,
	/// The `from` of the next query; `None` at the end.
	pub next: Option<u64>,
}

/// How an operator has been seen.
#[derive(
	Clone,
	Copy,
	Debug,
	Decode,
	DecodeWithMemTracking,
	Deserialize,
	Encode,
	Eq,
	PartialEq,
	Serialize,
	TypeInfo,
)]
#[serde(rename_all = "camelCase")]
pub struct UptimeInfo {
	/// The part of the eras of [`UPTIME_DAYS`] in which it was healthy, 0 to 100, rounded half up.
	pub score: u8,
	/// The eras in which it was healthy, of today and the days before, [`UPTIME_DAYS`] in all.
	pub healthy_eras: u32,
	/// The eras in which it was not, of the last [`ERAS_PER_DAY`] that are over.
	pub missed_of_last_day: u32,
	/// The era that is running.
	pub era: EraIndex,
	/// Whether it has sent its heartbeat in it.
	pub heartbeat: bool,
	/// Whether it has authored a block in it.
	pub authored: bool,
	/// How many observers have reported it up in it.
	pub up: u32,
	/// How many observers have reported it down in it.
	pub down: u32,
}

/// What the receipt states that opens the chain of receipts of an account which replaces another: its
/// digest is SHA-256 of this, canonical JSON (RFC 8785) without line breaks:
///
/// ```text
/// {"event":"accountReplaced","new":"0x...","old":"0x..."}
/// ```
pub fn replacement_payload<AccountId: Encode>(old: &AccountId, new: &AccountId) -> String {
	format!(
		r#"{{"event":"accountReplaced","new":"0x{}","old":"0x{}"}}"#,
		HexDisplay::from(&new.encode()),
		HexDisplay::from(&old.encode())
	)
}

/// What the receipt of a proven equivocation states: its digest is SHA-256 of this, canonical JSON
/// (RFC 8785) without line breaks. `kind` names the consensus engine and the offence, `slot` is SCALE of
/// its point in time as the engine has it: for GRANDPA set id and round, two `u64`.
///
/// ```text
/// {"event":"equivocation","kind":"0x...","offender":"0x...","session":1,"slot":"0x..."}
/// ```
pub fn equivocation_payload<AccountId: Encode>(
	offender: &AccountId,
	kind: &[u8; 16],
	session: u32,
	slot: &[u8],
) -> String {
	format!(
		r#"{{"event":"equivocation","kind":"0x{}","offender":"0x{}","session":{session},"slot":"0x{}"}}"#,
		HexDisplay::from(kind),
		HexDisplay::from(&offender.encode()),
		HexDisplay::from(&slot)
	)
}

/// The digest of a receipt with this payload: SHA-256.
pub fn payload_digest(payload: &str) -> H256 {
	H256(sp_io::hashing::sha2_256(payload.as_bytes()))
}

/// Redeems the invites that operators register with. Implemented by the referrals pallet.
///
/// `()` refuses every invite.
pub trait RedeemInvite<AccountId> {
	/// What the invitee brings.
	type Invite;

	/// Uses `invite` up and binds `invitee` to who made it, which is returned.
	fn redeem(invitee: &AccountId, invite: Self::Invite) -> Result<AccountId, DispatchError>;

	/// The weight of [`redeem`](Self::redeem).
	fn redeem_weight() -> Weight;
}

impl<AccountId> RedeemInvite<AccountId> for () {
	type Invite = ();

	fn redeem(_: &AccountId, (): ()) -> Result<AccountId, DispatchError> {
		Err(DispatchError::Unavailable)
	}

	fn redeem_weight() -> Weight {
		Weight::zero()
	}
}

/// Carries what pallets keep of an operator over to the account that replaces its own. Implemented by
/// tuples of the pallets that keep something.
pub trait ReplaceAccount<AccountId> {
	/// Moves everything of `old` to `new`, which has nothing yet.
	fn replace(old: &AccountId, new: &AccountId) -> DispatchResult;

	/// The weight of [`replace`](Self::replace).
	fn replace_weight() -> Weight;
}

#[impl_trait_for_tuples::impl_for_tuples(8)]
impl<AccountId> ReplaceAccount<AccountId> for Tuple {
	fn replace(old: &AccountId, new: &AccountId) -> DispatchResult {
		for_tuples!( #( Tuple::replace(old, new)?; )* );
		Ok(())
	}

	fn replace_weight() -> Weight {
		let mut weight = Weight::zero();
		for_tuples!( #( weight = weight.saturating_add(Tuple::replace_weight()); )* );
		weight
	}
}

/// Tells where the chain of receipts of an account ends. Implemented by `pallet-receipts`.
pub trait LastReceipt<AccountId> {
	/// The last receipt of `issuer`; `None` if it has none.
	fn last_receipt(issuer: &AccountId) -> Option<ReceiptId>;

	/// The weight of [`last_receipt`](Self::last_receipt).
	fn last_receipt_weight() -> Weight;
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn eras_divide_the_day() {
		assert_eq!(ERA * ERAS_PER_DAY, crate::units::DAYS);
		assert_eq!([199, 200, 399].map(era_of), [0, 1, 1]);
		assert_eq!([143, 144].map(day_of), [0, 1]);
	}

	#[test]
	fn names_are_of_lower_case_letters_digits_and_hyphens() {
		for good in ["a", "node-1", "0", "-", "abcdefghijklmnopqrstuvwxyz-01234"] {
			assert!(is_operator_name(good.as_bytes()), "{good}");
		}
		let long = "a".repeat(33);
		for bad in ["", "A", "a.b", "a b", "\u{e9}", long.as_str()] {
			assert!(!is_operator_name(bad.as_bytes()), "{bad}");
		}
	}

	#[test]
	fn endpoints_are_base_urls() {
		let longest = format!("https://a.b/{}", "c".repeat(116));
		for good in [
			"http://a",
			"https://node-1.example.org",
			"https://Example.org:8443/tonnetz/v1",
			"http://192.0.2.1:1",
			"http://[2001:db8::1]",
			"http://[::1]:65535/a%20b/@c",
			longest.as_str(),
		] {
			assert!(is_endpoint(good.as_bytes()), "{good}");
		}
		let long = format!("{longest}c");
		for bad in [
			"",
			"a.b",
			"http://",
			"http:///a",
			"ftp://a",
			"HTTP://a",
			"https:/a",
			"http://a/",
			"http://a//b",
			"http://a/b/",
			"http://:80",
			"http://a:",
			"http://a:0",
			"http://a:+8",
			"http://a:65536",
			"http://a:b",
			"http://a..b",
			"http://a.",
			"http://a_b",
			"http://u@a",
			"http://u:p@a",
			"http://a?b",
			"http://a/b?c",
			"http://a/b#c",
			"http://a b",
			"http://a/b c",
			"http://a/\n",
			"http://a\\b",
			"http://\u{e9}",
			"http://[]",
			"http://[::1",
			"http://::1",
			"http://[1.2.3.4]",
			long.as_str(),
		] {
			assert!(!is_endpoint(bad.as_bytes()), "{bad}");
		}
		assert!(!is_endpoint(b"http://a/\xff"));
	}

	#[test]
	fn payloads_are_canonical_json() {
		assert_eq!(
			replacement_payload(&1u8, &2u8),
			r#"{"event":"accountReplaced","new":"0x02","old":"0x01"}"#
		);
		assert_eq!(
			equivocation_payload(&1u8, b"grandpa:equivoca", 7, &[2, 0]),
			concat!(
				r#"{"event":"equivocation","kind":"0x6772616e6470613a65717569766f6361","#,
				r#""offender":"0x01","session":7,"slot":"0x0200"}"#
			)
		);
	}

	#[test]
	fn unit_redeems_and_replaces_nothing() {
		assert_eq!(<() as RedeemInvite<u64>>::redeem(&1, ()), Err(DispatchError::Unavailable));
		assert_eq!(<() as ReplaceAccount<u64>>::replace(&1, &2), Ok(()));
	}
}
