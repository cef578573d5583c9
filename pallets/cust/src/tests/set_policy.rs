// SPDX-License-Identifier: Apache-2.0

use super::*;
use codec::Encode;
use sp_io::hashing::sha2_256;

fn set_shared(policy: PolicyOf<Test>) -> DispatchResult {
	root(Call::set_policy { target: b"web".to_vec(), policy: Box::new(policy) })
}

#[test]
fn every_policy_has_a_version_and_a_receipt_of_its_owner() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(create(&OPERATOR, "web"));
		for version in 1..=3 {
			jump_to(version);
			// What is given as version does not count.
			assert_ok!(set_policy(&OPERATOR, PolicyOf::<Test> { version: 99, ..policy(2) }));
			let stored = Cust::policy(b"web".to_vec()).unwrap();
			assert_eq!(stored, PolicyOf::<Test> { version, ..policy(2) });
			let digest = H256(sha2_256(&stored.encode()));
			let id = u64::from(version) - 1;
			let (receipt, source) = receipt(id);
			assert_eq!((receipt.issuer, receipt.kind), (OPERATOR, Kind::Document));
			assert_eq!((receipt.digest, receipt.parent), (digest, None));
			assert_eq!((receipt.subject, source), (subject_of("web"), Source::Pallet));
			assert_eq!(events(), [Event::PolicySet { target: WEB, version, digest, receipt: id }]);
		}
		let target = Cust::target(b"web".to_vec()).unwrap();
		assert_eq!((target.policy_version, target.has_policy), (3, true));
	});
}

#[test]
fn policy_of_a_shared_target_is_set_by_the_policy_origin() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(root(Call::create_shared_target { name: b"web".to_vec() }));
		assert_ok!(set_shared(policy(1)));
		let (receipt, source) = receipt(0);
		assert_eq!(receipt.issuer, Receipts::autonomous_issuer());
		assert_eq!((receipt.kind, source), (Kind::Document, Source::Autonomous));
		assert_refused(|| set_policy(&OPERATOR, policy(1)), DispatchError::BadOrigin);
	});
}

#[test]
fn only_the_owner_sets_the_policy() {
	ExtBuilder::default().build_and_execute(|| {
		assert_refused(|| set_policy(&OPERATOR, policy(1)), Error::<Test>::UnknownTarget);
		assert_ok!(create(&OPERATOR, "web"));
		for who in [OTHER_OPERATOR, STRANGER, PLANNER] {
			assert_refused(|| set_policy(&who, policy(1)), Error::<Test>::NotOwner);
		}
		assert_refused(|| set_shared(policy(1)), DispatchError::BadOrigin);
	});
}

/// Others may have its key.
#[test]
fn suspended_operator_sets_no_policy() {
	ExtBuilder::default().build_and_execute(|| {
		web(policy(1));
		Operators::set(vec![OTHER_OPERATOR]);
		assert_refused(|| set_policy(&OPERATOR, policy(0)), Error::<Test>::NotOperator);
		Operators::set(vec![OPERATOR]);
		assert_ok!(set_policy(&OPERATOR, policy(0)));
	});
}

#[test]
fn unfit_policies_are_refused_by_name() {
	let rule = |rule: Rule| vec![rule].try_into().unwrap();
	let steps = format!("{}a*", "*?".repeat(63));
	let cases = [
		(
			PolicyOf::<Test> { executors: accounts(&[PLANNER]), ..policy(1) },
			Error::<Test>::RolesOverlap,
		),
		(PolicyOf::<Test> { approvers: accounts(&[EXECUTOR]), ..policy(1) }, Error::RolesOverlap),
		(PolicyOf::<Test> { approvers: accounts(&[PLANNER]), ..policy(1) }, Error::RolesOverlap),
		(
			PolicyOf::<Test> { planners: accounts(&[PLANNER, PLANNER]), ..policy(1) },
			Error::DuplicateAccount,
		),
		(policy(4), Error::ApprovalsExceedApprovers),
		(PolicyOf::<Test> { destructive: true, ..policy(0) }, Error::DestructiveWithoutApproval),
		(PolicyOf::<Test> { max_operations: 0, ..policy(1) }, Error::MaxOperationsOutOfRange),
		(PolicyOf::<Test> { max_operations: 17, ..policy(1) }, Error::MaxOperationsOutOfRange),
		(PolicyOf::<Test> { time_to_live: 0, ..policy(1) }, Error::TimeToLiveOutOfRange),
		(PolicyOf::<Test> { approval_timeout: 0, ..policy(1) }, Error::ApprovalTimeoutOutOfRange),
		(PolicyOf::<Test> { max_runtime: 28_801, ..policy(1) }, Error::MaxRuntimeOutOfRange),
		(PolicyOf::<Test> { cooldown: 864_001, ..policy(1) }, Error::CooldownOutOfRange),
		(PolicyOf::<Test> { path_deny: texts(&["[a]"]), ..policy(1) }, Error::BadGlob),
		(
			PolicyOf::<Test> { path_deny: texts(&[&steps, &steps]), ..policy(1) },
			Error::GlobsTooComplex,
		),
		(
			PolicyOf::<Test> {
				operations: rule(Rule::HookRun { names: texts(&["-x"]) }),
				..policy(1)
			},
			Error::BadName,
		),
		(
			PolicyOf::<Test> {
				operations: rule(Rule::GitCommitAndPush {
					branches: texts(&["main"]),
					message_prefixes: vec![not_utf8()].try_into().unwrap(),
				}),
				..policy(1)
			},
			Error::BadMessagePrefix,
		),
	];
	for (unfit, error) in cases {
		ExtBuilder::default().build_and_execute(|| {
			assert_ok!(create(&OPERATOR, "web"));
			assert_refused(|| set_policy(&OPERATOR, unfit), error);
		});
	}
}

fn not_utf8() -> Text<64> {
	codec::Decode::decode(&mut &[1 << 2, 0xff][..]).unwrap()
}

#[test]
fn shared_targets_name_models_of_the_network_alone() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(root(Call::create_shared_target { name: b"web".to_vec() }));
		let naming = |model| PolicyOf::<Test> { model: Some(model), ..policy(1) };
		assert_refused(|| set_shared(naming(LOCAL_MODEL)), Error::<Test>::ModelNotNetwork);
		assert_ok!(set_shared(naming(NETWORK_MODEL)));
		// An operator answers for itself.
		assert_ok!(reassign(Some(OPERATOR)));
		assert_ok!(set_policy(&OPERATOR, naming(LOCAL_MODEL)));
	});
}

#[test]
fn owner_without_funds_for_the_receipt_fails() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(create(&OPERATOR, "web"));
		let spendable = Balances::free_balance(&OPERATOR) - EXISTENTIAL_DEPOSIT;
		assert_ok!(Balances::transfer_allow_death(
			RuntimeOrigin::signed(OPERATOR),
			STRANGER,
			spendable
		));
		assert_refused(
			|| set_policy(&OPERATOR, policy(1)),
			pallet_receipts::Error::<Test>::DepositNotAffordable,
		);
	});
}
