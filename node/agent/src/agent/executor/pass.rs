// SPDX-License-Identifier: Apache-2.0

//! What a finalised block asks of the executor.

use super::{Executor, Info, Policy};
use crate::{
	agent::link::Head,
	cust::reads::{Which, MAX_COMMANDS},
	error::Error,
};
use serde_json::json;
use tonnetz_core::{cust::State, units::MINUTES, BlockNumber};
use tonnetz_executor::{Left, Next};

/// The least lease that is worth a claim: until the claim and the report are final some 8 blocks pass.
const LEAST_LEASE: BlockNumber = MINUTES / 2;

impl Executor {
	/// Goes on with what was begun, then claims the next command and carries it out.
	pub(super) async fn pass(&self, target: &str, head: &Head) -> Result<(), Error> {
		for left in self.local.left() {
			if self.is_for(target, &left) {
				self.resume(&left, head).await?;
			}
		}
		if !self.vault.is_unlocked() {
			return Ok(());
		}
		let Some(policy) = head.chain.policy(target, head.block.hash).await? else {
			return Ok(());
		};
		if !policy.executors.contains(&self.account) {
			return Ok(());
		}
		// The lowest number first, and no more than one a pass: the state may have changed by then.
		let mut from = 0;
		loop {
			let page = head
				.chain
				.commands(Which::Open, target, from, MAX_COMMANDS, head.block.hash)
				.await?;
			for info in page.items {
				if self.is_to_be_claimed(&info, &policy, head)? {
					let Ok(_place) = self.places.try_acquire() else { return Ok(()) };
					if let Some(head) = self.claim(&info, head).await? {
						self.run_claimed(&info, &head).await?;
					}
					return Ok(());
				}
			}
			match page.next {
				Some(next) => from = next,
				None => return Ok(()),
			}
		}
	}

	/// The first target looks after what was begun for targets that are not configured any more.
	fn is_for(&self, target: &str, left: &Left) -> bool {
		left.target == target
			|| (self.targets.first().is_some_and(|first| first == target)
				&& !self.targets.contains(&left.target))
	}

	/// Goes on with a command of the journal.
	async fn resume(&self, left: &Left, head: &Head) -> Result<(), Error> {
		let info = head.chain.command(left.id, head.block.hash).await?;
		let Some(info) = info.filter(|info| info.digest == left.digest) else {
			// Its number is not dealt out yet in this state, it is pruned, or it is another.
			if self.is_news(left.id) {
				tracing::warn!("command {}: the chain does not know it as it was begun", left.id);
			}
			return Ok(());
		};
		let claimed_at = match &info.state {
			State::Claimed { executor, at, .. } if *executor == self.account => Some(*at),
			_ => None,
		};
		let by_other = matches!(info.state, State::Claimed { .. }) && claimed_at.is_none();
		match (left.next, claimed_at) {
			(Next::Report { outcome, evidence, log, .. }, Some(_)) => {
				self.complete(left.id, (outcome, evidence, log), head).await
			}
			(Next::Report { .. }, None) if info.state.closed().is_some() => {
				self.closed(left.id, info.state.name())
			}
			(Next::Run, Some(at)) if !self.has_claimed(left.id, at, head).await? => {
				self.abandon(&info, "it was claimed with this account, but not by this agent")
			}
			(Next::Run, Some(_)) => {
				let Ok(_place) = self.places.try_acquire() else { return Ok(()) };
				self.run_claimed(&info, head).await
			}
			(Next::Run, None) if by_other || info.state.closed().is_some() => {
				self.journal(self.local.abandoned(left.id))?;
				tracing::info!("command {}: {}, without this executor", left.id, info.state.name());
				self.forget(left.id)
			}
			// It is being run; its claim is under way, or did not come about and is made again below; or
			// the node has not caught up yet.
			(Next::Wait | Next::Run | Next::Report { .. }, _) => Ok(()),
		}
	}

	/// Whether a command is approved, and one that this executor can carry out.
	fn is_to_be_claimed(&self, info: &Info, policy: &Policy, head: &Head) -> Result<bool, Error> {
		if let State::Claimed { executor, .. } = &info.state {
			let known = self.local.left().iter().any(|left| left.id == info.id);
			if *executor == self.account && !known && self.is_news(info.id) {
				self.leave(info, "it was claimed with this account, but not by this agent");
			}
		}
		if !matches!(info.state, State::Approved { .. }) || self.is_claiming(info.id, head)? {
			return Ok(false);
		}
		let obstacle = match self.local.check(&info.command) {
			Err(fault) => Some(fault.to_string()),
			Ok(()) if policy.max_runtime < LEAST_LEASE => Some(format!(
				"the policy's max_runtime of {} blocks is too short to report in time",
				policy.max_runtime
			)),
			Ok(()) => None,
		};
		if let Some(obstacle) = &obstacle {
			if self.is_news(info.id) {
				self.leave(info, obstacle);
			}
		}
		Ok(obstacle.is_none())
	}

	/// Says why a command is left alone.
	fn leave(&self, info: &Info, why: &str) {
		tracing::warn!("command {}: {why}", info.id);
		self.metrics.command("left");
		self.recorder.record(
			json!({
				"kind": "command_open",
				"id": info.id,
				"target": info.command.target,
				"digest": info.digest,
				"state": info.state.name(),
			}),
			None,
			json!({ "kind": "refused", "message": why }),
		);
	}
}
