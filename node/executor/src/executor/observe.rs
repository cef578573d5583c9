// SPDX-License-Identifier: Apache-2.0

//! What is told while a command is run.

use crate::step::Step;

/// Hears what the executor does, on the thread that runs the command.
pub trait Observer {
	/// Something is about to happen or has happened.
	fn event(&self, event: &Event<'_>);
}

/// Nobody listens.
impl Observer for () {
	fn event(&self, _: &Event<'_>) {}
}

/// What an [`Observer`] hears, in this order; steps as often as there are any.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum Event<'a> {
	/// It is on disk that the command is started.
	Started,
	/// A program is about to be run: its argv.
	Step(&'a [String]),
	/// It has ended.
	StepDone(&'a Step),
	/// The commit is made that will be judged and pushed.
	Frozen {
		/// The commit.
		commit: &'a str,
	},
	/// It may be pushed.
	Judged {
		/// The commit.
		commit: &'a str,
	},
	/// Evidence and log are on disk.
	Written,
	/// It is on disk that the command is finished.
	Finished,
}
