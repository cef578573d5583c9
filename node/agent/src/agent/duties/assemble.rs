// SPDX-License-Identifier: Apache-2.0

//! Duties, put together from the configuration.

use super::{
	coherence::{Coherence, Reports},
	observe::Observer,
	probe::Prober,
	telemetry::Telemetry,
	Duties, Said,
};
use crate::{
	agent::{
		actor::Actor, config::Config, files::DataDir, link::Link, metrics::Metrics, outbox::Outbox,
		recorder::Recorder, vault::Vault,
	},
	error::Error,
};
use std::sync::{Arc, Mutex};
use tokio::sync::Mutex as AsyncMutex;

/// What the parts of an agent share.
pub struct Shared {
	/// The agent's key.
	pub vault: Arc<Vault>,
	/// The node.
	pub link: Arc<Link>,
	/// The operational log.
	pub recorder: Arc<Recorder>,
	/// What is counted.
	pub metrics: Arc<Metrics>,
	/// Held from the choice of a transaction's nonce until it is sent: one for all that sign with the
	/// key.
	pub turn: Arc<AsyncMutex<()>>,
}

impl Shared {
	/// The duties towards an operator, if there is one, and the coherence service.
	pub fn duties(
		self,
		config: &Config,
		data: &DataDir,
	) -> Result<(Option<Arc<Duties>>, Arc<Coherence>), Error> {
		let Self { vault, link, recorder, metrics, turn } = self;
		let (mut duties, mut reports) = (None, None);
		if let Some(operator) = &config.operator {
			let outbox = Outbox::new(data.subdirectory("outbox")?);
			let account = operator.account.clone();
			let actor = Arc::new(Actor { account, outbox, vault, link: link.clone(), turn });
			if config.coherence.report {
				let queue = Outbox::new(data.subdirectory("coherence")?);
				let (actor, recorder) = (actor.clone(), recorder.clone());
				reports = Some(Arc::new(Reports::open(actor, queue, recorder, metrics.clone())?));
			}
			duties = Some(Arc::new(Duties {
				actor,
				observer: Observer::new(Prober::new(operator.allow_private_probes)),
				telemetry: Telemetry::new(
					&config.signals.infrastructure,
					config.node.prometheus.clone(),
					data.subdirectory("signals")?,
				),
				recorder,
				metrics: metrics.clone(),
				done: Mutex::default(),
				last_heartbeat: Mutex::default(),
				said: Said::default(),
			}));
		}
		Ok((duties, Arc::new(Coherence::new(link, metrics, reports))))
	}
}
