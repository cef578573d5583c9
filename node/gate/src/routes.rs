// SPDX-License-Identifier: Apache-2.0

//! The HTTP side of the gate.

use crate::{gate::Gate, http, refused::Refused, submit::Submit};
use axum::{
	body::Body,
	extract::{Request, State},
	http::{
		header::{CONNECTION, CONTENT_TYPE, RETRY_AFTER},
		HeaderValue, StatusCode,
	},
	response::{IntoResponse, Response},
	routing::{get, post},
	Router,
};
use serde::Serialize;
use tonnetz_core::cust::{json, Verdict};

impl<B: Submit> Gate<B> {
	/// `POST /cust/execute` and `GET /health`, for a server that has limits such as those of
	/// [`http::serve`].
	pub fn router(&self) -> Router {
		Router::new()
			.route("/cust/execute", post(execute::<B>))
			.route("/health", get(health::<B>))
			.fallback(not_found::<B>)
			.method_not_allowed_fallback(method_not_allowed::<B>)
			.with_state(self.clone())
	}
}

async fn execute<B: Submit>(State(gate): State<Gate<B>>, request: Request) -> Response {
	let limit = gate.limits().http.body;
	let body = match http::read_body(request.into_body(), json::MAX_LEN, limit).await {
		Ok(body) => body,
		Err(error) => {
			let mut response = gate.refuse(error.into()).into_response();
			// The rest of the body may still be on its way: nothing after it could be read.
			response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
			return response;
		}
	};
	match gate.execute(&body).await {
		Ok(answered) => {
			let status = match answered.answer.verdict {
				Verdict::Approved => StatusCode::OK,
				Verdict::NeedsApproval(_) => StatusCode::ACCEPTED,
				Verdict::Refused(_) => StatusCode::FORBIDDEN,
			};
			json(status, &answered)
		}
		Err(refused) => refused.into_response(),
	}
}

async fn health<B: Submit>(State(gate): State<Gate<B>>) -> Response {
	#[derive(Serialize)]
	struct Health {
		status: &'static str,
		in_flight: usize,
	}

	let in_flight = gate.counts().in_flight;
	if gate.is_healthy() {
		json(StatusCode::OK, &Health { status: "ok", in_flight })
	} else {
		json(StatusCode::SERVICE_UNAVAILABLE, &Health { status: "journal_failed", in_flight })
	}
}

async fn not_found<B: Submit>(State(gate): State<Gate<B>>) -> Response {
	let message = "path: there is nothing here; use POST /cust/execute or GET /health";
	gate.refuse(Refused::new(404, "not_found", message)).into_response()
}

async fn method_not_allowed<B: Submit>(State(gate): State<Gate<B>>) -> Response {
	let message = "method: not for this path; use POST /cust/execute or GET /health";
	gate.refuse(Refused::new(405, "method_not_allowed", message)).into_response()
}

impl From<http::BodyError> for Refused {
	fn from(error: http::BodyError) -> Self {
		match error {
			http::BodyError::TooLarge => Self::too_large(),
			http::BodyError::Timeout => {
				Self::new(408, "slow_request", "request: its body came too slowly; send it faster")
			}
			http::BodyError::Incomplete => {
				Self::new(400, "incomplete_request", "request: its body broke off; send it again")
			}
		}
	}
}

impl IntoResponse for Refused {
	fn into_response(self) -> Response {
		let status = StatusCode::from_u16(self.status);
		let mut response = json(status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR), &self);
		if let Some(seconds) = self.retry_after {
			response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
		}
		response
	}
}

fn json(status: StatusCode, value: &impl Serialize) -> Response {
	match serde_json::to_vec(value) {
		Ok(text) => {
			let mut response = (status, Body::from(text)).into_response();
			let json = HeaderValue::from_static("application/json");
			response.headers_mut().insert(CONTENT_TYPE, json);
			response
		}
		// No value here has a part that JSON cannot say.
		Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
	}
}
