// SPDX-License-Identifier: Apache-2.0

//! An independent model of targets and commands. What it knows it knows from events and from what
//! was asked, never from the state of the pallet.

use super::{steps::Step, *};
use std::collections::{BTreeMap, BTreeSet};
use tonnetz_core::cust::ModelStanding;

const NAMES: [&str; 2] = ["web", "api"];

/// What the model knows of a target.
#[derive(Default)]
struct ModelTarget {
	policy: Option<PolicyOf<Test>>,
	/// Until which block the policy is out of force.
	suspended: Option<Option<BlockNumber>>,
}

/// What the model knows of a command.
struct ModelCommand {
	target: TargetId,
	planner: AccountId,
	allowed: bool,
	submitted: BlockNumber,
	expires_at: BlockNumber,
	approvers: BTreeSet<AccountId>,
	/// Whether the last that was heard of its approval is that it is approved.
	approved: bool,
	claims: u32,
	/// By whom it was claimed, and the end of the lease.
	claimant: Option<(AccountId, BlockNumber)>,
	closed: bool,
}

#[derive(Default)]
pub struct Model {
	targets: BTreeMap<TargetId, ModelTarget>,
	numbers: BTreeMap<&'static str, TargetId>,
	commands: BTreeMap<CommandId, ModelCommand>,
	/// The next nonce of each planner for each target.
	nonces: BTreeMap<(TargetId, AccountId), u64>,
	/// The block of the last approval of each target, and of which command.
	approved: BTreeMap<TargetId, (BlockNumber, CommandId)>,
}

impl Model {
	/// Takes note of what a step that succeeded asked for.
	pub fn asked(&mut self, step: &Step) {
		match step {
			Step::SetPolicy(_, name, policy) => {
				self.targets.get_mut(&self.numbers[name]).unwrap().policy = Some(policy.clone());
			}
			Step::Suspend(name, blocks) => {
				let until = blocks.map(|blocks| now() + blocks);
				self.targets.get_mut(&self.numbers[name]).unwrap().suspended = Some(until);
			}
			_ => {}
		}
	}

	/// Takes note of an event and checks that it may happen now.
	pub fn hear(&mut self, step: &Step, event: Event<Test>) {
		match event {
			Event::TargetCreated { target, name, .. } => {
				let name = NAMES.into_iter().find(|one| one.as_bytes() == name.as_bytes()).unwrap();
				self.numbers.insert(name, target);
				assert!(self.targets.insert(target, ModelTarget::default()).is_none());
			}
			Event::TargetRemoved { target, .. } => {
				self.numbers.retain(|_, number| *number != target);
				assert!(self.commands.values().all(|one| one.closed || one.target != target));
			}
			Event::TargetReassigned { target, .. } => {
				self.targets.insert(target, ModelTarget::default());
			}
			Event::PolicyResumed { target } => {
				self.targets.get_mut(&target).unwrap().suspended = None;
			}
			Event::Submitted { id, target, planner, nonce, verdict, .. } => {
				let Step::Submit(_, _, _, blocks, allowed) = step else { panic!("{step:?}") };
				self.submitted(id, target, planner, nonce, verdict, now() + blocks, *allowed);
			}
			Event::ApprovalGiven { id, approver, .. } => {
				let policy = self.policy_of(id).expect("a policy");
				assert!(policy.approvers.contains(&approver));
				let command = self.commands.get_mut(&id).unwrap();
				assert!(!command.approved && !command.closed && command.claims == 0);
				assert!(now() < command.expires_at && command.planner != approver);
				assert!(command.approvers.insert(approver), "an approver counts once");
			}
			Event::Approved { id, target } => {
				self.cooled_down(target, id);
				self.commands.get_mut(&id).unwrap().approved = true;
				assert!(self.enough_approvals(id));
			}
			Event::Reopened { id, .. } => {
				assert!(!self.enough_approvals(id));
				let command = self.commands.get_mut(&id).unwrap();
				assert!(command.approved);
				command.approved = false;
			}
			Event::Claimed { id, executor, lease_ends, .. } => {
				self.claimed(id, executor, lease_ends)
			}
			Event::Completed { id, executor, .. } => {
				let (claimant, lease_ends) = self.close(id).claimant.clone().expect("a claim");
				assert!(claimant == executor && now() < lease_ends);
			}
			Event::Lapsed { id, executor, .. } => {
				let (claimant, lease_ends) = self.close(id).claimant.clone().expect("a claim");
				assert!(claimant == executor && lease_ends <= now());
			}
			Event::Expired { id, .. } => {
				let command = self.close(id);
				assert!(command.approved && command.claims == 0 && command.expires_at <= now());
			}
			Event::Refused { id, .. } | Event::Denied { id, .. } => {
				assert_eq!(self.close(id).claims, 0);
			}
			Event::Pruned { id, .. } => {
				assert!(self.commands.remove(&id).expect("a command").closed);
			}
			Event::SubmissionRefused { .. }
			| Event::PolicySet { .. }
			| Event::PolicySuspended { .. } => {}
		}
	}

