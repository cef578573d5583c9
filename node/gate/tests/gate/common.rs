// SPDX-License-Identifier: Apache-2.0

//! What the tests of this folder share.

use sp_core::H256;
use std::{
	io::Write,
	net::SocketAddr,
	path::{Path, PathBuf},
	sync::{
		atomic::{AtomicU64, Ordering},
		Arc, Mutex,
	},
};
use tokio::{
	io::{AsyncReadExt, AsyncWriteExt},
	net::TcpStream,
	sync::{oneshot, Semaphore},
	task::JoinHandle,
};
use tonnetz_core::{
	cust::{Reason, Verdict},
	AccountId, Moment,
};
use tonnetz_gate::{
	sign, Answer, Block, Gate, Key, Known, Limits, Listen, Log, Refused, Secret, Secrets,
	Submission, Submit, SubmitError,
};

/// The secret of the vectors, and that of the first planner.
pub const SECRET: &str = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
/// That of the second.
pub const OTHER_SECRET: &str = "another secret of a planner, long enough to be one";

pub fn planner(number: u8) -> AccountId {
	AccountId::new([number; 32])
}

pub fn secret(name: &str, number: u8, text: &str) -> Secret {
	Secret { name: name.into(), planner: planner(number), key: Key::new(text.as_bytes()).unwrap() }
}

pub fn secrets() -> Secrets {
	Secrets::new(vec![secret("first", 1, SECRET), secret("second", 2, OTHER_SECRET)]).unwrap()
}

pub fn now() -> Moment {
	let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
	since.as_millis().try_into().unwrap()
}

/// A command with this `meta`.
pub fn command(target: &str, meta: &str) -> String {
	format!(
		r#"{{"version":"cust-1.0","intent":"deploy","target":"{target}","operations":[{{"type":"vercel","action":"deploy"}}],"meta":{meta}}}"#
	)
}

