// SPDX-License-Identifier: Apache-2.0

//! Keeping secrets in memory, and nowhere else.

use rustix::{
	io,
	process::{set_dumpable_behavior, setrlimit, DumpableBehavior, Resource, Rlimit},
};

/// Keeps this process out of core dumps, and out of the reach of debuggers of the same user.
pub fn harden() -> io::Result<()> {
	setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) })?;
	set_dumpable_behavior(DumpableBehavior::NotDumpable)
}

/// Keeps the pages of `secret` out of swap for as long as the process lives: another secret may
/// come to lie in the same page, so none is ever let go.
#[allow(unsafe_code)]
pub fn keep_from_swap(secret: &[u8]) -> io::Result<()> {
	// SAFETY: the range is that of a live slice, and locking changes no memory.
	unsafe { rustix::mm::mlock(secret.as_ptr().cast_mut().cast(), secret.len()) }
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn memory_is_locked() {
		// The kernel's own count, in kB, of what this process has locked.
		fn locked() -> u64 {
			let status = std::fs::read_to_string("/proc/self/status").unwrap();
			let line = status.lines().find(|line| line.starts_with("VmLck:")).unwrap();
			line.split_whitespace().nth(1).unwrap().parse().unwrap()
		}
		let before = locked();
		let secret = vec![7; 64 * 1024];
		keep_from_swap(&secret).unwrap();
		assert!(locked() >= before + 64);
	}
}
