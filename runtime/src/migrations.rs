// SPDX-License-Identifier: Apache-2.0

//! Migrations of state, run once when this runtime replaces an older one.

/// Run in the first block of this runtime, in this order. There is no older runtime yet.
pub type SingleBlock = ();
