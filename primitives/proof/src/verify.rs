// SPDX-License-Identifier: Apache-2.0

//! Verification of a bundle, without a node.

use crate::{
	content::Content, judge::judge, AuthoritySet, AuthoritySets, Bundle, Outcome, Proven, Report,
	Step, TrustError, Verdict,
};
use sp_core::H256;
use tonnetz_core::{receipt::ChainHead, AccountId, BlockNumber};

/// Verifies the text of a bundle with the authority sets of a trust file
/// ([`AuthoritySets::from_text`]), and compares the receipt's digest with that of a payload, if one
/// is given.
///
/// The digest is not given for a leaf of a batch: the caller compares the leaf's digest itself and
/// tells the report ([`Report::push`]), with the root of the batch that [`Report::proven`] has.
pub fn verify(
	bundle: &[u8],
	sets: &Result<AuthoritySets, TrustError>,
	payload: Option<H256>,
) -> Report {
	let mut report = Report::new();
	// A step that fails has said so in the report; the rest of them keep "not reached".
	if let Ok(proven) = prove(bundle, sets, &mut report) {
		judge(&proven, payload, &mut report);
		report.prove(proven);
	}
	report
}

/// The head of an issuer's chain in the state of a finalised block.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct IssuerHead {
	/// The hash of the chain's first block.
	pub genesis_hash: H256,
	/// Whose chain it is.
	pub issuer: AccountId,
	/// The head.
	pub head: ChainHead,
	/// The number of the block.
	pub block_number: BlockNumber,
	/// The hash of the block.
	pub block_hash: H256,
}

/// Verifies the head of the issuer's chain that a bundle has. That its receipt is revoked or
/// expired says nothing against it.
///
/// # Errors
/// The step that failed; [`Step::Receipt`] if the bundle has no head.
pub fn verify_head(
	bundle: &[u8],
	sets: &Result<AuthoritySets, TrustError>,
) -> Result<IssuerHead, Outcome> {
	let report = verify(bundle, sets, None);
	let Some(proven) = report.proven() else {
		return Err(report.failure().cloned().unwrap_or_else(no_head));
	};
	match (&proven.receipt.receipt, proven.head) {
		(Some(receipt), Some(head)) => Ok(IssuerHead {
			genesis_hash: proven.genesis_hash,
			issuer: receipt.issuer.clone(),
			head,
			block_number: proven.block_number,
			block_hash: proven.block_hash,
		}),
		_ => Err(no_head()),
	}
}

fn no_head() -> Outcome {
	Outcome {
		step: Step::Receipt,
		verdict: Verdict::Failed(
			"the bundle has no head of the issuer's chain: ask for it with --head".into(),
		),
	}
}

/// A step failed, and the report says why.
struct Stop;

/// Takes one step: what it found goes to the report.
fn step<T>(report: &mut Report, step: Step, found: Result<(T, String), String>) -> Result<T, Stop> {
	match found {
		Ok((value, detail)) => {
			report.set(step, Verdict::Passed(detail));
			Ok(value)
		}
		Err(reason) => {
			report.set(step, Verdict::Failed(reason));
			Err(Stop)
		}
	}
}

/// The steps on which everything else rests, up to the receipt.
fn prove(
	text: &[u8],
	sets: &Result<AuthoritySets, TrustError>,
	report: &mut Report,
) -> Result<Proven, Stop> {
	let content = step(report, Step::Bundle, Content::read(text))?;
	let bundle = &content.bundle;
	let sets = step(report, Step::Trust, same_chain(bundle, sets))?;
	let set = step(report, Step::AuthoritySet, known_set(bundle, sets))?;
	step(report, Step::Votes, content.votes(set))?;
	step(report, Step::Header, content.header())?;
	let state = step(report, Step::StorageProof, content.state())?;
	let suspension = step(report, Step::Receipt, content.receipt(&state))?;
	Ok(Proven {
		genesis_hash: sets.genesis_hash(),
		set_id: set.id,
		block_number: content.header.number,
		block_hash: content.hash,
		receipt: content.bundle.receipt,
		head: content.bundle.head,
		suspension,
	})
}

/// That the trust file holds and is of the bundle's chain.
fn same_chain<'a>(
	bundle: &Bundle,
	sets: &'a Result<AuthoritySets, TrustError>,
) -> Result<(&'a AuthoritySets, String), String> {
	let sets = sets.as_ref().map_err(ToString::to_string)?;
	let trusted = sets.genesis_hash();
	if bundle.genesis_hash != trusted {
		return Err(format!(
			"the bundle is of the chain {:?}, the trust file of {trusted:?}",
			bundle.genesis_hash,
		));
	}
	Ok((sets, format!("the chain is {trusted:?}")))
}

/// That the trust file knows the bundle's authority set.
fn known_set<'a>(
	bundle: &Bundle,
	sets: &'a AuthoritySets,
) -> Result<(&'a AuthoritySet, String), String> {
	let id = bundle.set_id;
	let set = sets.get(id).ok_or_else(|| {
		format!(
			"authority set {id} is unknown, the trust file knows sets 0 to {}: run `tonnetz receipt \
			 trust update`",
			sets.latest().id,
		)
	})?;
	Ok((set, format!("set {id} of {} authorities", set.voters.len())))
}
