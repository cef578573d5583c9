// SPDX-License-Identifier: Apache-2.0

use super::*;

#[test]
fn executor_reports_how_the_command_ended() {
	for outcome in [Outcome::Succeeded, Outcome::Failed] {
		ExtBuilder::default().build_and_execute(|| {
			web(policy(0));
			let id = submit();
			assert_ok!(claim(&EXECUTOR, id));
			jump_to(7);
			assert_ok!(complete_with(&EXECUTOR, id, outcome));
			let (executor, at, evidence, log) = (EXECUTOR, 7, EVIDENCE, LOG);
			let expected = match outcome {
				Outcome::Succeeded => State::Succeeded { executor, at, evidence, log },
				Outcome::Failed => State::Failed { executor, at, evidence, log },
			};
			assert_eq!(written(id), expected);
			assert_open(id, None);
			let transition = Transition::Completed { outcome, evidence, log };
			assert_receipt(id, Some(&EXECUTOR), Kind::Action, transition);
			let (executor, receipt) = (EXECUTOR, record(id).last_receipt);
			let event = Event::Completed { id, executor, outcome, evidence, log, receipt };
			assert_eq!(events(), [event]);
			assert_refused(|| complete(&EXECUTOR, id), Error::<Test>::NotClaimed);
		});
	}
}

#[test]
fn only_the_executor_who_claimed_reports() {
	ExtBuilder::default().build_and_execute(|| {
		web(policy(0));
		let id = submit();
		assert_refused(|| complete(&EXECUTOR, id), Error::<Test>::NotClaimed);
		assert_ok!(claim(&EXECUTOR, id));
		for who in [OTHER_EXECUTOR, PLANNER, OPERATOR] {
			assert_refused(|| complete(&who, id), Error::<Test>::NotClaimant);
		}
		assert_refused(|| complete(&EXECUTOR, 1), Error::<Test>::UnknownCommand);
	});
}

#[test]
fn report_is_taken_whatever_became_of_the_policy() {
	let changes: [fn() -> DispatchResult; 3] = [
		|| suspend(None),
		|| reassign(Some(OTHER_OPERATOR)),
		|| {
			let policy = PolicyOf::<Test> { executors: accounts(&[STRANGER]), ..policy(3) };
			set_policy(&OPERATOR, policy)
		},
	];
	for change in changes {
		ExtBuilder::default().build_and_execute(|| {
			web(policy(0));
			let id = submit();
			assert_ok!(claim(&EXECUTOR, id));
			assert_ok!(change());
			assert_ok!(complete(&EXECUTOR, id));
		});
	}
}
