// SPDX-License-Identifier: Apache-2.0

//! An HTTP/1.1 server for loopback services, bounded in everything a client can make long.

use axum::{
	body::Body,
	http::{header::CONNECTION, HeaderValue},
	Router,
};
use http_body_util::BodyExt;
use hyper::{body::Body as _, server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use std::{
	convert::Infallible,
	future::Future,
	pin::pin,
	sync::{
		atomic::{AtomicBool, Ordering},
		Arc,
	},
	time::Duration,
};
use tokio::{
	net::{TcpListener, TcpStream},
	sync::{watch, OwnedSemaphorePermit, Semaphore},
	task::JoinSet,
	time::{sleep, timeout},
};
use tower::ServiceExt;

/// The most bytes of the head of a request.
const MAX_HEAD: usize = 16 * 1024;

/// The most headers of a request.
const MAX_HEADERS: usize = 64;

/// A body that is too large is still read up to here, so that its sender sees the answer and not a
/// reset connection.
const MAX_DISCARDED: u64 = 256 * 1024;

/// How long it is waited when the system has no room for another connection.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// What bounds the connections of a server.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
	/// Connections at a time. More wait in the system's queue.
	pub connections: usize,
	/// How long a connection may take for the head of a request, and be idle between two.
	pub head: Duration,
	/// How long a request may take for its body.
	pub body: Duration,
	/// How old a connection becomes before it is closed after the request at hand.
	pub age: Duration,
	/// How long the request at hand may then take.
	pub close: Duration,
}

impl Default for Limits {
	fn default() -> Self {
		Self {
			connections: 512,
			head: Duration::from_secs(10),
			body: Duration::from_secs(10),
			age: Duration::from_secs(300),
			close: Duration::from_secs(150),
		}
	}
}

/// A body was not read.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum BodyError {
	/// It is longer than allowed.
	#[error("the body is too long")]
	TooLarge,
	/// It did not come in time.
	#[error("the body came too slowly")]
	Timeout,
	/// It broke off.
	#[error("the body broke off")]
	Incomplete,
}

/// Reads a body of at most `max` bytes within `limit`.
///
/// # Errors
/// It is too long, too slow, or breaks off.
pub async fn read_body(body: Body, max: usize, limit: Duration) -> Result<Vec<u8>, BodyError> {
	// Who declares as much need not send it.
	if body.size_hint().lower() > MAX_DISCARDED {
		return Err(BodyError::TooLarge);
	}
	timeout(limit, collect(body, max)).await.unwrap_or(Err(BodyError::Timeout))
}

async fn collect(mut body: Body, max: usize) -> Result<Vec<u8>, BodyError> {
	let mut bytes = Vec::new();
	let mut seen = 0usize;
	while let Some(frame) = body.frame().await {
		let Ok(data) = frame.map_err(|_| BodyError::Incomplete)?.into_data() else { continue };
		seen = seen.saturating_add(data.len());
		if seen <= max {
			bytes.extend_from_slice(&data);
		} else if u64::try_from(seen).is_ok_and(|seen| seen > MAX_DISCARDED) {
			break;
		}
	}
	if seen <= max {
		Ok(bytes)
	} else {
		Err(BodyError::TooLarge)
	}
}

/// Serves `router` until `shutdown`, then lets the requests at hand end, at most [`Limits::close`].
/// `failed` hears of connections that end otherwise than by agreement. Nothing outlives it.
pub async fn serve(
	listener: TcpListener,
	router: Router,
	limits: Limits,
	failed: impl Fn(&hyper::Error) + Clone + Send + 'static,
	shutdown: impl Future<Output = ()> + Send,
) {
	let places = Arc::new(Semaphore::new(limits.connections.min(Semaphore::MAX_PERMITS)));
	let (stop, stopped) = watch::channel(false);
	let mut connections = JoinSet::new();
	let mut shutdown = pin!(shutdown);
	loop {
		let accepted = tokio::select! {
			() = &mut shutdown => break,
			accepted = accept(&listener, &places) => accepted,
		};
		while connections.try_join_next().is_some() {}
		let Some((stream, place)) = accepted else { continue };
		let server = Server {
			router: router.clone(),
			limits,
			places: Arc::clone(&places),
			stopped: stopped.clone(),
		};
		let failed = failed.clone();
		connections.spawn(async move {
			if let Err(error) = server.connection(stream).await {
				failed(&error);
			}
			drop(place);
		});
	}
	drop(listener);
	stop.send_replace(true);
	let all = async { while connections.join_next().await.is_some() {} };
	if timeout(limits.close, all).await.is_err() {
		tracing::warn!(connections = connections.len(), "closed before they had an answer");
	}
	connections.shutdown().await;
}

/// The next connection, as soon as there is a place for it. `None` if it came to nothing.
async fn accept(
	listener: &TcpListener,
	places: &Arc<Semaphore>,
) -> Option<(TcpStream, OwnedSemaphorePermit)> {
	let place = Arc::clone(places).acquire_owned().await.ok()?;
	match listener.accept().await {
		Ok((stream, _)) => Some((stream, place)),
		Err(reason) => {
			// Out of descriptors, most likely. The connection stays in the system's queue.
			tracing::warn!(%reason, "no connection could be accepted");
			sleep(ACCEPT_PAUSE).await;
			None
		}
	}
}

struct Server {
	router: Router,
	limits: Limits,
	places: Arc<Semaphore>,
	stopped: watch::Receiver<bool>,
}

impl Server {
	async fn connection(self, stream: TcpStream) -> Result<(), hyper::Error> {
		let Self { router, limits, places, mut stopped } = self;
		let served = Arc::new(AtomicBool::new(false));
		let has_served = Arc::clone(&served);
		let service = service_fn(move |request: hyper::Request<hyper::body::Incoming>| {
			has_served.store(true, Ordering::Relaxed);
			let (router, places) = (router.clone(), Arc::clone(&places));
			async move {
				let Ok(mut response) = router.oneshot(request.map(Body::new)).await;
				if places.available_permits() == 0 {
					// Others wait for the place.
					let close = HeaderValue::from_static("close");
					response.headers_mut().insert(CONNECTION, close);
				}
				Ok::<_, Infallible>(response)
			}
		});
		let connection = http1::Builder::new()
			.timer(TokioTimer::new())
			.header_read_timeout(limits.head)
			.max_headers(MAX_HEADERS)
			.max_buf_size(MAX_HEAD)
			.serve_connection(TokioIo::new(stream), service);
		let mut connection = pin!(connection);
		tokio::select! {
			outcome = connection.as_mut() => return match outcome {
				// It was idle for too long, as agreed: clients keep connections for later requests.
				Err(error) if error.is_timeout() && served.load(Ordering::Relaxed) => Ok(()),
				outcome => outcome,
			},
			() = sleep(limits.age) => {}
			// An error means that the server is gone, which is to stop as well.
			_ = stopped.wait_for(|stopped| *stopped) => {}
		}
		connection.as_mut().graceful_shutdown();
		// A client that does not read its answer must not keep the place.
		timeout(limits.close, connection).await.unwrap_or(Ok(()))
	}
}
