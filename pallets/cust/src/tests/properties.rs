// SPDX-License-Identifier: Apache-2.0

//! What holds whatever is called, in whatever order.

use super::{
	model::Model,
	steps::{any_policy, step, Step},
	*,
};
use codec::Encode;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use std::{cell::RefCell, collections::BTreeMap};

/// A runner that makes the same sequences each time; `TONNETZ_CUST_CASES` asks for more of them.
fn runner() -> TestRunner {
	let cases =
		std::env::var("TONNETZ_CUST_CASES").map_or(256, |cases| cases.parse().expect("a number"));
	let config = Config { cases, failure_persistence: None, ..Config::default() };
	TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha))
}

#[test]
fn commands_are_claimed_once_and_only_if_approved() {
	let heard = RefCell::new(BTreeMap::<u8, u32>::new());
	let sequences = (any_policy(), proptest::collection::vec(step(), 50));
	let result = runner().run(&sequences, |(first, steps)| {
		ExtBuilder::default().build().execute_with(|| {
			let mut model = Model::default();
			let scene =
				[Step::Create(OPERATOR, "web"), Step::SetPolicy(Some(OPERATOR), "web", first)];
			for step in scene.into_iter().chain(steps) {
				System::reset_events();
				if step.clone().run() {
					for event in events() {
						*heard.borrow_mut().entry(event.encode()[0]).or_default() += 1;
						model.hear(&step, event);
					}
					model.asked(&step);
				}
				Cust::do_try_state().unwrap();
				model.agree();
			}
		});
		Ok(())
	});
	result.unwrap();
	// A game in which something never happens proves nothing about it.
	let heard = heard.into_inner();
	println!("events by their index: {heard:?}");
	assert_eq!(heard.len(), 18, "{heard:?}");
	assert!(heard.values().all(|times| *times >= 5), "{heard:?}");
}
