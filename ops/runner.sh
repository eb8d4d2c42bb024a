#!/usr/bin/env bash
# A grading machine: registers a runner for one job, runs it, throws away everything the job has written, and begins again.
#
#   ops/runner.sh OWNER/REPO [BRANCH]     as root, with `gh` logged in as an administrator of the repository
#
# Once before, by the commands of docs/setup.md: the user grader-runner, and below /opt/grader/base, owned by that user, the runner
# (github.com/actions/runner, 2.327.1 or newer) in runner/, a virtual environment with the grader's packages in venv/, and home/.
# A job sees that directory through a layer which takes what it writes; /opt/grader itself only root can enter.
set -eu
repository=${1:?OWNER/REPO}
branch=${2:-main}
home=/opt/grader
job=/srv/grader
user=grader-runner
hook=/usr/local/lib/grader
here=$(dirname "$(readlink -f "$0")")

wipe() {
  # whatever a job has left running dies with its user's processes
  pkill -KILL -u "$user" || true
  mountpoint --quiet "$job" && umount --lazy "$job"
  rm -rf "$home/layer" "$home/overlay"
  find /tmp /var/tmp /dev/shm -xdev -user "$user" -delete 2> /dev/null || true
}

one_job() {
  mkdir -p "$home/layer" "$home/overlay" "$job"
  mount -t overlay overlay -o "lowerdir=$home/base,upperdir=$home/layer,workdir=$home/overlay" "$job"
  # the administrator's token stays with this process; the runner gets a configuration that is good for one job
  config=$(gh api --method POST "repos/$repository/actions/runners/generate-jitconfig" \
    -f "name=$(hostname)-$(date +%s)" -F runner_group_id=1 \
    -f 'labels[]=self-hosted' -f 'labels[]=linux' -f 'labels[]=x64' -f 'labels[]=gpu-jit' --jq .encoded_jit_config)
  # private parts of evaluation sets, if there are any (docs/operators.md)
  private=()
  [ -d "$job/private" ] && private=("GRADER_PRIVATE=$job/private")
  runuser --user "$user" -- env --ignore-environment --chdir="$job/runner" "${private[@]}" \
    HOME="$job/home" LANG=C.UTF-8 PATH="$job/venv/bin:/usr/local/bin:/usr/bin:/bin" \
    ACTIONS_RUNNER_HOOK_JOB_STARTED="$hook/pre-job.sh" ./run.sh --jitconfig "$config"
}

[ "$(id -u)" = 0 ] || { echo "run it as root: it mounts, and drops its rights itself" >&2; exit 1; }
[ -x "$home/base/runner/run.sh" ] || { echo "no runner in $home/base/runner; see docs/setup.md" >&2; exit 1; }
chmod 700 "$home"
install --directory --owner=root --group=root --mode=755 "$hook"
install --owner=root --group=root --mode=755 "$here/pre-job.sh" "$hook/pre-job.sh"
echo "$repository/.github/workflows/grade.yml@refs/heads/$branch" > "$hook/workflow"
trap wipe EXIT
trap 'exit 0' INT TERM
while true; do
  wipe
  one_job || sleep 60 # GitHub or the network is away: ask again in a minute
done
