// SPDX-License-Identifier: Apache-2.0

//! The checks that a request passes, and what is done with one that passed them.

use crate::{
	counts::{Counters, Counts},
	http,
	journal::{Journal, JournalError, Reservation},
	memory::Taken,
	record::Claim,
	refused::{Log, Refused},
	secret::Secrets,
	signature::verify,
	submit::{Answer, Answered, Known, Submission, Submit, SubmitError},
};
use sha2::{Digest, Sha256};
use sp_core::H256;
use std::{
	future::Future,
	path::Path,
	sync::{Arc, Mutex, PoisonError},
	time::{Duration, SystemTime, UNIX_EPOCH},
};
use tokio::{
	sync::{oneshot, Semaphore},
	task::JoinSet,
	time::timeout,
};
use tonnetz_core::{cust::Command, AccountId, Moment};

/// How far `meta.timestamp` may be from now, in milliseconds, to either side.
pub const FRESHNESS: Moment = 5 * 60 * 1_000;

/// What bounds a gate.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
	/// What bounds its connections.
	pub http: http::Limits,
	/// Commands that are handed over at a time.
	pub submissions: usize,
	/// Commands that are handed over or wait for it; more are answered 503.
	pub queue: usize,
	/// How long one waits to be handed over before it is answered 503.
	pub queue_timeout: Duration,
	/// How long a planner waits for the verdict before the answer is 504. The command goes its way.
	pub answer_timeout: Duration,
	/// Requests that the journal remembers: about 300 bytes of memory and 500 of disk each.
	pub remembered: usize,
}

impl Default for Limits {
	fn default() -> Self {
		Self {
			http: http::Limits::default(),
			submissions: 256,
			// Fewer than connections: whoever is refused, or asks for health, needs one too.
			queue: 448,
			queue_timeout: Duration::from_secs(60),
			answer_timeout: Duration::from_secs(120),
			remembered: 250_000,
		}
	}
}

/// The gate. Clones are the same gate.
pub struct Gate<B>(Arc<Inner<B>>);

struct Inner<B> {
	secrets: Secrets,
	journal: Arc<Journal>,
	limits: Limits,
	backend: B,
	log: Box<dyn Log>,
	counters: Counters,
	queue: Arc<Semaphore>,
	submissions: Semaphore,
	/// What goes on although the planner may have hung up.
	tasks: Mutex<JoinSet<()>>,
}

impl<B> Clone for Gate<B> {
	fn clone(&self) -> Self {
		Self(Arc::clone(&self.0))
	}
}

impl<B: Submit> Gate<B> {
	/// Opens a gate with its journal, which is created if there is none.
	///
	/// # Errors
	/// The journal is damaged, in use, or cannot be read or written.
	pub fn open(
		secrets: Secrets,
		journal: &Path,
		limits: Limits,
		backend: B,
		log: impl Log,
	) -> Result<Self, JournalError> {
		Ok(Self(Arc::new(Inner {
			secrets,
			journal: Arc::new(Journal::open(journal, limits.remembered, FRESHNESS, now())?),
			queue: Arc::new(Semaphore::new(limits.queue.min(Semaphore::MAX_PERMITS))),
			submissions: Semaphore::new(limits.submissions.min(Semaphore::MAX_PERMITS)),
			limits,
			backend,
			log: Box::new(log),
			counters: Counters::default(),
			tasks: Mutex::default(),
		})))
	}

	/// What was counted.
	pub fn counts(&self) -> Counts {
		Counts {
			in_flight: self.0.limits.queue.saturating_sub(self.0.queue.available_permits()),
			remembered: self.0.journal.remembered(),
			..self.0.counters.counts()
		}
	}

	/// Whether commands can be taken: the journal can be written.
	pub fn is_healthy(&self) -> bool {
		!self.0.journal.is_broken()
	}

	/// What bounds the gate.
	pub fn limits(&self) -> &Limits {
		&self.0.limits
	}

	/// Does with a signed command what `POST /cust/execute` does with its body. Whoever drops the
	/// future does not stop a command that passed the checks.
	///
	/// # Errors
	/// The gate refuses the request; that is counted and logged already.
	pub async fn execute(&self, body: &[u8]) -> Result<Answered, Refused> {
		match self.checked(body).await {
			Ok(answered) => {
				self.0.counters.answered(answered.answer.verdict);
				Ok(answered)
			}
			Err(refused) => Err(self.refuse(refused)),
		}
	}

	/// Serves HTTP until `shutdown`, then waits for the commands that are under way, at most
	/// [`http::Limits::close`]. What is then still under way, or when the future is dropped, is asked
	/// about by [`Submit::known`] should it come again.
	pub async fn serve(
		self,
		listener: tokio::net::TcpListener,
		shutdown: impl Future<Output = ()> + Send,
	) {
		let gate = self.clone();
		let failed = move |error: &hyper::Error| gate.connection_failed(error);
		let limits = self.0.limits.http;
		http::serve(listener, self.router(), limits, failed, shutdown).await;
		let mut tasks = std::mem::take(&mut *self.tasks());
		let all = async { while tasks.join_next().await.is_some() {} };
		if timeout(limits.close, all).await.is_err() {
			tracing::warn!(commands = tasks.len(), "stopped before their outcome was known");
		}
		tasks.shutdown().await;
	}

