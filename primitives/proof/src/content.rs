// SPDX-License-Identifier: Apache-2.0

//! What a bundle holds, and whether it is what the votes and the state say.

use crate::{justification, state, AuthoritySet, Bundle, Header, Justification};
use codec::DecodeAll;
use sp_core::H256;
use sp_runtime::traits::{BlakeTwo256, Hash};
use tonnetz_core::{
	operators::Suspension,
	receipt::{keys, Entry, Receipt, ReceiptInfo, Revocation},
	AccountId, BlockNumber,
};

/// A bundle with what its bytes decode to.
pub(crate) struct Content {
	pub bundle: Bundle,
	pub header: Header,
	/// The hash of the header's bytes as the bundle has them.
	pub hash: H256,
	justification: Justification,
}

/// When the issuer of a receipt was stopped, if it was.
pub(crate) type IssuerSuspension = Option<Suspension<AccountId, BlockNumber>>;

/// What the state holds of what the bundle shows.
pub(crate) struct State {
	entry: Option<Vec<u8>>,
	revocation: Option<Vec<u8>>,
	head: Option<Vec<u8>>,
	suspension: Option<Vec<u8>>,
}

impl Content {
	/// The bundle and what its bytes decode to, without a byte left over.
	pub(crate) fn read(text: &[u8]) -> Result<(Self, String), String> {
		let bundle = Bundle::from_text(text).map_err(|error| error.to_string())?;
		let header = Header::decode_all(&mut bundle.header.0.as_slice())
			.map_err(|error| format!("its header is malformed: {error}"))?;
		let justification = Justification::decode_all(&mut bundle.justification.0.as_slice())
			.map_err(|error| format!("its justification is malformed: {error}"))?;
		// Pruning leaves no issuer, and without one no key under which the state would have a head.
		if bundle.head.is_some() && bundle.receipt.receipt.is_none() {
			return Err("it has a head, but no issuer whose head it could be".into());
		}
		let hash = BlakeTwo256::hash(&bundle.header.0);
		let detail = format!("receipt {} in {} bytes", bundle.receipt.id, text.len());
		Ok((Self { bundle, header, hash, justification }, detail))
	}

	/// That the votes finalise the block that they name.
	pub(crate) fn votes(&self, set: &AuthoritySet) -> Result<((), String), String> {
		let tally = justification::check(&self.justification, set).map_err(|e| e.to_string())?;
		let block = self.justification.commit.target_number;
		let (weight, total, needed) = (tally.weight, tally.total, tally.needed);
		Ok(((), format!("{weight} of {total} finalise block {block}, {needed} are needed")))
	}

	/// That the header is that of the block that the votes name.
	pub(crate) fn header(&self) -> Result<((), String), String> {
		let commit = &self.justification.commit;
		let (hash, number) = (self.hash, self.header.number);
		if (hash, number) != (commit.target_hash, commit.target_number) {
			return Err(format!(
				"the header is of block {number}, {hash:?}; the votes finalise block {}, {:?}",
				commit.target_number, commit.target_hash,
			));
		}
		Ok(((), format!("block {number}, {hash:?}")))
	}

	/// What the state holds under the keys of what the bundle shows.
	pub(crate) fn state(&self) -> Result<(State, String), String> {
		let bundle = &self.bundle;
		let entry_key = keys::receipt(bundle.receipt.id);
		let revocation_key = keys::revocation(bundle.receipt.id);
		let issuer = bundle.receipt.receipt.as_ref().map(|receipt| &receipt.issuer);
		let head_key = bundle.head.and(issuer).map(keys::head);
		let suspension_key = issuer.map(keys::suspension);
		let [entry, revocation, head, suspension] = state::read(
			self.header.state_root,
			&bundle.proof,
			[
				Some(&entry_key),
				Some(&revocation_key),
				head_key.as_deref(),
				suspension_key.as_deref(),
			],
		)
		.map_err(|error| error.to_string())?;
		let detail = format!("{} nodes", bundle.proof.len());
		Ok((State { entry, revocation, head, suspension }, detail))
	}

