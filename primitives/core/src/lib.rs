// SPDX-License-Identifier: Apache-2.0

//! # Tonnetz core
//!
//! What the pallets, the runtime and the client of Tonnetz share: basic types, units of money and
//! time, the receipt record with the formula of its chain, and the traits through which pallets
//! reach each other.
//!
//! - [`certification`]: the tiers of operators and artifacts, and ceremonies;
//! - [`coherence`]: the mean of a signal, and the corridor it is judged by;
//! - [`cust`]: commands, policies and the verdict on a command;
//! - [`types`]: account, balance, block number and their kin;
//! - [`units`]: TNZ and its parts, the block time and lengths of time in blocks;
//! - [`merkle`]: trees over the payloads of a batch, and proofs for their leaves;
//! - [`operators`]: names and eras of operators, and what queries answer about them;
//! - [`ordered`]: integers as storage keys that the trie walks in ascending order;
//! - [`receipt`]: receipts, links, chain heads and the answers of queries;
//! - [`signals`]: streams of data and their reliability;
//! - [`torus`]: the positions of operators and their neighbours;
//! - [`traits`]: glue between pallets, which never depend on each other's crates.
//!
//! Everything with an `Encode` implementation here is wire format: fields keep their order, enum
//! variants their index.

#![cfg_attr(not(feature = "std"), no_std)]
#![deny(missing_docs, rustdoc::broken_intra_doc_links)]

extern crate alloc;

pub mod certification;
pub mod coherence;
pub mod cust;
pub mod merkle;
pub mod operators;
pub mod ordered;
pub mod receipt;
pub mod signals;
pub mod torus;
pub mod traits;
pub mod types;
pub mod units;

pub use types::{AccountId, Balance, BlockNumber, Hash, Moment, Nonce};
