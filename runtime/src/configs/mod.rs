// SPDX-License-Identifier: Apache-2.0

//! The configuration of the pallets, by what they are for.

mod consensus;
mod delegation;
mod fees;
mod governance;
mod operations;
mod operators;
mod system;

pub use delegation::ProxyType;
pub use system::{BaseCallFilter, RuntimeBlockLength, RuntimeBlockWeights};
