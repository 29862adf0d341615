"""Runs student code: the standard library and NumPy only, nothing of the judge's.

The folder is bound by its name into the sandbox, so its modules import each other relatively and nothing else of the
kit. All of the protocol between judge and worker (`entry` starts both kinds of worker, `wire` has the frames):

    plain       judge -> session                                         over standard input and output
    sandboxed   judge -> bubblewrap -> zygote -> supervisor -> session   over a socket for each session

 1. The zygote imports the packages, says "warm", and waits. For each session the judge sends it one end of a socket;
    it forks a supervisor, which makes the namespaces and forks the session as their first process.
 2. The judge sends the opening: files, modules to import, packages on offer, limits. The session writes the files,
    gives up all it could do harm with, and says "confined" with the layers that hold, or "unconfined" and ends.
 3. Only then does it import the student's modules, and says "ready" or "raised".
 4. The judge sends a probe with its arguments, as often as it likes. The session forks, the fork calls the probe, and
    the session passes on its "returned", "raised" or "uncrossable", or says itself "timeout" or "died".
 5. A probe's processes are killed when it has answered, or is late. When the judge hangs up, the supervisor kills the
    session, and the kernel whatever is in its namespaces. When the zygote ends, the kernel kills each supervisor and
    session; the zygote ends when its own socket closes, and bubblewrap kills it when the judge is gone.

All that a session says may be the student's own words, so the judge decodes it as hostile (its replies.py).
"""
