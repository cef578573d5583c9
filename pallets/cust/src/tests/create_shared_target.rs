// SPDX-License-Identifier: Apache-2.0

use super::*;

#[test]
fn policy_origin_creates_shared_targets() {
	ExtBuilder::default().build_and_execute(|| {
		let call = Call::create_shared_target { name: b"web".to_vec() };
		assert_ok!(root(call.clone()));
		let target = Cust::target(b"web".to_vec()).unwrap();
		assert_eq!(target.owner, Owner::Shared);
		let created = Event::TargetCreated { target: WEB, name: text("web"), owner: Owner::Shared };
		assert_eq!(events(), [created]);
		assert_refused(|| root(call), Error::<Test>::TargetNameTaken);
		let bad = Call::create_shared_target { name: b"We b".to_vec() };
		assert_refused(|| root(bad), Error::<Test>::BadTargetName);
	});
}

#[test]
fn nobody_else_creates_shared_targets() {
	ExtBuilder::default().build_and_execute(|| {
		for who in [OPERATOR, GUARDIAN] {
			let call = Call::create_shared_target { name: b"web".to_vec() };
			assert_refused(|| signed(&who, call), DispatchError::BadOrigin);
		}
	});
}
