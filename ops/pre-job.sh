#!/usr/bin/env bash
# What the runner asks before each job (ACTIONS_RUNNER_HOOK_JOB_STARTED): any other job than the grading of this repository, by the
# workflow of its default branch, ends here. The second barrier: the first is the event policy, since a job can end hooks of its own.
set -eu
# The file is root's: a workflow can set variables, but not those that begin with GITHUB_.
IFS= read -r allowed < "$(dirname "$(readlink -f "$0")")/workflow"

refuse() {
  echo "refused: $1" >&2
  exit 1
}

case "${GITHUB_EVENT_NAME:-}" in
  pull_request_target | workflow_dispatch) ;;
  *) refuse "the event ${GITHUB_EVENT_NAME:-(none)} may not use this machine" ;;
esac
[ "${GITHUB_WORKFLOW_REF:-}" = "$allowed" ] || refuse "the workflow ${GITHUB_WORKFLOW_REF:-(none)} is not $allowed"