/// A fresh command that no other is equal to, signed by the first planner.
pub fn fresh() -> String {
	static NEXT: AtomicU64 = AtomicU64::new(0);
	let nonce = NEXT.fetch_add(1, Ordering::Relaxed);
	signed(&command("a", &format!(r#"{{"timestamp":{},"nonce":"fresh-{nonce}"}}"#, now())))
}

pub fn signed(command: &str) -> String {
	sign(command, &Key::new(SECRET.as_bytes()).unwrap()).unwrap()
}

/// What the ledger does with a submission.
#[derive(Clone, Copy, Eq, PartialEq)]
pub enum Mode {
	/// Takes it and says so.
	Up,
	/// Says that its key is locked.
	Locked,
	/// Does not take it, and says so; knows nothing of earlier ones.
	Down,
	/// Says that it may not be taken.
	Refusing,
	/// Takes it, but says that it does not know.
	Mute,
	/// Does not take it, and says that it does not know.
	Deaf,
	/// Fails in a way nobody thought of.
	Panicking,
}

/// A chain of one process: it numbers what it takes, keeps it in memory or in a file, and judges by
/// the name of the target.
#[derive(Clone)]
pub struct Ledger(Arc<State>);

struct State {
	mode: Mutex<Mode>,
	taken: Mutex<Vec<[u8; 32]>>,
	file: Option<PathBuf>,
	/// How many may yet go through.
	pass: Semaphore,
	/// How many have come.
	came: Semaphore,
}

impl Ledger {
	pub fn new() -> Self {
		Self::with(None, Semaphore::MAX_PERMITS / 2)
	}

	/// One that lets nothing through before [`pass`](Self::pass) says so.
	pub fn closed() -> Self {
		Self::with(None, 0)
	}

	/// One that knows what a file of it says.
	pub fn at(path: &Path) -> Self {
		let ledger = Self::with(Some(path.to_owned()), Semaphore::MAX_PERMITS / 2);
		*ledger.0.taken.lock().unwrap() = Self::lines(path);
		ledger
	}

	pub fn lines(path: &Path) -> Vec<[u8; 32]> {
		let text = std::fs::read_to_string(path).unwrap_or_default();
		text.lines().map(|line| hex::decode(line).unwrap().try_into().unwrap()).collect()
	}

	fn with(file: Option<PathBuf>, pass: usize) -> Self {
		Self(Arc::new(State {
			mode: Mutex::new(Mode::Up),
			taken: Mutex::default(),
			file,
			pass: Semaphore::new(pass),
			came: Semaphore::new(0),
		}))
	}

	pub fn set(&self, mode: Mode) {
		*self.0.mode.lock().unwrap() = mode;
	}

	pub fn pass(&self, count: usize) {
		self.0.pass.add_permits(count);
	}

	/// Waits until so many more have come.
	pub async fn came(&self, count: u32) {
		self.0.came.acquire_many(count).await.unwrap().forget();
	}

	/// The signatures of what was taken, in that order.
	pub fn taken(&self) -> Vec<[u8; 32]> {
		self.0.taken.lock().unwrap().clone()
	}

	fn take(&self, submission: &Submission) -> u64 {
		let mut taken = self.0.taken.lock().unwrap();
		if let Some(path) = &self.0.file {
			let mut file = std::fs::File::options().create(true).append(true).open(path).unwrap();
			file.write_all(format!("{}\n", hex::encode(submission.signature)).as_bytes()).unwrap();
		}
		taken.push(submission.signature);
		taken.len() as u64 - 1
	}
}

impl Submit for Ledger {
	async fn submit(&self, submission: Submission) -> Result<Answer, SubmitError> {
		self.0.came.add_permits(1);
		self.0.pass.acquire().await.unwrap().forget();
		let mode = *self.0.mode.lock().unwrap();
		match mode {
			Mode::Up => {}
			Mode::Locked => return Err(SubmitError::Locked),
			Mode::Down => return Err(SubmitError::NotSubmitted("no node".into())),
			Mode::Refusing => return Err(SubmitError::Refused("not its proxy".into())),
			Mode::Deaf => return Err(SubmitError::Unknown("no answer".into())),
			Mode::Mute => {
				self.take(&submission);
				return Err(SubmitError::Unknown("no answer".into()));
			}
			Mode::Panicking => panic!("a fault of the backend"),
		}
		let id = self.take(&submission);
		let verdict = match submission.command.target.as_str() {
			Some("refused") => Verdict::Refused(Reason::OperationNotAllowed),
			Some("governed") => Verdict::NeedsApproval(2),
			_ => Verdict::Approved,
		};
		let block = Block { number: 7, hash: H256([7; 32]) };
		Ok(Answer { id: Some(id), verdict, receipt: Some(id + 100), block })
	}

	async fn known(&self, submission: &Submission, _since: Moment) -> Known {
		let taken = self.taken();
		match taken.iter().position(|signature| *signature == submission.signature) {
			Some(id) => Known::Submitted(Some(id as u64)),
			None if *self.0.mode.lock().unwrap() == Mode::Down => Known::Unclear,
			None => Known::Absent,
		}
	}
}

/// Keeps what the gate says it refused.
#[derive(Clone, Default)]
pub struct Refusals(Arc<Mutex<Vec<Refused>>>);

impl Refusals {
	pub fn all(&self) -> Vec<Refused> {
		self.0.lock().unwrap().clone()
	}
}

impl Log for Refusals {
	fn refused(&self, refused: &Refused) {
		self.0.lock().unwrap().push(refused.clone());
	}
}

/// A gate that listens.
pub struct Server {
	pub address: SocketAddr,
	pub gate: Gate<Ledger>,
	pub refusals: Refusals,
	stop: oneshot::Sender<()>,
	task: JoinHandle<()>,
}

impl Server {
	pub async fn start(journal: &Path, ledger: &Ledger) -> Self {
		Self::with(journal, ledger, Limits::default()).await
	}

	pub async fn with(journal: &Path, ledger: &Ledger, limits: Limits) -> Self {
		let refusals = Refusals::default();
		let gate =
			Gate::open(secrets(), journal, limits, ledger.clone(), refusals.clone()).unwrap();
		let listener = Listen::parse("127.0.0.1:0", false).unwrap().bind().await.unwrap();
		let address = listener.local_addr().unwrap();
		let (stop, stopped) = oneshot::channel();
		let served = gate.clone().serve(listener, async {
			let _ = stopped.await;
		});
		Self { address, gate, refusals, stop, task: tokio::spawn(served) }
	}

	/// Ends it, so that its journal can be opened again.
	pub async fn stop(self) {
		self.stop.send(()).unwrap();
		self.task.await.unwrap();
	}

	pub async fn post(&self, body: &str) -> Response {
		post(self.address, body).await
	}

	pub async fn send(&self, request: &[u8]) -> Response {
		send(self.address, request).await
	}
}

/// What came back.
#[derive(Debug)]
pub struct Response {
	pub status: u16,
	pub head: String,
	pub json: serde_json::Value,
}

impl Response {
	pub fn code(&self) -> &str {
		self.json["error"]["code"].as_str().unwrap_or("none")
	}

	#[track_caller]
	pub fn is(&self, status: u16, code: &str) -> &Self {
		assert_eq!((self.status, self.code()), (status, code), "{self:?}");
		self
	}
}

pub async fn post(address: SocketAddr, body: &str) -> Response {
	let length = body.len();
	let request = format!(
		"POST /cust/execute HTTP/1.1\r\nHost: gate\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}"
	);
	send(address, request.as_bytes()).await
}

/// Sends a request and reads until the connection is closed.
pub async fn send(address: SocketAddr, request: &[u8]) -> Response {
	let mut stream = TcpStream::connect(address).await.unwrap();
	stream.write_all(request).await.unwrap();
	read(&mut stream).await
}

pub async fn read(stream: &mut TcpStream) -> Response {
	let mut bytes = Vec::new();
	stream.read_to_end(&mut bytes).await.unwrap();
	let text = String::from_utf8(bytes).unwrap();
	let (head, body) = text.split_once("\r\n\r\n").expect("an answer");
	let status = head.split(' ').nth(1).unwrap().parse().unwrap();
	let json = serde_json::from_str(body).unwrap_or_else(|_| panic!("no JSON: {text}"));
	Response { status, head: head.to_ascii_lowercase(), json }
}
