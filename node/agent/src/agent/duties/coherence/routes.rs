// SPDX-License-Identifier: Apache-2.0

//! The routes.

use super::{request::Fault, shown::Status, Coherence};
use axum::{
	body::Body,
	extract::{Request, State},
	http::{
		header::{CONTENT_TYPE, ORIGIN},
		HeaderMap, HeaderValue, StatusCode,
	},
	response::{IntoResponse, Response},
	routing::get,
	Router,
};
use serde::Serialize;
use serde_json::json;
use std::{sync::Arc, time::Duration};
use tonnetz_gate::http::{read_body, BodyError};

/// The longest body, in bytes.
const MAX_BODY: usize = 64 * 1024;

/// How long it may take.
const BODY_LIMIT: Duration = Duration::from_secs(10);

/// The header in which a listener says what it has heard.
const LAST_EVENT_ID: &str = "last-event-id";

/// The routes.
pub fn router(coherence: Arc<Coherence>) -> Router {
	Router::new()
		.route("/api/coherence", get(status).post(measure))
		.route("/api/coherence/stream", get(listen))
		.with_state(coherence)
}

async fn status(State(coherence): State<Arc<Coherence>>) -> Response {
	answer(StatusCode::OK, &Status::of(&coherence))
}

async fn measure(State(coherence): State<Arc<Coherence>>, request: Request) -> Response {
	let outcome = match read(&coherence, request).await {
		Ok(body) => coherence.answer(&body).await,
		Err(fault) => Err(fault),
	};
	match outcome {
		Ok(outcome) => answer(StatusCode::OK, &outcome),
		Err(fault) => refusal(&fault),
	}
}

async fn read(coherence: &Coherence, request: Request) -> Result<Vec<u8>, Fault> {
	// Any page can make a browser post here. What is reported costs the operator.
	if coherence.reports.is_some() && request.headers().contains_key(ORIGIN) {
		return Err(Fault {
			status: StatusCode::FORBIDDEN,
			code: "origin",
			message:
				"the request comes from a browser, and signals are reported: use another client"
					.to_owned(),
		});
	}
	read_body(request.into_body(), MAX_BODY, BODY_LIMIT).await.map_err(|error| {
		let (status, code) = match error {
			BodyError::TooLarge => (StatusCode::PAYLOAD_TOO_LARGE, "body_too_large"),
			BodyError::Timeout => (StatusCode::REQUEST_TIMEOUT, "timeout"),
			BodyError::Incomplete => (StatusCode::BAD_REQUEST, "malformed"),
		};
		Fault { status, code, message: format!("{error}: at most {MAX_BODY} bytes") }
	})
}

async fn listen(State(coherence): State<Arc<Coherence>>, headers: HeaderMap) -> Response {
	let heard = headers.get(LAST_EVENT_ID).map(|id| id.to_str().unwrap_or_default());
	match coherence.hub.listen(heard) {
		Some(listener) => listener.into_response(),
		None => refusal(&Fault {
			status: StatusCode::SERVICE_UNAVAILABLE,
			code: "too_many_listeners",
			message: "as many listen as may: end one".to_owned(),
		}),
	}
}

fn refusal(fault: &Fault) -> Response {
	let Fault { status, code, message } = fault;
	answer(*status, &json!({ "error": { "code": code, "message": message } }))
}

fn answer(status: StatusCode, value: &impl Serialize) -> Response {
	let Ok(text) = serde_json::to_vec(value) else {
		return StatusCode::INTERNAL_SERVER_ERROR.into_response();
	};
	let mut response = (status, Body::from(text)).into_response();
	response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
	response
}
