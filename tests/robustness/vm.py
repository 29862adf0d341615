"""Runs a command on this machine's files in a virtual machine whose kernel delegates a cgroup v2 and has Landlock.

    python tests/robustness/vm.py [--user] [--no-group] -- COMMAND ...

For a machine whose own kernel offers neither. qemu emulates the processor, so it needs no rights and is many times
slower. Debian's kernel and busybox are fetched once, into build/vm/. The guest sees this machine's files as they are;
what it writes, it writes to its memory. COMMAND is alone in a group with memory and pids, as with `systemd-run --scope
-p Delegate=yes`; with `--user` it is an ordinary user's, and so is the group. What COMMAND prints is printed, and then
the groups that are left below its own; its exit status is this program's.
"""

from __future__ import annotations

import argparse
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

REPO = Path(__file__).parents[2]
KEPT = REPO / "build/vm"
USER = 1000
NEVER_RAN = 125  # exit status
# In the order in which they need one another; a kernel that has one built in has no file for it.
MODULES = ("virtio_ring", "virtio", "virtio_pci_legacy_dev", "virtio_pci_modern_dev", "virtio_pci")
MODULES += ("netfs", "fscache", "9pnet", "9pnet_virtio", "9p", "overlay")
APPLETS = ("sh", "mount", "mkdir", "cp", "insmod", "ifconfig", "switch_root")
GROUP = "/sys/fs/cgroup/delegated"

# The guest's first process: this machine's files below, a file system in memory above.
INIT = """#!/busybox sh
export PATH=/
mount -t proc proc /proc
mount -t sysfs sysfs /sys
mount -t devtmpfs dev /dev
for module in {modules}; do insmod /modules/$module || echo "insmod $module failed"; done
ifconfig lo up
mount -t tmpfs -o size=60% memory /memory
mkdir -p /memory/upper /memory/work /memory/host /memory/root
mount -t 9p -o ro,trans=virtio,version=9p2000.L,cache=loose,msize=512000 host /memory/host
mount -t overlay -o lowerdir=/memory/host,upperdir=/memory/upper,workdir=/memory/work overlay /memory/root
for folder in proc sys dev; do mount --move /$folder /memory/root/$folder; done
mount -t tmpfs run /memory/root/run
cp /busybox /guest /command /memory/root/run/
exec switch_root /memory/root /bin/sh /run/guest
"""

# The same process, with this machine's files as its root.
GUEST = """
export PATH={path} HOME=/tmp LC_ALL=C.UTF-8
mkdir -p /dev/shm /dev/pts
mount -t tmpfs -o mode=1777 shm /dev/shm
mount -t devpts pts /dev/pts
for folder in $(echo {parents}); do chmod a+x $folder; done  # an ordinary user may run what is below
mount -t cgroup2 cgroup2 /sys/fs/cgroup
cd /sys/fs/cgroup
echo "+memory +pids" >cgroup.subtree_control
mkdir {group}
chown {user} {group} {group}/cgroup.procs {group}/cgroup.threads {group}/cgroup.subtree_control
cd {folder}
{{ sh /run/command </dev/null; echo $? >/dev/ttyS1; }} 2>&1 | cat  # no terminal, so no colours and no progress
echo "left below the group: $(cd {group} && find . -mindepth 1 -type d | sort | tr '\\n' ' ')"
/run/busybox poweroff -f
"""

# What COMMAND starts from: a process alone in the group, as the user it is for.
COMMAND = """
{enter}
exec {command}
"""


def fetch() -> tuple[Path, Path, Path]:
    """The kernel, the folder of its modules, and busybox, from Debian's packages; fetched if they are not there."""
    if not (KEPT / "fetched").exists():
        KEPT.mkdir(parents=True, exist_ok=True)
        needed = subprocess.check_output(["apt-cache", "depends", "linux-image-amd64"], text=True)
        image = re.search(r"Depends: (linux-image-\S+)", needed)
        if image is None:
            sys.exit("apt knows no kernel: this needs Debian's package linux-image-amd64. Try: apt-get update")
        with tempfile.TemporaryDirectory(prefix="chainrule-vm-") as folder:
            subprocess.run(["apt-get", "download", "-qq", image[1], "busybox-static"], cwd=folder, check=True)
            for package in Path(folder).glob("*.deb"):
                subprocess.run(["dpkg-deb", "-x", package, KEPT], check=True)
        (KEPT / "fetched").touch()
    return next(KEPT.glob("boot/vmlinuz-*")), next(KEPT.glob("lib/modules/*")), KEPT / "bin/busybox"