	/// Counts and logs a refusal.
	pub(crate) fn refuse(&self, refused: Refused) -> Refused {
		self.0.counters.refused(refused.code);
		self.0.log.refused(&refused);
		refused
	}

	fn connection_failed(&self, error: &hyper::Error) {
		if error.is_timeout() {
			let message = "connection: no whole request head in time; send it faster";
			self.refuse(Refused::new(408, "slow_request", message));
		} else if error.is_parse() {
			self.refuse(Refused::new(
				400,
				"bad_http",
				format!("connection: {error}; send HTTP/1.1"),
			));
		} else {
			// Whoever hung up needs no answer.
			tracing::debug!(%error, "a connection ended");
		}
	}

	async fn checked(&self, body: &[u8]) -> Result<Answered, Refused> {
		let parsed = Command::parse(body)?;
		let verified = verify(body, &parsed, &self.0.secrets)?;
		let planner = verified.secret.planner.clone();
		let digest = parsed.command.digest();
		let command = parsed.command;
		let submission = Submission { planner, command, digest, signature: verified.signature };
		let name = &verified.secret.name;
		let planner = submission.planner.clone();
		let outcome = self.enqueue(submission).await;
		outcome
			.map(|answer| Answered { answer, digest, planner })
			.map_err(|refused| refused.about(name, digest))
	}

	/// Hands a command over in a task of its own and waits for what comes of it.
	async fn enqueue(&self, submission: Submission) -> Result<Answer, Refused> {
		let claim = claim(&submission, now()).ok_or_else(Refused::stale)?;
		let place = Arc::clone(&self.0.queue).try_acquire_owned().map_err(|_| Refused::busy())?;
		let (reply, answer) = oneshot::channel();
		let inner = Arc::clone(&self.0);
		{
			let mut tasks = self.tasks();
			while tasks.try_join_next().is_some() {}
			tasks.spawn(async move {
				let outcome = inner.carry(claim, submission).await;
				drop(place);
				// Whoever asked may have hung up.
				let _ = reply.send(outcome);
			});
		}
		match timeout(self.0.limits.answer_timeout, answer).await {
			Ok(Ok(outcome)) => outcome,
			Ok(Err(_)) => Err(Refused::unknown("the gate stopped while it was submitted")),
			Err(_) => Err(Refused::unknown("the chain did not answer in time")),
		}
	}

	fn tasks(&self) -> std::sync::MutexGuard<'_, JoinSet<()>> {
		self.0.tasks.lock().unwrap_or_else(PoisonError::into_inner)
	}
}

impl<B: Submit> Inner<B> {
	/// From the reservation to its end.
	async fn carry(&self, claim: Claim, submission: Submission) -> Result<Answer, Refused> {
		let reservation = self.reserve(claim, &submission).await?;
		let waited = timeout(self.limits.queue_timeout, self.submissions.acquire()).await;
		let Ok(Ok(_turn)) = waited else {
			reservation.release().await;
			return Err(Refused::busy());
		};
		match self.backend.submit(submission).await {
			Ok(answer) => {
				reservation.submitted(answer.id).await;
				Ok(answer)
			}
			Err(error) => {
				match error {
					SubmitError::Locked
					| SubmitError::NotSubmitted(_)
					| SubmitError::Refused(_) => {
						reservation.release().await;
					}
					// Dropped open, it stays used until the backend knows more.
					SubmitError::Unknown(_) => drop(reservation),
				}
				Err(error.into())
			}
		}
	}

	async fn reserve(&self, claim: Claim, submission: &Submission) -> Result<Reservation, Refused> {
		let (attempt, since) = match self.journal.reserve(claim, None).await {
			Err(Taken::Unresolved { attempt, since }) => (attempt, since),
			other => return Ok(other?),
		};
		match self.backend.known(submission, since).await {
			Known::Absent => Ok(self.journal.reserve(claim, Some(attempt)).await?),
			Known::Submitted(id) => {
				self.journal.submitted(claim.signature, id).await;
				Err(Refused::replayed(id))
			}
			Known::Unclear => Err(Refused::unclear()),
		}
	}
}

/// What is remembered of a request, if it is fresh.
fn claim(submission: &Submission, now: Moment) -> Option<Claim> {
	let meta = submission.command.meta.as_ref();
	let timestamp = match meta.and_then(|meta| meta.timestamp.as_ref()) {
		// The parser lets none through that is no point in time.
		Some(timestamp) => Some(timestamp.to_millis()?),
		None => None,
	};
	if timestamp.is_some_and(|timestamp| timestamp.abs_diff(now) > FRESHNESS) {
		return None;
	}
	let nonce = meta.and_then(|meta| meta.nonce.as_ref());
	Some(Claim {
		signature: H256(submission.signature),
		nonce: nonce.map(|nonce| nonce_key(&submission.planner, nonce.as_bytes())),
		timestamp,
		digest: submission.digest,
		at: now,
	})
}

/// Nonces of one planner say nothing about those of another.
fn nonce_key(planner: &AccountId, nonce: &[u8]) -> H256 {
	let planner: &[u8] = planner.as_ref();
	H256(Sha256::new().chain_update(planner).chain_update(nonce).finalize().into())
}

/// Unix time in milliseconds. A clock before 1970 is taken for 1970: nothing is fresh then.
pub fn now() -> Moment {
	let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
	Moment::try_from(since.as_millis()).unwrap_or(Moment::MAX)
}
