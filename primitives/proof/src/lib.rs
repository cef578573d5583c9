// SPDX-License-Identifier: Apache-2.0

//! # Tonnetz proofs
//!
//! Proof bundles and trust files: what they hold, and how they are verified without a node.
//!
//! - [`bundle`]: a receipt with all that proves it;
//! - [`trust`]: the authority sets that a verifier believes in, from genesis on.
//!
//! `docs/PROOF_BUNDLE.md` specifies both formats for whoever writes another verifier.

#![deny(missing_docs, rustdoc::broken_intra_doc_links)]

pub mod bundle;
mod encoding;
pub mod trust;

pub use bundle::Bundle;
pub use encoding::Base64;
pub use trust::Trust;

use sp_runtime::{generic, traits::BlakeTwo256};
use tonnetz_core::BlockNumber;

/// The header of a block.
pub type Header = generic::Header<BlockNumber, BlakeTwo256>;

/// The votes that finalise a block.
pub type Justification = sp_consensus_grandpa::GrandpaJustification<Header>;
