// SPDX-License-Identifier: Apache-2.0

//! `/health`, `/ready`, `/metrics` and `/api/coherence`.

use super::{duties::coherence, run::Agent};
use axum::{
	body::Body,
	extract::State,
	http::{header::CONTENT_TYPE, HeaderValue, StatusCode},
	response::{IntoResponse, Response},
	routing::get,
	Router,
};
use serde_json::{json, Value};
use std::{sync::Arc, time::Duration};
use tokio::task::spawn_blocking;
use tonnetz_gate::http::Limits;

/// What bounds the connections: whoever asks is a probe, or a browser.
pub const LIMITS: Limits = Limits {
	connections: 64,
	head: Duration::from_secs(10),
	body: Duration::from_secs(10),
	age: Duration::from_secs(300),
	close: Duration::from_secs(5),
};

/// The routes.
pub fn router(agent: Arc<Agent>) -> Router {
	let coherence = coherence::router(agent.coherence.clone());
	Router::new()
		.route("/health", get(health))
		.route("/ready", get(ready))
		.route("/metrics", get(metrics))
		.fallback(not_found)
		.with_state(agent)
		.merge(coherence)
}

/// 200 as long as the process answers.
async fn health(State(agent): State<Arc<Agent>>) -> Response {
	json(StatusCode::OK, &json!({ "status": "ok", "mode": agent.mode() }))
}

/// 200 if the agent could act once unlocked, otherwise 503 with the reasons.
async fn ready(State(agent): State<Arc<Agent>>) -> Response {
	let checked = spawn_blocking(move || agent.obstacles()).await;
	let obstacles = checked.unwrap_or_else(|_| vec!["the check failed".to_owned()]);
	if obstacles.is_empty() {
		json(StatusCode::OK, &json!({ "status": "ready" }))
	} else {
		json(
			StatusCode::SERVICE_UNAVAILABLE,
			&json!({ "status": "not_ready", "reasons": obstacles }),
		)
	}
}

async fn metrics(State(agent): State<Arc<Agent>>) -> Response {
	agent.measure();
	match agent.metrics.text() {
		Ok(text) => typed(StatusCode::OK, "text/plain; version=0.0.4", text),
		Err(error) => {
			json(StatusCode::INTERNAL_SERVER_ERROR, &json!({ "error": error.to_string() }))
		}
	}
}

async fn not_found() -> Response {
	let message = "path: there is nothing here; use /health, /ready, /metrics or /api/coherence";
	json(StatusCode::NOT_FOUND, &json!({ "error": { "code": "not_found", "message": message } }))
}

fn json(status: StatusCode, value: &Value) -> Response {
	typed(status, "application/json", value.to_string().into_bytes())
}

fn typed(status: StatusCode, kind: &'static str, text: Vec<u8>) -> Response {
	let mut response = (status, Body::from(text)).into_response();
	response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(kind));
	response
}
