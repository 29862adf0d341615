"""Runs student code, with the standard library and NumPy alone: nothing of the judge's is here.

The folder is bound by its name into the sandbox, so its modules import each other relatively. The whole protocol:

    plain       judge -> session                                         over standard input and output
    sandboxed   judge -> bubblewrap -> zygote -> supervisor -> session   over a socket for each session

 1. The zygote imports the packages and says "warm". For each session the judge sends it one end of a socket; it forks
    a supervisor, which makes the namespaces and forks the session as their first process.
 2. The judge sends the opening: files, modules, packages, limits. The session writes the files, confines itself, and
    says "confined" with the layers that hold; or "unconfined", and ends.
 3. Only then a fork of it imports the student's modules, and says "ready" or "raised"; the session says "timeout" or
    "died" where the fork cannot. It runs none of the student's code itself, unless that is trusted.
 4. The judge sends a probe, as often as it likes. Each time a new fork imports the modules, calls the probe, and says
    "returned", "raised" or "uncrossable"; the session passes it on unread, and kills whatever the fork left running.
 5. When the judge hangs up, the supervisor kills the session, and the kernel all that is in its namespaces. The zygote
    ends when its own socket closes, at the latest with the judge; the kernel kills supervisors and sessions with it.

All that a session says may be the student's own words, so the judge decodes it as hostile (its replies.py).
"""
