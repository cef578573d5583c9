// SPDX-License-Identifier: Apache-2.0

//! What operations run, by the configuration of the target.

use crate::common::*;
use serde_json::{json, Value};
use std::{fs, os::unix::fs::PermissionsExt};
use tonnetz_core::cust::Command;
use tonnetz_executor::Fault;

#[test]
fn an_operation_that_is_not_configured_stops_the_command_before_the_first() {
	let world = World::new();
	let list = world.path("list");
	let mut target = hooks(&world, &[("a", &format!("echo a >>{}", list.display()))]);
	target["git"] = Value::Null;
	target["containers"] = json!({ "names": { "web": { "networks": ["front"] } } });
	for (operation, what) in [
		(json!({ "type": "hook", "action": "run", "name": "b" }), "hooks.b"),
		(json!({ "type": "service", "action": "restart", "name": "b" }), "services.b"),
		(json!({ "type": "vercel", "action": "deploy" }), "vercel"),
		(
			json!({ "type": "git", "action": "commit_and_push", "branch": "main", "message": "m" }),
			"git",
		),
		(
			json!({ "type": "container", "action": "network_connect", "container": "db", "network": "front" }),
			"containers.names.db with front",
		),
		(
			json!({ "type": "container", "action": "network_connect", "container": "web", "network": "back" }),
			"containers.names.web with back",
		),
	] {
		let command = command(json!([{ "type": "hook", "action": "run", "name": "a" }, operation]));
		// Whoever is about to claim it can ask.
		let executor = world.executor(target.clone());
		assert!(
			matches!(executor.check(&command), Err(Fault::NotConfigured(found)) if found == what)
		);
		drop(executor);
		let report = world.run(target.clone(), &command);
		let message = failed(&report, "not_configured");
		assert!(message.starts_with(&format!("{what} is not configured")), "{message}");
		assert_eq!(evidence(&report)["fault"]["operation"], 1);
		assert!(report.steps.is_empty());
	}
	assert!(!list.exists());
	assert!(world.executor(target).check(&hook("a")).is_ok());
}

#[test]
fn deployments_are_made_by_the_real_arguments() {
	let world = World::new();
	let token = world.path("token");
	fs::write(&token, "verysecrettoken\n").unwrap();
	fs::set_permissions(&token, fs::Permissions::from_mode(0o600)).unwrap();
	let program = recorder(
		&world,
		"vercel",
		"\"https://inspect.example\" \"token $VERCEL_TOKEN org $VERCEL_ORG_ID\" https://site-1.example",
	);
	let target = json!({ "vercel": {
		"program": program, "token-file": token, "scope": "team", "project-dir": "src",
		"org-id": "org_1", "project-id": "prj_1", "args": ["--archive=tgz"],
	} });
	let deploy = |operation: Value| command(json!([operation]));
	let report = world.run(
		target.clone(),
		&deploy(json!({ "type": "vercel", "action": "deploy", "prod": true })),
	);
	succeeded(&report);
	assert_eq!(recorded(&world, "vercel"), "deploy\n--yes\n--prod\n--scope\nteam\n--archive=tgz\n",);
	let operation = evidence(&report)["operations"][0].clone();
	assert_eq!(operation["url"], "https://site-1.example");
	let printed = String::from_utf8(report.steps[0].stdout.tail.clone()).unwrap();
	assert!(printed.contains("token *** org org_1"), "{printed}");
	let directory = String::from_utf8(report.steps[0].stderr.tail.clone()).unwrap();
	assert!(directory.trim_end().ends_with("/checkout/src"), "{directory}");
	for text in [&report.evidence, &report.log] {
		assert!(!String::from_utf8_lossy(text).contains("verysecret"));
	}

	for preview in [
		json!({ "type": "vercel", "action": "deploy" }),
		json!({ "type": "vercel", "action": "deploy", "prod": false }),
	] {
		succeeded(&world.run(target.clone(), &deploy(preview)));
		assert_eq!(recorded(&world, "vercel"), "deploy\n--yes\n--scope\nteam\n--archive=tgz\n");
	}

	// The token is looked at before anything is run.
	fs::set_permissions(&token, fs::Permissions::from_mode(0o600)).unwrap();
	let executor = world.executor(target);
	fs::set_permissions(&token, fs::Permissions::from_mode(0o640)).unwrap();
	let deploy = deploy(json!({ "type": "vercel", "action": "deploy" }));
	assert!(matches!(executor.check(&deploy), Err(Fault::Secret(_))));
	executor.claimed(0, &deploy).unwrap();
	let report = run(&executor, 0, &deploy, &()).unwrap();
	failed(&report, "secret_file");
	assert!(report.steps.is_empty());
}

#[test]
fn force_is_refused_whatever_the_chain_said() {
	let world = World::new();
	world.write("src/a.txt", "x");
	let force = command(json!([{
		"type": "git", "action": "commit_and_push", "branch": "main", "message": "m", "force": true,
	}]));
	let report = world.run(json!({}), &force);
	failed(&report, "malformed");
	assert!(report.steps.is_empty());
}

#[test]
fn services_are_restarted_and_containers_connected_as_configured() {
	let world = World::new();
	let bin = world.path("bin");
	fs::create_dir(&bin).unwrap();
	for name in ["systemctl", "docker", "restart"] {
		fs::rename(recorder(&world, name, "ok"), bin.join(name)).unwrap();
	}
	let target = json!({
		"path": format!("{}:/usr/bin:/bin", bin.display()),
		"services": {
			"nginx": {},
			"web": { "unit": "web@1.service" },
			"own": { "argv": [bin.join("restart"), "--now", "own service"] },
		},
		"containers": { "names": { "web": { "networks": ["front"] } } },
	});
	for (name, program, argv) in [
		("nginx", "systemctl", "restart\nnginx\n"),
		("web", "systemctl", "restart\nweb@1.service\n"),
		("own", "restart", "--now\nown service\n"),
	] {
		let command = command(json!([{ "type": "service", "action": "restart", "name": name }]));
		succeeded(&world.run(target.clone(), &command));
		assert_eq!(recorded(&world, program), argv);
	}
	let connect = |alias: Option<&str>| -> Command {
		let mut operation = json!({
			"type": "container", "action": "network_connect", "container": "web", "network": "front",
		});
		operation
			.as_object_mut()
			.unwrap()
			.extend(alias.map(|alias| ("alias".into(), json!(alias))));
		command(json!([operation]))
	};
	succeeded(&world.run(target.clone(), &connect(Some("www"))));
	assert_eq!(recorded(&world, "docker"), "network\nconnect\n--alias\nwww\nfront\nweb\n");
	succeeded(&world.run(target, &connect(None)));
	assert_eq!(recorded(&world, "docker"), "network\nconnect\nfront\nweb\n");
}