	#[allow(clippy::too_many_arguments)]
	fn submitted(
		&mut self,
		id: CommandId,
		target: TargetId,
		planner: AccountId,
		nonce: u64,
		verdict: Verdict,
		expires_at: BlockNumber,
		allowed: bool,
	) {
		let policy = self.targets[&target].policy.as_ref().expect("a policy");
		assert!(policy.planners.contains(&planner));
		let expected = self.nonces.entry((target, planner.clone())).or_default();
		if verdict == Verdict::Refused(Reason::WrongNonce) {
			assert_ne!(nonce, *expected);
		} else {
			assert_eq!(nonce, *expected, "nonces rise one by one");
			*expected += 1;
		}
		let refused = matches!(verdict, Verdict::Refused(_));
		let approved = verdict == Verdict::Approved;
		if !refused {
			assert!(allowed && !self.suspended(target));
			assert!(now() < expires_at);
		}
		if approved {
			self.cooled_down(target, id);
		}
		let command = ModelCommand {
			target,
			planner,
			allowed,
			submitted: now(),
			expires_at,
			approvers: BTreeSet::new(),
			approved,
			claims: 0,
			claimant: None,
			closed: refused,
		};
		assert!(self.commands.insert(id, command).is_none());
	}

	/// The heart of it: nothing is claimed that is not approved, allowed and in time.
	fn claimed(&mut self, id: CommandId, executor: AccountId, lease_ends: BlockNumber) {
		assert!(self.enough_approvals(id));
		let policy = self.policy_of(id).expect("a policy").clone();
		assert!(policy.executors.contains(&executor));
		assert!(!self.suspended(self.commands[&id].target));
		let command = self.commands.get_mut(&id).unwrap();
		command.claims += 1;
		assert_eq!(command.claims, 1, "claimed at most once");
		assert!(command.approved && command.allowed && !command.closed);
		assert!(now() < command.expires_at);
		assert!(command.expires_at <= command.submitted + policy.time_to_live);
		assert!(policy.planners.contains(&command.planner) && command.planner != executor);
		assert_eq!(lease_ends, now() + policy.max_runtime);
		assert!(policy.model.is_none() || Standing::get() == ModelStanding::Good);
		command.claimant = Some((executor, lease_ends));
	}

	/// Approved commands of a target keep their distance. A command may be approved again.
	fn cooled_down(&mut self, target: TargetId, id: CommandId) {
		let cooldown = self.targets[&target].policy.as_ref().expect("a policy").cooldown;
		let last = self.approved.insert(target, (now(), id));
		assert!(last.is_none_or(|(at, other)| other == id || at + cooldown <= now()));
	}

	fn close(&mut self, id: CommandId) -> &ModelCommand {
		let command = self.commands.get_mut(&id).unwrap();
		assert!(!command.closed, "what is closed stays closed");
		command.closed = true;
		command
	}

	fn policy_of(&self, id: CommandId) -> Option<&PolicyOf<Test>> {
		self.targets[&self.commands[&id].target].policy.as_ref()
	}

	fn enough_approvals(&self, id: CommandId) -> bool {
		let policy = self.policy_of(id).expect("a policy");
		let given = &self.commands[&id].approvers;
		let count = given.iter().filter(|one| policy.approvers.contains(one)).count();
		count >= usize::from(policy.approvals)
	}

	fn suspended(&self, target: TargetId) -> bool {
		self.targets[&target].suspended.is_some_and(|until| until.is_none_or(|until| now() < until))
	}

	/// Compares what is left to compare with the state.
	pub fn agree(&self) {
		for ((target, planner), nonce) in &self.nonces {
			assert_eq!(crate::Nonces::<Test>::get(Cust::key(*target), planner), *nonce);
		}
		let known: Vec<_> = self.commands.keys().map(|id| Ordered(*id)).collect();
		assert_eq!(crate::Commands::<Test>::iter_keys().collect::<Vec<_>>(), known);
		for (id, command) in &self.commands {
			assert_eq!(written(*id).closed().is_some(), command.closed);
			assert_eq!(matches!(written(*id), State::Claimed { .. }), {
				command.claims > 0 && !command.closed
			});
		}
	}
}
