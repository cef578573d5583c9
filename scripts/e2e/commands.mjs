// SPDX-License-Identifier: Apache-2.0
//
// CUST policies and commands for the tests, as JSON and as the chain's calls take them.

/** A policy as `cust.setPolicy` takes it. What is not given allows pushes of `src` to `main`. */
export function policy(roles, overrides = {}) {
  return {
    version: 0,
    planners: [],
    executors: [],
    approvers: [],
    approvals: 1,
    operations: [{ GitCommitAndPush: { branches: ['main'], messagePrefixes: ['feat: ', 'fix: '] } }],
    pathAllow: ['src/**', 'README.md'],
    pathDeny: ['**/*.pem'],
    maxOperations: 2,
    timeToLive: 200,
    approvalTimeout: 100,
    maxRuntime: 100,
    cooldown: 0,
    model: null,
    destructive: false,
    ...roles,
    ...overrides,
  };
}

/** A command as planners write it. */
export function push(target, { branch = 'main', message = 'feat: what a planner wants', ...rest } = {}) {
  const operations = [{ type: 'git', action: 'commit_and_push', branch, message }];
  return { version: 'cust-1.0', intent: 'deploy', target, operations, ...rest };
}

/** The same command as `cust.submit` takes it. */
export function onChain({ intent, target, operations, constraints = null, meta = null }) {
  return {
    version: { major: 1, minor: 0 },
    intent,
    target,
    operations: operations.map(({ branch, message }) => ({ GitCommitAndPush: { branch, message, force: null } })),
    constraints: constraints && { paths: constraints.paths ?? null, deny: constraints.deny ?? null },
    meta,
  };
}
