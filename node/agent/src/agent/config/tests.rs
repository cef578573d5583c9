// SPDX-License-Identifier: Apache-2.0

//! Which configurations are accepted.

use super::*;
use std::os::unix::fs::PermissionsExt;

const ALICE: &str = "//Alice";

fn address(name: &str) -> String {
	use tonnetz_crypto::AnyPair;
	AnyPair::from_suri(Scheme::Falcon512, name, None).unwrap().account_id().to_ss58check()
}

fn read_with_mode(text: &str, mode: u32) -> Result<Config, String> {
	let dir = tempfile::tempdir().unwrap();
	let path = dir.path().join("agent.toml");
	fs::write(&path, text).unwrap();
	fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
	Config::read(&path).map_err(|error| error.to_string())
}

fn read(text: &str) -> Result<Config, String> {
	read_with_mode(text, 0o644)
}

fn gate(key: &str, planner: &str) -> String {
	format!(
		"[gate.key]\naccount = \"{}\"\n[[gate.secrets]]\nname = \"ci\"\nplanner = \"{}\"\n\
		 file = \"ci.secret\"\n",
		address(key),
		address(planner)
	)
}

fn executor(key: &str) -> String {
	format!(
		"[executor.key]\naccount = \"{}\"\n[executor.targets.web]\ncheckout = \"/srv/web\"\n",
		address(key)
	)
}

#[test]
fn the_example_is_read_as_it_is_and_with_all_its_parts() {
	let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/agent.toml");
	let text = fs::read_to_string(path).unwrap();
	let config = read(&text).unwrap();
	assert!(config.gate.is_none() && config.executor.is_none());
	let (mut whole, mut names) = (String::new(), ["//A", "//B", "//C", "//D", "//E"].iter());
	for line in text.lines() {
		let part = line.strip_prefix("# ").unwrap_or(line);
		let is_toml = part.starts_with('[') || part.contains(" = ");
		whole.push_str(if is_toml { part } else { line });
		whole.push('\n');
	}
	while whole.contains("\"5...\"") {
		let account = format!("\"{}\"", address(names.next().unwrap()));
		whole = whole.replacen("\"5...\"", &account, 1);
	}
	let config = read(&whole).unwrap();
	assert_eq!(config.keys().count(), 2);
	assert_eq!(config.signals.infrastructure.streams().count(), 4);
	assert!(config.operator.is_some() && config.coherence.report);
	let (gate, executor) = (config.gate.unwrap(), config.executor.unwrap());
	assert_eq!(gate.listen, "127.0.0.1:4321");
	assert_eq!(executor.account(), &executor.operator.clone().unwrap());
	assert!(gate.key.suri_file.unwrap().is_absolute());
	assert!(executor.targets["resona-mycelial"].git.is_some());
}

#[test]
fn faults_name_their_key() {
	let alice = address(ALICE);
	let secrets = "[[gate.secrets]]\nname = \"ci\"\nfile = \"f\"\nplanner = \"5x\"";
	for (text, names) in [
		("", "data-dir"),
		("data-dir = 1", "data-dir"),
		("data-dir = \"d\"\nspeed = 1", "speed"),
		("data-dir = \"d\"\n[node]\ntimeout = \"soon\"", "node.timeout"),
		("data-dir = \"d\"\n[node]\nurl = \"http://h\"", "node.url"),
		("data-dir = \"d\"\n[node]\nport = 1", "in `node`"),
		("data-dir = \"d\"\n[status]\nlisten = \"here\"", "status: listen"),
		("data-dir = \"d\"\n[status]\nlisten = \"0.0.0.0:1\"", "allow-remote = true"),
		("data-dir = \"d\"\n[limits]\ncommands = 0", "limits.commands"),
		("data-dir = \"d\"\n[gate.key]\naccount = \"5x\"", "gate.key.account"),
		(&format!("data-dir = \"d\"\n[gate.key]\naccount = \"{alice}\""), "secrets"),
		(&format!("data-dir = \"d\"\n[gate.key]\naccount = \"{alice}\"\n{secrets}"), "planner"),
		(
			&format!("data-dir = \"d\"\n[executor.key]\naccount = \"{alice}\"\nscheme = \"rsa\""),
			"executor.key.scheme",
		),
		(
			&format!("data-dir = \"d\"\n[executor.key]\naccount = \"{alice}\"\n[executor.targets]"),
			"executor.targets",
		),
		("data-dir = ", "line 1"),
		("data-dir = \"d\"\n[node]\n= 1", "line 3"),
	] {
		let message = read(text).unwrap_err();
		assert!(message.contains(names), "{text:?}: {message}");
		assert!(!message.contains('\n'), "{message:?}");
	}
	let message =
		read(&format!("data-dir = \"d\"\n{}", executor("//A").replace("web]", "\"W b\"]")));
	assert!(message.unwrap_err().contains("executor.targets.\"W b\""));
}

