// SPDX-License-Identifier: Apache-2.0

use super::*;
use serde_json::{json, Value};
use std::{fs, os::unix::fs::PermissionsExt};

struct Fixture {
	dir: tempfile::TempDir,
}

impl Fixture {
	fn new() -> Self {
		let dir = tempfile::tempdir().unwrap();
		fs::create_dir_all(dir.path().join("checkout/.git")).unwrap();
		fs::create_dir(dir.path().join("plain")).unwrap();
		let token = dir.path().join("token");
		fs::write(&token, "token").unwrap();
		fs::set_permissions(&token, fs::Permissions::from_mode(0o600)).unwrap();
		Self { dir }
	}

	/// A target with every section, one member of which is replaced.
	fn target(&self, pointer: &str, value: Value) -> Result<Target, serde_json::Error> {
		let path = |name: &str| self.dir.path().join(name);
		let mut target = json!({
			"checkout": path("checkout"), "home": "/home/x", "path": "/usr/bin:/bin", "env": ["TZ"],
			"limits": { "step-timeout": 10, "output": 1000, "kill-grace": 1 },
			"git": {
				"program": "git", "url": "git@example.org:a/b", "remote": "origin",
				"author-name": "A", "author-email": "a@example.org",
				"env-file": null, "credential-helper": "store",
			},
			"vercel": { "program": "vercel", "token-file": path("token"), "project-dir": "src", "args": [] },
			"services": { "nginx": { "unit": "nginx.service" } },
			"hooks": { "h": { "program": "/bin/true", "args": [] } },
			"containers": { "program": "docker", "names": { "web": { "networks": ["front"] } } },
		});
		if let Some(place) = target.pointer_mut(pointer) {
			*place = value;
		} else {
			let (parent, name) = pointer.rsplit_once('/').unwrap();
			target.pointer_mut(parent).unwrap()[name] = value;
		}
		serde_json::from_value(target)
	}

	#[track_caller]
	fn fault(&self, pointer: &str, value: Value) -> ConfigFault {
		let error = self.target(pointer, value).unwrap().check("site").unwrap_err();
		assert_eq!(error.target, "site");
		error.fault
	}
}

#[test]
fn a_target_of_every_section_is_taken() {
	let fixture = Fixture::new();
	fixture.target("/limits/kill-grace", json!(1)).unwrap().check("site").unwrap();
	let least = json!({ "checkout": fixture.dir.path() });
	serde_json::from_value::<Target>(least).unwrap().check("a/b.c-d").unwrap();
}

#[test]
fn each_fault_has_its_name() {
	use ConfigFault::{
		Limit, NoDirectory, NoWorkTree, OutsideCheckout, Relative, Secret, TargetName, Text,
		UnitAndArgv, Url,
	};

	let fixture = Fixture::new();
	let path = |name: &str| json!(fixture.dir.path().join(name));
	let check = |pointer: &str, value, is: fn(&ConfigFault) -> bool| {
		let fault = fixture.fault(pointer, value);
		assert!(is(&fault), "{pointer}: {fault:?}");
		assert!(!fault.to_string().contains('\n'));
	};
	let good = fixture.target("/limits/kill-grace", json!(1)).unwrap();
	assert!(matches!(good.check("No name").unwrap_err().fault, TargetName));
	for pointer in ["/checkout", "/home", "/path", "/git/env-file", "/vercel/token-file"] {
		check(pointer, json!("relative"), |fault| matches!(fault, Relative { .. }));
	}
	check("/path", json!("/usr/bin:."), |fault| matches!(fault, Relative { .. }));
	check("/hooks/h/program", json!("true"), |fault| matches!(fault, Relative { .. }));
	check("/services/nginx", json!({ "argv": ["x"] }), |fault| matches!(fault, Relative { .. }));
	check("/checkout", path("none"), |fault| matches!(fault, NoDirectory(_)));
	check("/checkout", path("plain"), |fault| matches!(fault, NoWorkTree(_)));
	for (key, value) in [
		("step-timeout", 0),
		("step-timeout", 86_401),
		("output", 67_108_865),
		("kill-grace", 0),
		("kill-grace", 61),
	] {
		let pointer = format!("/limits/{key}");
		check(&pointer, json!(value), |fault| matches!(fault, Limit { .. }));
	}
	for (pointer, value) in [
		("/env", json!(["GIT_DIR"])),
		("/env", json!(["LD_PRELOAD"])),
		("/env", json!(["A=b"])),
		("/git/program", json!("./git")),
		("/git/program", json!("-c")),
		("/git/remote", json!("--all")),
		("/git/author-name", json!(" ")),
		("/git/author-name", json!("A\nB")),
		("/git/author-email", json!("a>b")),
		("/git/credential-helper", json!("a\nb")),
		("/vercel/program", json!("bin/vercel")),
		("/vercel/scope", json!("--prod")),
		("/vercel/args", json!(["--token=x"])),
		("/vercel/args", json!(["-t", "x"])),
		("/vercel/args", json!(["a\0"])),
		("/services", json!({ "-x": {} })),
		("/services/nginx/unit", json!("--all")),
		("/hooks", json!({ "a b": { "program": "/x" } })),
		("/hooks/h/args", json!(["a\0"])),
		("/containers/program", json!("a/b")),
		("/containers/names/web/networks", json!(["--x"])),
	] {
		check(pointer, value, |fault| matches!(fault, Text { .. }));
	}
	check("/services/nginx", json!({ "unit": "a", "argv": ["/a"] }), |fault| {
		matches!(fault, UnitAndArgv(_))
	});
	for directory in ["..", "/etc", "src/../.."] {
		check("/vercel/project-dir", json!(directory), |fault| matches!(fault, OutsideCheckout(_)));
	}
	check("/git/url", json!("ext::sh"), |fault| matches!(fault, Url(UrlFault::Unsupported)));
	for pointer in ["/vercel/token-file", "/git/env-file"] {
		check(pointer, path("none"), |fault| matches!(fault, Secret { .. }));
	}
}

#[test]
fn a_key_that_nobody_knows_is_refused() {
	let fixture = Fixture::new();
	for pointer in [
		"/shell",
		"/git/force",
		"/limits/none",
		"/vercel/token",
		"/services/nginx/user",
		"/hooks/h/env",
		"/containers/all",
	] {
		let error = fixture.target(pointer, json!(1)).unwrap_err().to_string();
		assert!(error.contains("unknown field"), "{pointer}: {error}");
	}
}
