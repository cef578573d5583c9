// SPDX-License-Identifier: Apache-2.0

//! What is to be said of a receipt that is proved.

use crate::{Proven, Report, Step, Verdict};
use sp_core::H256;
use tonnetz_core::{
	receipt::{Receipt, ReceiptInfo, Revocation},
	AccountId, BlockNumber,
};

/// Takes the steps after [`Step::Receipt`], all of them: none rests on another.
pub(crate) fn judge(proven: &Proven, payload: Option<H256>, report: &mut Report) {
	let Proven { block_number: block, receipt: ReceiptInfo { receipt, revoked, .. }, .. } = proven;
	let receipt = receipt.as_ref();

	report.set(Step::Body, body(receipt));
	report.set(Step::Payload, payload_verdict(receipt, payload));
	report.set(Step::Leaf, leaf(receipt));
	report.set(Step::Revocation, revocation(revoked.as_ref(), *block));
	report.set(Step::Expiry, expiry(receipt, *block));
	report.set(Step::Suspension, suspension(proven));
}

const PRUNED: &str = "the body of the receipt is pruned";

fn body(receipt: Option<&Receipt<AccountId, BlockNumber>>) -> Verdict {
	match receipt {
		Some(_) => Verdict::Passed("the whole receipt is there".into()),
		None => Verdict::Failed("link only: the body of the receipt is pruned".into()),
	}
}

fn payload_verdict(
	receipt: Option<&Receipt<AccountId, BlockNumber>>,
	payload: Option<H256>,
) -> Verdict {
	let Some(receipt) = receipt else { return Verdict::Skipped(PRUNED.into()) };
	match payload {
		None => Verdict::Skipped("no payload was given".into()),
		Some(digest) if digest == receipt.digest => {
			Verdict::Passed(format!("its SHA-256 is {digest:?}"))
		}
		Some(digest) if receipt.batch.is_some() => Verdict::Failed(format!(
			"its SHA-256 is {digest:?}, and the receipt is of a batch: give the proof of its leaf, too",
		)),
		Some(digest) => Verdict::Failed(format!(
			"its SHA-256 is {digest:?}, the receipt is of {:?}",
			receipt.digest,
		)),
	}
}

fn leaf(receipt: Option<&Receipt<AccountId, BlockNumber>>) -> Verdict {
	Verdict::Skipped(match receipt {
		None => PRUNED.into(),
		Some(Receipt { batch: None, .. }) => "the receipt is of one payload, not of a batch".into(),
		Some(_) => "no proof of a leaf was given".into(),
	})
}

fn revocation(revoked: Option<&Revocation<BlockNumber>>, block: BlockNumber) -> Verdict {
	match revoked {
		None => Verdict::Passed(format!("not revoked up to block {block}")),
		Some(Revocation { at, time, reason }) => Verdict::Failed(format!(
			// The reason is a stranger's text: it must not reach a terminal as it is.
			"revoked by block {at} at {time} ms Unix time: {:?}",
			String::from_utf8_lossy(reason),
		)),
	}
}

fn expiry(receipt: Option<&Receipt<AccountId, BlockNumber>>, block: BlockNumber) -> Verdict {
	match receipt.map(|receipt| receipt.expires) {
		None => Verdict::Skipped(PRUNED.into()),
		Some(None) => Verdict::Passed("does not expire".into()),
		Some(Some(expires)) if block >= expires => {
			Verdict::Failed(format!("expired at block {expires}, and this is block {block}"))
		}
		Some(Some(expires)) => {
			Verdict::Passed(format!("expires at block {expires}, and this is block {block}"))
		}
	}
}

fn suspension(proven: &Proven) -> Verdict {
	let Some(receipt) = &proven.receipt.receipt else { return Verdict::Skipped(PRUNED.into()) };
	let Some(suspension) = &proven.suspension else {
		let block = proven.block_number;
		return Verdict::Passed(format!("its issuer was not stopped up to block {block}"));
	};
	let lapsed = suspension.lapses.map(|end| format!(" up to block {end}")).unwrap_or_default();
	let successor = suspension
		.successor
		.as_ref()
		.map(|account| format!("; the operator goes on as {account}"))
		.unwrap_or_default();
	let (since, at) = (suspension.since, receipt.at);
	let detail = format!(
		"its issuer was stopped from block {since}{lapsed}, this was written by block {at}{successor}"
	);
	match proven.written_while() {
		Some(_) => Verdict::Failed(detail),
		None => Verdict::Passed(detail),
	}
}
