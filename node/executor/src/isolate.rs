// SPDX-License-Identifier: Apache-2.0

//! What can only be done in the child, between `fork` and `exec`.

#![allow(unsafe_code)]

use rustix::{
	io::{fcntl_setfd, FdFlags},
	process::{getpid, getppid, set_parent_process_death_signal, setsid, Signal},
};
use std::{
	fs, io,
	os::{
		fd::{BorrowedFd, RawFd},
		unix::process::CommandExt,
	},
	process::Command,
};

/// Gives the command a session of its own, without terminal, which the kernel ends with this
/// process, and none of this process's files.
///
/// What Rust opens is closed on `exec` anyway; what this process was given by its own parent is
/// not.
pub(crate) fn isolate(command: &mut Command) {
	let inherited = open_files();
	let parent = getpid();
	let prepare = move || {
		setsid()?;
		set_parent_process_death_signal(Some(Signal::KILL))?;
		// The parent may have ended before the kernel was told.
		if getppid() != Some(parent) {
			return Err(io::Error::from(rustix::io::Errno::SRCH));
		}
		for fd in &inherited {
			// SAFETY: the child has one thread, so nobody closes the descriptor during the call.
			// One that was closed before is no descriptor to the kernel, which then does nothing.
			let fd = unsafe { BorrowedFd::borrow_raw(*fd) };
			let _ = fcntl_setfd(fd, FdFlags::CLOEXEC);
		}
		Ok(())
	};
	// SAFETY: the closure makes system calls only: it allocates nothing, takes no lock and panics
	// nowhere, so it may run in the child of a process with several threads.
	unsafe {
		command.pre_exec(prepare);
	}
}

/// The open files of this process beyond the three standard ones, which are set for the child
/// anyway.
fn open_files() -> Vec<RawFd> {
	let Ok(entries) = fs::read_dir("/proc/self/fd") else { return Vec::new() };
	entries
		.filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok())
		.filter(|fd| *fd > 2)
		.collect()
}
