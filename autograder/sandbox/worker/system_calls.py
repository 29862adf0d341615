"""Says what the sandbox answers every system call of Linux, and why: allowed, refused, or by argument.

docs/security/system-calls.md shows it as a table.
"""

from __future__ import annotations

from typing import NamedTuple

# Linux's numbers, which other systems' `errno` does not have.
EPERM = 1
EINVAL = 22
ENOTTY = 25
EROFS = 30
ENOSYS = 38
# For a call that is not made, and whose caller is told that it was.
DONE = 0
# What is allowed; not an error's number.
ALLOWED = -1


class Group(NamedTuple):
    """Calls that are answered alike: `answer` is `ALLOWED`, `DONE` or an error's number."""

    title: str
    calls: tuple[str, ...]
    answer: int
    why: str


class ByArgument(NamedTuple):
    """A call that is allowed if its argument of this number is one of `values`, or has none of the bits `without`."""

    call: str
    argument: int
    values: tuple[int, ...]
    without: int
    answer: int
    why: str


def _group(title: str, calls: str, answer: int, why: str) -> Group:
    return Group(title, tuple(calls.split()), answer, why)


GROUPS = (
    _group(
        "reading and writing open files",
        """
            read readv pread64 preadv preadv2 write writev pwrite64 pwritev pwritev2 lseek ftruncate fallocate close
            close_range dup dup2 dup3 pipe pipe2
        """,
        ALLOWED,
        "act on what is open: files for reading, the file for what is printed, and pipes, all of the session itself",
    ),
    _group(
        "finding and opening files",
        """
            open openat openat2 creat access faccessat faccessat2 stat fstat lstat newfstatat statx statfs fstatfs
            readlink readlinkat getdents getdents64 getcwd chdir fchdir umask getxattr lgetxattr fgetxattr listxattr
            llistxattr flistxattr
        """,
        ALLOWED,
        "bubblewrap, `mount` and `landlock` say which files there are, and that none can be written",
    ),
    _group(
        "changing folders and files by name",
        """
            truncate mkdir mkdirat rmdir rename renameat renameat2 unlink unlinkat link linkat symlink symlinkat
        """,
        ALLOWED,
        "every file system is read-only, and says so or that nothing is there, which honest code may expect",
    ),
    _group(
        "modes and times of files",
        "chmod fchmod fchmodat fchmodat2 utime utimes utimensat futimesat",
        EROFS,
        "need no open file, and everybody who may write to it sets the times of a device such as /dev/null, which the "
        "next submission reads; `mount` makes devices read-only as well",
    ),
    _group(
        "memory of its own",
        """
            mmap munmap mremap mprotect brk madvise msync mincore mbind set_mempolicy get_mempolicy
            set_mempolicy_home_node map_shadow_stack mseal
        """,
        ALLOWED,
        "what every program does; NumPy and PyTorch place memory on nodes by it",
    ),
    _group(
        "threads, and processes below it",
        """
            clone fork vfork exit exit_group wait4 waitid futex futex_waitv futex_wake futex_wait futex_requeue
            set_robust_list get_robust_list set_tid_address rseq restart_syscall sched_yield sched_getaffinity
            sched_setaffinity sched_getparam sched_getscheduler sched_getattr sched_get_priority_max
            sched_get_priority_min sched_rr_get_interval getcpu getpriority setpriority ioprio_get arch_prctl
        """,
        ALLOWED,
        "the worker forks for every probe, libraries compute in threads; `pid` shows no other process",
    ),
    _group(
        "signals and sleep",
        """
            rt_sigaction rt_sigprocmask rt_sigreturn rt_sigpending rt_sigtimedwait rt_sigsuspend sigaltstack kill
            tkill tgkill pause alarm getitimer setitimer nanosleep clock_nanosleep poll ppoll select pselect6
            eventfd eventfd2 timerfd_create timerfd_settime timerfd_gettime signalfd signalfd4
        """,
        ALLOWED,
        "reach only what `pid` and `landlock` leave in sight; a process has one timer of each kind, and `rlimits` "
        "counts signals that wait",
    ),
    _group(
        "asking about the process and the machine",
        """
            getpid getppid gettid getuid geteuid getgid getegid getresuid getresgid getgroups getpgid getpgrp getsid
            setsid setpgid getrlimit setrlimit prlimit64 getrusage times sysinfo uname prctl capget gettimeofday
            time clock_gettime clock_getres getrandom
        """,
        ALLOWED,
        "change nothing outside of the session; limits can only be lowered",
    ),
    _group(
        "open files by number",
        "fcntl ioctl",
        ALLOWED,
        "what Python asks every file that it opens",
    ),
    _group(
        "flushing and advice",
        "sync syncfs fsync fdatasync sync_file_range fadvise64 readahead",
        DONE,
        "nothing here could be flushed, and the disk, its queue and its cache belong to everybody; who asks goes "
        "on as if it were done",
    ),
    _group(
        "locks on files",
        "flock",
        EPERM,
        "need only reading, and hold up whoever else locks the file, outside too",
    ),
    _group(
        "watching files",
        "inotify_init inotify_init1 inotify_add_watch inotify_rm_watch fanotify_init fanotify_mark",
        EPERM,
        "a user has 128 instances in all, so the files of the instructor could no longer be watched",
    ),
    _group(
        "waiting by epoll",
        """
            epoll_create epoll_create1 epoll_ctl epoll_wait epoll_pwait epoll_pwait2 epoll_ctl_old epoll_wait_old
        """,
        ENOSYS,
        "what a user may watch is counted together, and takes memory of the kernel; select and poll are left",
    ),
    _group(
        "timers and signals that queue",
        """
            timer_create timer_settime timer_gettime timer_getoverrun timer_delete rt_sigqueueinfo rt_tgsigqueueinfo
        """,
        EPERM,
        "count among the signals that may wait for the user, outside too; `rlimits` limits what kill queues",
    ),
    _group(
        "memory that stays",
        "mlock mlock2 mlockall munlock munlockall",
        EPERM,
        "is taken from everybody and never swapped; `rlimits` allows none by mmap either",
    ),
    _group(
        "priorities and core scheduling",
        "sched_setparam sched_setscheduler sched_setattr ioprio_set",
        EPERM,
        "weigh against processes outside, and nobody needs them to compute",
    ),
    _group(
        "processes of others",
        """
            ptrace process_vm_readv process_vm_writev process_madvise process_mrelease kcmp pidfd_open pidfd_getfd
            pidfd_send_signal move_pages migrate_pages
        """,
        EPERM,
        "the memory, files and signals of another process",
    ),
    _group(
        "other programs",
        "execve execveat uselib",
        EPERM,
        "a submission is modules, and a crash in a setuid program is the oldest escape",
    ),
    _group(
        "sockets",
        """
            socket socketpair bind listen accept accept4 connect getsockname getpeername sendto recvfrom sendmsg
            recvmsg sendmmsg recvmmsg setsockopt getsockopt shutdown
        """,
        EPERM,
        "network and neighbours; and out-of-band bytes, filters and options on the channel to the judge, which "
        "the worker reads and writes as a file",
    ),
    _group(
        "memory, queues and semaphores shared by name",
        """
            shmget shmat shmctl shmdt msgget msgsnd msgrcv msgctl semget semop semtimedop semctl mq_open mq_unlink
            mq_timedsend mq_timedreceive mq_notify mq_getsetattr
        """,
        EPERM,
        "are for processes that know each other; `ipc` hides those outside",
    ),
    _group(
        "files in memory",
        "memfd_create memfd_secret",
        EPERM,
        "count for no limit of a process; only the worker makes one, for what is printed",
    ),
    _group(
        "copies inside the kernel",
        "splice tee vmsplice sendfile copy_file_range remap_file_pages",
        EPERM,
        "put pages of shared files into pipes, where writing to them was an escape; shutil does without",
    ),
    _group(
        "owners, attributes and devices",
        """
            chown fchown lchown fchownat setxattr lsetxattr fsetxattr removexattr lremovexattr fremovexattr mknod
            mknodat
        """,
        EPERM,
        "change files that an ordinary user who grades may own; `mount` alone would be in the way",
    ),
    _group(
        "other users and powers",
        """
            setuid setgid setreuid setregid setresuid setresgid setfsuid setfsgid setgroups capset personality
            seccomp landlock_create_ruleset landlock_add_rule landlock_restrict_self lsm_get_self_attr
            lsm_set_self_attr lsm_list_modules
        """,
        EPERM,
        "a session stays who it is, with the layers that it has",
    ),
    _group(
        "namespaces and mounts",
        """
            unshare setns mount umount2 pivot_root chroot open_tree open_tree_attr move_mount fsopen fsconfig
            fsmount fspick mount_setattr name_to_handle_at open_by_handle_at statmount listmount
        """,
        EPERM,
        "would bring back all powers, in a namespace of its own",
    ),
    _group(
        "the machine itself",
        """
            acct adjtimex clock_adjtime clock_settime settimeofday sethostname setdomainname syslog reboot swapon
            swapoff init_module finit_module delete_module kexec_load kexec_file_load quotactl quotactl_fd vhangup
            iopl ioperm modify_ldt ustat sysfs
        """,
        EPERM,
        "are for root, or young and old corners of the kernel",
    ),
    _group(
        "large parts of the kernel",
        """
            bpf perf_event_open userfaultfd io_uring_setup io_uring_enter io_uring_register io_setup io_destroy
            io_submit io_cancel io_getevents io_pgetevents add_key request_key keyctl lookup_dcookie
        """,
        EPERM,
        "are where escapes are found, and share keys, locked pages and requests by user",
    ),
    _group(
        "young, rare, or gone",
        """
            clone3 membarrier cachestat getxattrat setxattrat listxattrat removexattrat file_getattr file_setattr
            pkey_mprotect pkey_alloc pkey_free uretprobe uprobe _sysctl create_module get_kernel_syms query_module
            nfsservctl getpmsg putpmsg afs_syscall tuxcall security set_thread_area get_thread_area vserver
        """,
        ENOSYS,
        "as if the kernel had none, so that libraries do without: glibc makes threads by clone, whose flags a "
        "filter can see",
    ),
)
# linux/fcntl.h: F_DUPFD, F_GETFD, F_SETFD, F_GETFL, F_SETFL, F_DUPFD_CLOEXEC, F_GETPIPE_SZ
_FCNTL = (0, 1, 2, 3, 4, 1030, 1032)
# asm-generic/ioctls.h: TCGETS, TIOCGWINSZ, FIONREAD, FIONBIO, FIONCLEX, FIOCLEX
_IOCTL = (0x5401, 0x5413, 0x541B, 0x5421, 0x5450, 0x5451)
# asm-generic/mman-common.h: MADV_DONTNEED, from MADV_NORMAL to MADV_WILLNEED, from MADV_FREE to MADV_KEEPONFORK without
# MADV_MERGEABLE and MADV_UNMERGEABLE, and those that guard stacks
_MADVISE = (4, 0, 1, 2, 3, 8, 9, 10, 11, *range(14, 20), 102, 103)
# linux/mman.h
_MAP_HUGETLB = 0x40000
# linux/prctl.h: PR_GET_DUMPABLE, PR_SET_NAME, PR_GET_NAME, PR_GET_SECCOMP, PR_SET_SECCOMP (which forks.py uses for a
# probe's process, and then denies it), PR_CAPBSET_READ, PR_GET_TIMERSLACK, PR_GET_NO_NEW_PRIVS, PR_GET_THP_DISABLE,
# PR_SVE_GET_VL, PR_GET_SPECULATION_CTRL, PR_GET_TAGGED_ADDR_CTRL, PR_SME_GET_VL, PR_GET_AUXV, and PR_SET_VMA, by which
# malloc names its memory
_PRCTL = (3, 15, 16, 21, 22, 23, 30, 39, 42, 51, 52, 56, 64, 0x41555856, 0x53564D41)
# sched.h: CLONE_NEWNS, CLONE_NEWCGROUP, CLONE_NEWUTS, CLONE_NEWIPC, CLONE_NEWUSER, CLONE_NEWPID, CLONE_NEWNET
_CLONE_NEW = 0x00020000 | 0x02000000 | 0x04000000 | 0x08000000 | 0x10000000 | 0x20000000 | 0x40000000
BY_ARGUMENT = (
    ByArgument(
        "fcntl", 1, _FCNTL, 0, EPERM,
        "a lease (F_SETLEASE) makes whoever opens the file wait, outside too; locks hold up others; F_NOTIFY, F_SETOWN "
        "and F_SETSIG send signals; F_SETPIPE_SZ takes what a user's pipes share",
    ),
    ByArgument("ioctl", 1, _IOCTL, 0, ENOTTY, "only what Python asks: is this a terminal, how wide, how much to read"),
    ByArgument(
        "mmap", 3, (), _MAP_HUGETLB, EPERM, "MAP_HUGETLB takes huge pages from a pool that the whole machine has once"
    ),
    ByArgument(
        "madvise", 2, _MADVISE, 0, EINVAL,
        "MADV_COLD and MADV_PAGEOUT push out pages that others use; MADV_MERGEABLE shares those that are equal to "
        "somebody else's, which then can be told by the time that writing takes",
    ),
    ByArgument("prctl", 0, _PRCTL, 0, EINVAL, 
        "what confines the session stays; PR_SCHED_CORE idles processors; a filter of one's own (PR_SET_SECCOMP, which "
        "only the worker sets) would write each call to the kernel's log"),
    ByArgument("prlimit64", 0, (0,), 0, EPERM, "only its own limits"),
    ByArgument("setpriority", 0, (0,), 0, EPERM, "PRIO_PROCESS: not those of a group or of a user"),
    ByArgument("clone", 0, (), _CLONE_NEW, EPERM, "threads and forks, but no new namespaces"),
)  # fmt: skip
