// SPDX-License-Identifier: Apache-2.0

//! What a program prints: counted and digested in full, kept in part.

use crate::step::Stream;
use sha2::{Digest, Sha256};
use std::{
	collections::VecDeque,
	io::{self, Read},
	sync::{Arc, Mutex, MutexGuard, PoisonError},
	thread,
};

/// An output that is being read.
pub(super) struct Capture(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
	bytes: u64,
	digest: Sha256,
	tail: VecDeque<u8>,
	closed: bool,
}

impl Capture {
	/// Reads until the pipe is closed, in a thread of its own, and then says so.
	pub fn begin(
		mut pipe: impl Read + Send + 'static,
		keep: usize,
		closed: impl FnOnce() + Send + 'static,
	) -> io::Result<Self> {
		let shared = Arc::new(Mutex::new(State::default()));
		let state = Arc::clone(&shared);
		thread::Builder::new().spawn(move || {
			let mut buffer = [0; 16 * 1024];
			loop {
				match pipe.read(&mut buffer) {
					Ok(0) => break,
					Ok(read) => lock(&state).append(buffer.get(..read).unwrap_or_default(), keep),
					Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
					Err(_) => break,
				}
			}
			lock(&state).closed = true;
			closed();
		})?;
		Ok(Self(shared))
	}

	/// What has been read so far, which is all if the pipe is closed.
	pub fn take(&self) -> Stream {
		let mut state = lock(&self.0);
		Stream {
			bytes: state.bytes,
			sha256: state.digest.clone().finalize().into(),
			tail: std::mem::take(&mut state.tail).into(),
			open: !state.closed,
		}
	}
}

impl State {
	fn append(&mut self, bytes: &[u8], keep: usize) {
		self.bytes = self.bytes.saturating_add(u64::try_from(bytes.len()).unwrap_or(u64::MAX));
		self.digest.update(bytes);
		self.tail.extend(bytes);
		let excess = self.tail.len().saturating_sub(keep);
		self.tail.drain(..excess);
	}
}

/// A thread that panicked leaves bytes that are as good as any.
fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
	state.lock().unwrap_or_else(PoisonError::into_inner)
}
