// SPDX-License-Identifier: Apache-2.0

//! # Tonnetz proofs
//!
//! Proof bundles and trust files: what they hold, and how they are verified without a node.
//!
//! - [`bundle`]: a receipt with all that proves it;
//! - [`trust`]: the authority sets that a verifier believes in, from genesis on;
//! - [`chain_spec`]: trust from a chain specification, without asking a node;
//! - [`verify()`]: the verification of a bundle, whose [`Report`] has a verdict for each [`Step`].
//!
//! Everything read here may come from a forger: nothing panics, everything is bounded, and there is
//! one text for one content, so that no byte of a file can be changed and the file still verify.
//!
//! `docs/PROOF_BUNDLE.md` specifies both formats for whoever writes another verifier.

#![deny(missing_docs, rustdoc::broken_intra_doc_links)]

mod authority_set;
pub mod bundle;
pub mod chain_spec;
mod change;
mod content;
mod encoding;
mod judge;
mod justification;
mod report;
mod state;
mod text;
pub mod trust;
mod verify;

pub use authority_set::{AuthoritySet, AuthoritySets};
pub use bundle::Bundle;
pub use chain_spec::ChainSpecError;
pub use change::ChangeError;
pub use encoding::Base64;
pub use justification::{JustificationError, ShortKey};
pub use report::{Outcome, Proven, Report, Step, Verdict};
pub use text::TextError;
pub use trust::{Trust, TrustError};
pub use verify::{verify, verify_head, IssuerHead};

use sp_runtime::{generic, traits::BlakeTwo256};
use tonnetz_core::BlockNumber;

/// The header of a block.
pub type Header = generic::Header<BlockNumber, BlakeTwo256>;

/// The votes that finalise a block.
pub type Justification = sp_consensus_grandpa::GrandpaJustification<Header>;
