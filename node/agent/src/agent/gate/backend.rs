// SPDX-License-Identifier: Apache-2.0

//! Submits the commands that the gate lets through.

use super::{
	nonces::Nonces,
	note::{self, Note},
};
use crate::{
	agent::{
		link::{Head, Link},
		metrics::Metrics,
		operational::now,
		outbox::Outbox,
		recorder::Recorder,
		sender::{send, settle, SendError},
		vault::{Role, Vault},
	},
	chain::{Chain, Included},
	cust::{
		reads::{Which, MAX_COMMANDS},
		submit::{judged, Judged, Submit as Arguments},
		PALLET,
	},
	error::Error,
	output::hex,
	receipt::reads::params,
};
use serde_json::json;
use sp_core::{crypto::AccountId32, H256};
use std::{
	collections::BTreeMap,
	sync::{Arc, Mutex, PoisonError},
	time::Duration,
};
use subxt::utils::Static;
use tokio::time::timeout;
use tonnetz_core::{
	cust::{CommandId, CommandInfo, Reason, State, Verdict},
	units::MINUTES,
	BlockNumber, Moment,
};
use tonnetz_gate::{Answer, Block, Known, Submission, Submit, SubmitError};

/// How often a command whose nonce somebody else used is submitted anew.
const RETRIES: usize = 3;

/// For how many blocks a command can be claimed after its approvals were due, and the expiry of one
/// that no policy bounds.
const TO_CLAIM: BlockNumber = 10 * MINUTES;

/// The most pages of a target's history that are searched for one command.
const MAX_PAGES: usize = 1_000;

/// How far the clocks of validators may be behind that of this machine, in milliseconds.
const SLACK: Moment = 5 * 60 * 1_000;

type Info = CommandInfo<AccountId32, BlockNumber>;

/// The commands of one planner for one target.
type Line = (AccountId32, String);

/// The gate's way to the chain.
pub struct Backend {
	/// The gate's key.
	pub vault: Arc<Vault>,
	/// The node.
	pub link: Arc<Link>,
	/// Notes of what was sent.
	pub outbox: Outbox,
	/// The operational log.
	pub recorder: Arc<Recorder>,
	/// What is counted.
	pub metrics: Arc<Metrics>,
	/// The nonces of what is under way.
	pub nonces: Nonces<Line>,
	/// Of each target, the number of a command than which the next is not lower.
	pub floors: Mutex<BTreeMap<String, CommandId>>,
}

/// What a search found.
enum Found {
	Command(Box<Info>),
	/// It is not there and can never be.
	Nothing,
	/// It is not there yet.
	Unclear,
}

impl Submit for Backend {
	async fn submit(&self, submission: Submission) -> Result<Answer, SubmitError> {
		let mut outcome = self.attempt(&submission).await;
		for _ in 0..RETRIES {
			match outcome {
				Ok(Answer { verdict: Verdict::Refused(Reason::WrongNonce), .. }) => {
					outcome = self.attempt(&submission).await;
				}
				_ => break,
			}
		}
		if let Ok(answer) = &outcome {
			self.judged(&submission, answer);
		}
		outcome
	}

	async fn known(&self, submission: &Submission, since: Moment) -> Known {
		let name = note::name(submission);
		let Ok(note) = self.outbox.get::<Note>(&name) else { return Known::Unclear };
		if let Some(Note { settled: true, id, .. }) = note {
			return Known::Submitted(id);
		}
		let Some(head) = self.link.head() else { return Known::Unclear };
		match self.look(submission, note.as_ref(), since, &head).await {
			Ok(Found::Command(info)) => Known::Submitted(Some(info.id)),
			Ok(Found::Nothing) if self.outbox.remove(&name).is_ok() => Known::Absent,
			_ => Known::Unclear,
		}
	}
}