	/// That the bundle shows what the state holds. Whether its issuer was stopped, the state alone tells.
	pub(crate) fn receipt(&self, state: &State) -> Result<(IssuerSuspension, String), String> {
		let Bundle { receipt: shown, head, .. } = &self.bundle;
		let id = shown.id;
		let entry: Entry<AccountId, BlockNumber> =
			decode(&state.entry, "receipt")?.ok_or_else(|| {
				format!("the state of block {} has no receipt {id}", self.header.number)
			})?;
		let revoked: Option<Revocation<BlockNumber>> = decode(&state.revocation, "revocation")?;
		let held = info(id, entry, revoked);
		if let Some(field) = difference(shown, &held) {
			return Err(format!("its {field} is not what the state holds"));
		}
		if *head != decode(&state.head, "head")? {
			return Err("the head of its issuer's chain is not what the state holds".into());
		}

		let suspension = decode(&state.suspension, "suspension")?;

		let detail = match &shown.receipt {
			Some(Receipt { issuer, sequence, at, time, .. }) => format!(
				"receipt {id}, number {sequence} of {issuer}, written by block {at} at {time} ms \
				 Unix time",
			),
			None => format!("receipt {id}, of which the link {:?} is left", shown.link),
		};
		Ok((suspension, detail))
	}
}

/// What the state holds under a key; `None` if there is nothing.
fn decode<T: DecodeAll>(value: &Option<Vec<u8>>, what: &str) -> Result<Option<T>, String> {
	value.as_ref().map(|bytes| T::decode_all(&mut bytes.as_slice())).transpose().map_err(|error| {
		format!(
			"the {what} in the state has a form that this program does not know ({error}): use a \
				 newer one"
		)
	})
}

/// A receipt as the chain answers it, from what its state holds.
fn info(
	id: u64,
	entry: Entry<AccountId, BlockNumber>,
	revoked: Option<Revocation<BlockNumber>>,
) -> ReceiptInfo<AccountId, BlockNumber> {
	let link = entry.link();
	match entry {
		Entry::Full { receipt, source, .. } => {
			ReceiptInfo { id, link, source, receipt: Some(receipt), revoked }
		}
		Entry::Pruned { source, .. } => ReceiptInfo { id, link, source, receipt: None, revoked },
	}
}

/// The first field in which the two differ.
fn difference(
	shown: &ReceiptInfo<AccountId, BlockNumber>,
	held: &ReceiptInfo<AccountId, BlockNumber>,
) -> Option<&'static str> {
	let ReceiptInfo { id, link, source, receipt, revoked } = shown;
	let body = match (receipt, &held.receipt) {
		(Some(shown), Some(held)) => body_difference(shown, held),
		(None, None) => None,
		_ => Some("body"),
	};
	[
		(*id != held.id, "number"),
		(*source != held.source, "source"),
		(*revoked != held.revoked, "revocation"),
	]
	.into_iter()
	.find_map(|(differs, field)| differs.then_some(field))
	.or(body)
	.or((*link != held.link).then_some("link"))
}

/// The first field of the receipt in which the two differ.
fn body_difference(
	shown: &Receipt<AccountId, BlockNumber>,
	held: &Receipt<AccountId, BlockNumber>,
) -> Option<&'static str> {
	// Taken apart, so that a field that is added cannot be forgotten here.
	let Receipt {
		issuer,
		sequence,
		kind,
		subject,
		digest,
		parent,
		batch,
		at,
		time,
		expires,
		uri,
		relayer,
	} = shown;
	[
		(*issuer != held.issuer, "issuer"),
		(*sequence != held.sequence, "sequence"),
		(*kind != held.kind, "kind"),
		(*subject != held.subject, "subject"),
		(*digest != held.digest, "digest"),
		(*parent != held.parent, "parent"),
		(*batch != held.batch, "batch"),
		(*at != held.at, "block"),
		(*time != held.time, "time"),
		(*expires != held.expires, "expiry"),
		(*uri != held.uri, "URI"),
		(*relayer != held.relayer, "relayer"),
	]
	.into_iter()
	.find_map(|(differs, field)| differs.then_some(field))
}
