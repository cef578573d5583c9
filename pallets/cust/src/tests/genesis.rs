// SPDX-License-Identifier: Apache-2.0

use super::*;

#[test]
fn shared_targets_and_their_policies_are_there_from_the_start() {
	ExtBuilder::default()
		.with_shared_target("web", Some(policy(0)))
		.with_shared_target("api", None)
		.build_and_execute(|| {
			let web = Cust::target(b"web".to_vec()).unwrap();
			assert_eq!((web.id, web.owner, web.policy_version), (0, Owner::Shared, 1));
			let api = Cust::target(b"api".to_vec()).unwrap();
			assert_eq!((api.id, api.owner, api.has_policy), (1, Owner::Shared, false));
			let (receipt, source) = receipt(0);
			assert_eq!((receipt.kind, source), (Kind::Document, Source::Autonomous));
			assert_eq!(submit_as(&PLANNER, command()).1, Verdict::Approved);
		});
}

#[test]
#[should_panic(expected = "cannot be created: ")]
fn chain_with_an_unfit_policy_does_not_start() {
	ExtBuilder::default().with_shared_target("web", Some(policy(4))).build();
}

#[test]
#[should_panic(expected = "cannot be created: ")]
fn chain_with_a_name_twice_does_not_start() {
	ExtBuilder::default().with_shared_target("web", None).with_shared_target("web", None).build();
}