impl Backend {
	async fn attempt(&self, submission: &Submission) -> Result<Answer, SubmitError> {
		let pair = self.vault.key(Role::Gate).ok_or(SubmitError::Locked)?;
		let head = self.link.head().ok_or_else(|| {
			SubmitError::NotSubmitted(format!("there is no connection to {}", self.link.url()))
		})?;
		let Head { chain, block } = &head;
		let line = (submission.planner.clone(), target(submission));
		let mut turn = self.nonces.turn(&line, chain.patience()).await.ok_or_else(|| {
			SubmitError::NotSubmitted("other commands of the planner are under way".to_owned())
		})?;
		let not_submitted = |error: Error| SubmitError::NotSubmitted(error.to_string());
		let nonce = match turn.next(&line) {
			Some(nonce) => nonce,
			None => chain.next_nonce(&line.1, &submission.planner).await.map_err(not_submitted)?,
		};
		let expires_at = expiry(chain, &line.1, block.hash).await.map_err(not_submitted)?;
		let command = Static(submission.command.clone());
		let call = subxt::dynamic::tx(PALLET, "submit", Arguments { command, nonce, expires_at });
		let note = |sent| Note {
			sent,
			digest: submission.digest,
			nonce,
			from: self.floor(&line.1),
			at: now(),
			settled: false,
			id: None,
		};
		let name = note::name(submission);
		let sent =
			send(chain, (&submission.planner, &pair), &call, &self.outbox, &name, note).await;
		if let Err(SendError::NotSent(error)) = sent {
			return Err(match error {
				Error::Refused(reason) => SubmitError::Refused(reason),
				error => not_submitted(error),
			});
		}
		turn.sent(line.clone(), nonce);
		drop(turn);
		let settled = match sent {
			Ok(pooled) => settle(chain, pooled).await,
			Err(error) => Err(error),
		};
		let outcome = match settled {
			Ok(included) => self.answer(chain, &name, &included),
			Err(SendError::NotSent(error) | SendError::Failed(error)) => {
				let reason = error.to_string();
				Err(match self.outbox.remove(&name) {
					Ok(()) => SubmitError::Refused(reason),
					Err(error) => unknown(error),
				})
			}
			Err(SendError::Unknown(error)) => {
				tracing::warn!("a command of the gate: {error}; looking for it on the chain");
				self.resolve(submission, &name, chain.patience()).await
			}
		};
		self.nonces.end(&line, used_nonce(&outcome)).await;
		outcome
	}

	/// What the events of a submission say.
	fn answer(
		&self,
		chain: &Chain,
		name: &str,
		included: &Included,
	) -> Result<Answer, SubmitError> {
		let Judged { id, verdict, receipt } =
			judged(included).map_err(|reason| unknown(chain.mismatch(reason)))?;
		self.settled(name, id)?;
		let number = BlockNumber::try_from(included.block_number)
			.map_err(|error| unknown(chain.mismatch(error)))?;
		Ok(Answer { id, verdict, receipt, block: Block { number, hash: included.block_hash } })
	}

	/// Notes that a submission is final.
	fn settled(&self, name: &str, id: Option<CommandId>) -> Result<(), SubmitError> {
		let note = self.outbox.get::<Note>(name).map_err(unknown)?;
		let note = note.map(|note| Note { settled: true, id, ..note });
		note.map_or(Ok(()), |note| self.outbox.put(name, &note)).map_err(unknown)
	}

	/// Waits until a submission of which the connection told no end is found on the chain, or can be
	/// found no more.
	async fn resolve(
		&self,
		submission: &Submission,
		name: &str,
		limit: Duration,
	) -> Result<Answer, SubmitError> {
		let note = self.outbox.get::<Note>(name).map_err(unknown)?;
		let looking = async {
			let mut heads = self.link.heads();
			loop {
				let head = heads.borrow_and_update().clone();
				if let Some(head) = head {
					match self.look(submission, note.as_ref(), 0, &head).await {
						Ok(Found::Unclear) => {}
						Ok(Found::Nothing) => {
							self.outbox.remove(name).map_err(unknown)?;
							return Err(SubmitError::NotSubmitted(
								"no block took the transaction in time".to_owned(),
							));
						}
						Ok(Found::Command(info)) => {
							self.settled(name, Some(info.id))?;
							return answer_of(&head.chain, &info).await.map_err(unknown);
						}
						Err(error) => tracing::warn!("looking for a command: {error}"),
					}
				}
				if heads.changed().await.is_err() {
					return Err(SubmitError::Unknown("the agent stops".to_owned()));
				}
			}
		};
		let late = || SubmitError::Unknown("the chain was not final in time".to_owned());
		timeout(limit, looking).await.unwrap_or_else(|_| Err(late()))
	}

