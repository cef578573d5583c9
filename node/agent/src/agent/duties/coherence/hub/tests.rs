// SPDX-License-Identifier: Apache-2.0

//! Listeners of a hub, and nodes that tell it things.

use super::*;
use axum::response::IntoResponse;
use futures::StreamExt;
use jsonrpsee::{
	server::{Server, ServerHandle},
	RpcModule, SubscriptionMessage,
};
use std::pin::Pin;

const PATIENCE: Duration = Duration::from_secs(20);

/// A node whose subscription yields what is sent to it, and ends with it.
async fn node(address: &str) -> (String, ServerHandle, broadcast::Sender<Value>) {
	let (sender, _) = broadcast::channel(1_024);
	let mut module = RpcModule::new(sender.clone());
	module
		.register_subscription(
			"signals_subscribeCoherence",
			"signals_coherence",
			"signals_unsubscribeCoherence",
			|_, pending, sender, _| async move {
				let mut told = sender.subscribe();
				let sink = pending.accept().await?;
				while let Ok(value) = told.recv().await {
					sink.send(SubscriptionMessage::from_json(&value)?).await?;
				}
				Ok(())
			},
		)
		.unwrap();
	let server = Server::builder().build(address).await.unwrap();
	let url = format!("ws://{}", server.local_addr().unwrap());
	(url, server.start(module), sender)
}

/// The text of a listener's stream.
struct Text(Pin<Box<dyn Stream<Item = String> + Send>>, String);

impl Text {
	fn of(hub: &Hub, heard: Option<&str>) -> Option<Self> {
		let body = hub.listen(heard)?.into_response().into_body();
		let chunks = body.into_data_stream();
		let text = chunks.map(|chunk| String::from_utf8(chunk.unwrap().to_vec()).unwrap());
		Some(Self(Box::pin(text), String::new()))
	}

	/// The next event: its name, identifier and data.
	async fn event(&mut self) -> Option<(String, String, Value)> {
		loop {
			if let Some((event, rest)) = self.1.split_once("\n\n") {
				let field = |name: &str| {
					let line = event.lines().find_map(|line| line.strip_prefix(name));
					line.unwrap_or_default().trim().to_owned()
				};
				let event = (field("event:"), field("id:"), field("data:"));
				self.1 = rest.to_owned();
				return Some((event.0, event.1, serde_json::from_str(&event.2).unwrap()));
			}
			let chunk = timeout(PATIENCE, self.0.next()).await.unwrap()?;
			self.1.push_str(&chunk);
		}
	}
}

fn spawn(hub: &Arc<Hub>) -> tokio::task::JoinHandle<()> {
	let hub = hub.clone();
	tokio::spawn(async move { hub.follow().await })
}

#[tokio::test]
async fn listeners_hear_what_the_node_tells() {
	let (url, _server, sender) = node("127.0.0.1:0").await;
	let hub = Arc::new(Hub::new(url));
	let task = spawn(&hub);
	let mut one = Text::of(&hub, None).unwrap();
	assert_eq!(one.event().await.unwrap().0, "following");
	let mut two = Text::of(&hub, None).unwrap();
	assert_eq!(two.event().await.unwrap().0, "following");
	let notice = json!({ "told": "report", "ratio": "0.618033988749894848", "session": "a\r\nb" });
	sender.send(notice.clone()).unwrap();
	let mut heard = String::new();
	for listener in [&mut one, &mut two] {
		let (name, id, data) = listener.event().await.unwrap();
		assert_eq!((name.as_str(), &data), ("coherence", &notice));
		heard = id;
	}
	// Who comes back hears what came meanwhile, once.
	drop(two);
	for number in [1, 2] {
		sender.send(json!(number)).unwrap();
		assert_eq!(one.event().await.unwrap().2, number);
	}
	let mut back = Text::of(&hub, Some(&heard)).unwrap();
	assert_eq!(back.event().await.unwrap().2, 1);
	assert_eq!(back.event().await.unwrap().2, 2);
	sender.send(json!(3)).unwrap();
	assert_eq!(back.event().await.unwrap().2, 3);
	assert_eq!(hub.listeners(), 2);
	// The end of the agent is the end of the streams.
	hub.close();
	assert_eq!(back.event().await, None);
	task.abort();
}

#[tokio::test]
async fn a_lost_node_is_a_gap() {
	let (url, server, _sender) = node("127.0.0.1:0").await;
	let address = url.trim_start_matches("ws://").to_owned();
	let hub = Arc::new(Hub::new(url));
	let task = spawn(&hub);
	let mut listener = Text::of(&hub, None).unwrap();
	assert_eq!(listener.event().await.unwrap().0, "following");
	server.stop().unwrap();
	server.stopped().await;
	assert_eq!(listener.event().await.unwrap().0, "gap");
	let (_, _server, sender) = node(&address).await;
	assert_eq!(listener.event().await.unwrap().0, "following");
	sender.send(json!(7)).unwrap();
	assert_eq!(listener.event().await.unwrap().2, 7);
	task.abort();
}

#[tokio::test]
async fn there_is_room_for_so_many() {
	let hub = Hub::new("ws://127.0.0.1:1".to_owned());
	let mut all: Vec<_> = (0..MAX_LISTENERS).map(|_| Text::of(&hub, None).unwrap()).collect();
	assert!(Text::of(&hub, None).is_none());
	all.pop();
	assert!(Text::of(&hub, None).is_some());
}

#[tokio::test]
async fn who_does_not_listen_is_cut_off() {
	let hub = Hub::new("ws://127.0.0.1:1".to_owned());
	let mut slow = Text::of(&hub, None).unwrap();
	for number in 0..=KEPT {
		hub.tell(Told::Coherence, number.to_string());
	}
	let (name, id, _) = slow.event().await.unwrap();
	assert_eq!((name.as_str(), id.as_str()), ("gap", ""));
	assert_eq!(slow.event().await, None);
}
