// SPDX-License-Identifier: Apache-2.0

//! From the gate to the chain.

mod backend;
mod nonces;
mod note;

pub use backend::Backend;
pub use nonces::Nonces;
pub use note::purge;

use super::{config::GateConfig, recorder::GateLog};
use crate::error::Error;
use std::{path::Path, time::Duration};
use tonnetz_gate::{Gate, Limits, Secret, Secrets};

/// How long commands that are under way may take when the agent stops. What is then still under way
/// is looked up should it come again.
const CLOSE: Duration = Duration::from_secs(20);

/// Opens the gate: its secrets are read, its journal is replayed.
pub fn open(
	config: &GateConfig,
	journal: &Path,
	backend: Backend,
	log: GateLog,
) -> Result<Gate<Backend>, Error> {
	let secrets = config
		.secrets
		.iter()
		.map(|secret| Secret::read(&secret.name, secret.planner.clone(), &secret.file))
		.collect::<Result<_, _>>()
		.and_then(Secrets::new)
		.map_err(|error| Error::Agent(error.to_string()))?;
	let mut limits = Limits::default();
	limits.http.close = CLOSE;
	Gate::open(secrets, journal, limits, backend, log)
		.map_err(|error| Error::Agent(error.to_string()))
}