def initramfs(folder: Path, modules: Path, busybox: Path, scripts: dict[str, str]) -> Path:
    """The file system that the kernel starts from: busybox, the modules, and the scripts, by their names."""
    tree = folder / "tree"
    for name in ("proc", "sys", "dev", "memory", "modules"):
        (tree / name).mkdir(parents=True)
    shutil.copy(busybox, tree / "busybox")
    for applet in APPLETS:
        (tree / applet).symlink_to("busybox")
    found = [next(modules.rglob(f"{name}.ko*"), None) for name in MODULES]
    names = [shutil.copy(path, tree / "modules") and path.name for path in found if path]
    for name, text in {**scripts, "init": INIT.format(modules=" ".join(names))}.items():
        (tree / name).write_text(text)
        (tree / name).chmod(0o755)
    paths = "\n".join(str(path.relative_to(tree)) for path in sorted(tree.rglob("*")))
    archive = folder / "initramfs"
    with archive.open("wb") as file:
        command = [busybox, "cpio", "-o", "-H", "newc"]
        subprocess.run(command, cwd=tree, input=paths.encode(), stdout=file, stderr=subprocess.DEVNULL, check=True)
    return archive


def scripts_for(command: list[str], as_user: bool, in_group: bool) -> dict[str, str]:
    """What the guest runs: its setting up, and the command as that user, in the group or outside."""
    user = f"{USER}:{USER}" if as_user else "0:0"
    python = Path(sys.base_prefix).resolve()
    parents = [str(path) for root in (python, REPO) for path in (root, *root.parents)][:-1]
    become = ["setpriv", f"--reuid={USER}", f"--regid={USER}", "--clear-groups"] if as_user else []
    guest = GUEST.format(
        path=os.environ["PATH"],
        parents=shlex.join(parents),
        group=GROUP,
        user=user,
        folder=shlex.quote(os.getcwd()),
    )
    enter = f"echo $$ >{GROUP}/cgroup.procs" if in_group else ""
    return {"guest": guest, "command": COMMAND.format(enter=enter, command=shlex.join([*become, *command]))}


def boot(scripts: dict[str, str], memory_mb: int, seconds: float) -> int:
    """Starts the machine, and waits until it is off; the command's exit status. What it prints is printed."""
    qemu = shutil.which("qemu-system-x86_64")
    if qemu is None:
        sys.exit("qemu is not installed: apt-get install --no-install-recommends qemu-system-x86")
    kernel, modules, busybox = fetch()
    with tempfile.TemporaryDirectory(prefix="chainrule-vm-") as folder:
        archive, status = initramfs(Path(folder), modules, busybox, scripts), Path(folder) / "status"
        command = [qemu, "-accel", "tcg,thread=multi", "-cpu", "max", "-smp", "2", "-m", str(memory_mb)]
        command += ["-nodefaults", "-display", "none", "-no-reboot", "-kernel", str(kernel), "-initrd", str(archive)]
        command += ["-append", "console=ttyS0 loglevel=3 panic=-1 mitigations=off"]
        command += ["-serial", "stdio", "-serial", f"file:{status}"]
        command += ["-virtfs", "local,path=/,mount_tag=host,security_model=none,readonly=on,multidevs=remap"]
        try:
            subprocess.run(command, stdin=subprocess.DEVNULL, check=True, timeout=seconds)
        except subprocess.TimeoutExpired:
            print(f"The machine was switched off after {seconds:g} s.", file=sys.stderr)
        said = status.read_text().split() if status.exists() else []
    return int(said[0]) if said else NEVER_RAN


def main() -> int:
    """Reads the arguments, and runs the command."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--user", action="store_true", help="run COMMAND as an ordinary user, not as root")
    parser.add_argument("--no-group", action="store_true", help="run COMMAND outside of the delegated group")
    parser.add_argument("--memory", type=int, default=4096, metavar="MB", help="of the machine (4096)")
    parser.add_argument("--seconds", type=float, default=1800, help="after which the machine is switched off (1800)")
    parser.add_argument("command", nargs="+", metavar="COMMAND", help="a program and its arguments, after --")
    options = parser.parse_args()
    return boot(scripts_for(options.command, options.user, not options.no_group), options.memory, options.seconds)


if __name__ == "__main__":
    sys.exit(main())