#[test]
fn other_machines_connect_only_if_allowed() {
	let text = "data-dir = \"d\"\n[status]\nlisten = \"[::]:9955\"\n";
	assert!(read(text).unwrap_err().contains("status"));
	assert!(read(&format!("{text}allow-remote = true")).is_ok());
	assert!(read("data-dir = \"d\"\n[status]\nlisten = \"[::1]:9955\"").is_ok());
	let gate =
		gate("//A", "//B").replace("[gate.key]", "[gate]\nlisten = \"10.0.0.1:1\"\n[gate.key]");
	assert!(read(&format!("data-dir = \"d\"\n{gate}")).unwrap_err().contains("gate"));
}

#[test]
fn roles_are_kept_apart() {
	let both =
		|gate: String, executor: String| read(&format!("data-dir = \"d\"\n{gate}{executor}"));
	assert!(both(gate("//A", "//B"), executor("//C")).is_ok());
	assert!(both(gate("//A", "//A"), executor("//C")).is_ok());
	let message = both(gate("//A", "//B"), executor("//A")).unwrap_err();
	assert!(message.contains("no key both submits and claims"), "{message}");
	let message = both(gate("//A", "//B"), executor("//B")).unwrap_err();
	assert!(message.contains("no policy lists an account as both"), "{message}");
}

#[test]
fn nobody_else_may_change_the_file() {
	for mode in [0o600, 0o640, 0o644] {
		assert!(read_with_mode("data-dir = \"d\"", mode).is_ok(), "{mode:o}");
	}
	for mode in [0o620, 0o602, 0o666] {
		let message = read_with_mode("data-dir = \"d\"", mode).unwrap_err();
		assert!(message.contains("chmod go-w"), "{message}");
	}
}

#[test]
fn paths_are_relative_to_the_file() {
	let config = read(&format!("data-dir = \"d\"\n{}", gate("//A", "//B"))).unwrap();
	assert!(config.data_dir.is_absolute() && config.data_dir.ends_with("d"));
	assert!(config.socket().ends_with("d/agent.sock"));
	assert!(config.gate.unwrap().secrets[0].file.is_absolute());
}

#[test]
fn paths_of_a_target_are_relative_to_the_file_and_programs_are_not() {
	let dir = tempfile::tempdir().unwrap();
	let path = dir.path().join("agent.toml");
	let text = format!(
		"data-dir = \"d\"\n[executor.key]\naccount = \"{}\"\n\
		 [executor.targets.web]\ncheckout = \"web\"\nhome = \"../home\"\n\
		 [executor.targets.web.git]\nauthor-name = \"A\"\nauthor-email = \"a@example.org\"\n\
		 env-file = \"git.env\"\n[executor.targets.web.vercel]\ntoken-file = \"vercel.token\"\n\
		 project-dir = \"site\"\n[executor.targets.web.hooks.tidy]\nprogram = \"tidy.sh\"\n",
		address(ALICE)
	);
	fs::write(&path, &text).unwrap();
	for name in ["git.env", "vercel.token"] {
		fs::write(dir.path().join(name), "NAME=value\n").unwrap();
		let mode = fs::Permissions::from_mode(0o600);
		fs::set_permissions(dir.path().join(name), mode).unwrap();
	}
	fs::create_dir_all(dir.path().join("web/.git")).unwrap();
	let mut target = Config::read(&path).unwrap().executor.unwrap().targets["web"].clone();
	let at = |name: &str| dir.path().join(name);
	assert_eq!(target.checkout, at("web"));
	assert_eq!(target.home, at("../home"));
	let vercel = target.vercel.as_mut().unwrap();
	assert_eq!(vercel.token_file, at("vercel.token"));
	// Of the checkout, not of the file.
	assert_eq!(vercel.project_dir.as_deref(), Some(Path::new("site")));
	// The executor takes them all, the files with secrets too, but not the program.
	let message = target.check("web").unwrap_err().to_string();
	assert!(message.contains("hooks.tidy.program: tidy.sh is not absolute"), "{message}");
	target.hooks.clear();
	target.check("web").unwrap();

	fs::write(&path, text.replace("\"web\"", "\"/srv/web\"")).unwrap();
	let target = Config::read(&path).unwrap().executor.unwrap().targets["web"].clone();
	assert_eq!(target.checkout, Path::new("/srv/web"));
	assert_eq!(target.home, at("../home"));
}
