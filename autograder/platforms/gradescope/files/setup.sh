#!/usr/bin/env bash
# Gradescope runs this once, as root, to build the image: Python 3.11 or later, and what the judge needs, in /opt/chainrule.
set -euo pipefail
export DEBIAN_FRONTEND=noninteractive

new_enough() {
    command -v "$1" >/dev/null && "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))'
}

apt-get update -qq
apt-get install -y -qq --no-install-recommends bubblewrap || echo "No system bubblewrap; pip may bring one along."
apt-get install -y -qq --no-install-recommends python3 python3-venv

python=python3
if ! new_enough python3; then
    for python in python3.13 python3.12 python3.11; do
        apt-get install -y -qq --no-install-recommends "$python" "$python-venv" && new_enough "$python" && break
    done
fi
if ! new_enough "$python"; then
    echo "Python 3.11 or later is not to be had here. Choose a newer base image: Ubuntu 22.04 or later." >&2
    exit 1
fi

"$python" -m venv /opt/chainrule
/opt/chainrule/bin/python -m pip install --no-cache-dir --requirement /autograder/source/requirements.txt
chmod 0700 /autograder/source
