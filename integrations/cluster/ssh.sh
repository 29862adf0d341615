#!/usr/bin/env bash
# Starts a scheduler here, and by SSH a worker on every machine that is named; Ctrl-C ends them all. If a worker ends, the
# others go on.
#
#     integrations/cluster/ssh.sh CERTIFICATES HOST...
#
# CERTIFICATES is the folder that `autograder cluster certificates` made; a worker's are copied to the same path on each HOST.
# The kit has to lie at the same path everywhere, with its extra `cluster`: DASK says where its `dask` is, if not on the PATH.
# ADDRESS is by what name or number the machines reach this one, PORT by which port; SSH is how to call them.
set -euo pipefail

certificates=$(realpath "$1")
shift
dask=${DASK:-$(command -v dask)}
address=${ADDRESS:-$(hostname -f)}
port=${PORT:-8786}
read -ra ssh <<<"${SSH:-ssh -o BatchMode=yes}"

trap 'trap - EXIT; kill $(jobs -p) 2>/dev/null; wait' EXIT
for host in "$@"; do
  tar --create --directory "$certificates" ca.pem worker.pem worker.yaml |
    "${ssh[@]}" "$host" "umask 077; mkdir -p '$certificates' && tar --extract --directory '$certificates'"
done
DASK_CONFIG="$certificates/scheduler.yaml" "$dask" scheduler --host "$address" --port "$port" &
scheduler=$!
for host in "$@"; do
  # With a terminal, so that the worker ends when this connection does.
  "${ssh[@]}" -tt "$host" "DASK_CONFIG='$certificates/worker.yaml' '$dask' worker 'tls://$address:$port'" </dev/null &
done
wait "$scheduler"
