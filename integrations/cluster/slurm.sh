#!/usr/bin/env bash
# Grades one assignment on the machines of a Slurm job, then ends. From the course's folder:
#
#     sbatch --export=ALL,CERTIFICATES=$HOME/certificates,ASSIGNMENT=03_classifier integrations/cluster/slurm.sh
#
# CERTIFICATES is the folder that `autograder cluster certificates` made, and it lies, like the course and the environment with
# the kit and its extra `cluster`, on a disk that all machines share. `autograder` and `dask` have to be on the PATH.
#SBATCH --job-name=chainrule
#SBATCH --nodes=2
#SBATCH --ntasks-per-node=1
#SBATCH --cpus-per-task=4
#SBATCH --time=02:00:00
set -euo pipefail
umask 077

address=$CERTIFICATES/scheduler-$SLURM_JOB_ID.json
trap 'trap - EXIT; kill $(jobs -p) 2>/dev/null; wait; rm -f "$address"' EXIT
DASK_CONFIG=$CERTIFICATES/scheduler.yaml dask scheduler --port 0 --scheduler-file "$address" &
scheduler=$!
until [ -s "$address" ]; do
  kill -0 "$scheduler" # else there is nothing to wait for
  sleep 1
done
# A worker on each machine, with a judge for each of its processors; its files lie on the machine's own disk. Since Slurm
# 22.05 `srun` gives it one processor unless told how many.
DASK_CONFIG=$CERTIFICATES/worker.yaml srun --cpus-per-task="$SLURM_CPUS_PER_TASK" \
  dask worker --scheduler-file "$address" --nthreads "$SLURM_CPUS_PER_TASK" --local-directory "${SLURM_TMPDIR:-/tmp}" &
autograder grade "$ASSIGNMENT" --scheduler-file "$address" --certificates "$CERTIFICATES"