	/// Looks for a submission in finalised state. Without a note nothing was sent, but for what was
	/// final long ago.
	async fn look(
		&self,
		submission: &Submission,
		note: Option<&Note>,
		since: Moment,
		head: &Head,
	) -> Result<Found, Error> {
		let target = target(submission);
		let is_it = |info: &Info| {
			info.digest == submission.digest
				&& info.planner == submission.planner
				&& note.map_or(info.time >= since.saturating_sub(SLACK), |note| {
					info.nonce == note.nonce
				})
		};
		let mut from = note.map_or(0, |note| note.from);
		for _ in 0..MAX_PAGES {
			let page = head
				.chain
				.commands(Which::History, &target, from, MAX_COMMANDS, head.block.hash)
				.await?;
			if let Some(info) = page.items.into_iter().find(is_it) {
				return Ok(Found::Command(Box::new(info)));
			}
			match page.next {
				Some(next) => from = next,
				None => {
					let void = note.is_none_or(|note| head.block.number >= note.sent.void_at);
					return Ok(if void { Found::Nothing } else { Found::Unclear });
				}
			}
		}
		Ok(Found::Unclear)
	}

	fn floor(&self, target: &str) -> CommandId {
		let floors = self.floors.lock().unwrap_or_else(PoisonError::into_inner);
		floors.get(target).copied().unwrap_or_default()
	}

	/// Counts and logs a verdict.
	fn judged(&self, submission: &Submission, answer: &Answer) {
		let Answer { id, verdict, receipt, block } = answer;
		if let Some(id) = *id {
			let mut floors = self.floors.lock().unwrap_or_else(PoisonError::into_inner);
			let floor = floors.entry(target(submission)).or_default();
			*floor = id.max(*floor);
		}
		self.metrics.verdict(match verdict {
			Verdict::Approved => "approved",
			Verdict::NeedsApproval(_) => "needs_approval",
			Verdict::Refused(_) => "refused",
		});
		self.recorder.record(
			json!({
				"kind": "gate_request",
				"planner": submission.planner,
				"target": target(submission),
				"digest": submission.digest,
			}),
			Some(json!({ "kind": "cust.submit", "block": block.number, "hash": hex(block.hash) })),
			json!({ "id": id, "verdict": verdict, "receipt": receipt }),
		);
	}
}

fn target(submission: &Submission) -> String {
	submission.command.target.to_lossy().into_owned()
}

fn unknown(error: Error) -> SubmitError {
	SubmitError::Unknown(error.to_string())
}

/// Whether the chain has used up the nonce, so that those behind it are right.
fn used_nonce(outcome: &Result<Answer, SubmitError>) -> bool {
	const BEFORE_NONCE: [Reason; 4] =
		[Reason::UnknownTarget, Reason::NoPolicy, Reason::PlannerNotListed, Reason::WrongNonce];
	match outcome {
		Ok(Answer { verdict: Verdict::Refused(reason), .. }) => !BEFORE_NONCE.contains(reason),
		Ok(_) => true,
		Err(_) => false,
	}
}

/// As long as the policy lets a command live, up to its approvals and some time to claim it.
async fn expiry(chain: &Chain, target: &str, at: H256) -> Result<BlockNumber, Error> {
	let policy = chain.policy(target, at).await?;
	let blocks = policy.map_or(TO_CLAIM, |policy| {
		policy.time_to_live.min(policy.approval_timeout.saturating_add(TO_CLAIM))
	});
	Ok(chain.best_number().await?.saturating_add(blocks))
}

/// The answer for a command that was found in the state: its verdict as far as it can still be told.
async fn answer_of(chain: &Chain, info: &Info) -> Result<Answer, Error> {
	let hash = chain.request("chain_getBlockHash", params(&(info.submitted,))?).await?;
	Ok(Answer {
		id: Some(info.id),
		verdict: match info.state {
			State::Refused { reason, .. } => Verdict::Refused(reason),
			_ if info.approvals_needed > 0 => Verdict::NeedsApproval(info.approvals_needed),
			_ => Verdict::Approved,
		},
		receipt: Some(info.receipt),
		block: Block { number: info.submitted, hash },
	})
}
