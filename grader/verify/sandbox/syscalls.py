"""Numbers of the system calls that the filter names: (x86_64, aarch64), from asm/unistd_64.h and asm-generic/unistd.h."""

from __future__ import annotations

#: the newest call in the tables: removexattrat
LAST_KNOWN = 466

#: looked at by their arguments
CLONE, CLONE3, UNSHARE = (56, 220), (435, 435), (272, 97)
PERSONALITY, SOCKET, SOCKETPAIR, IOCTL, PRCTL, FCNTL = (135, 92), (41, 198), (53, 199), (16, 29), (157, 167), (72, 25)
MKNOD_X86, MKNODAT = 133, (259, 33)

#: refused always
DENIED: dict[str, tuple[int, int]] = {
    # other processes
    "ptrace": (101, 117),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "kcmp": (312, 272),
    "pidfd_getfd": (438, 438),
    "process_madvise": (440, 440),
    "move_pages": (279, 239),
    "migrate_pages": (256, 238),
    # mounts and namespaces
    "setns": (308, 268),
    "mount": (165, 40),
    "umount2": (166, 39),
    "pivot_root": (155, 41),
    "chroot": (161, 51),
    "open_tree": (428, 428),
    "move_mount": (429, 429),
    "fsopen": (430, 430),
    "fsconfig": (431, 431),
    "fsmount": (432, 432),
    "fspick": (433, 433),
    "mount_setattr": (442, 442),
    "name_to_handle_at": (303, 264),
    "open_by_handle_at": (304, 265),
    # state that all processes of the machine share
    "add_key": (248, 217),
    "request_key": (249, 218),
    "keyctl": (250, 219),
    "settimeofday": (164, 170),
    "clock_settime": (227, 112),
    "clock_adjtime": (305, 266),
    "adjtimex": (159, 171),
    "sethostname": (170, 161),
    "setdomainname": (171, 162),
    "quotactl": (179, 60),
    "quotactl_fd": (443, 443),
    "syslog": (103, 116),
    "swapon": (167, 224),
    "swapoff": (168, 225),
    "acct": (163, 89),
    "vhangup": (153, 58),
    "reboot": (169, 142),
    # memory that no process shows: a segment or a queue needs nobody who has it open
    "shmget": (29, 194),
    "msgget": (68, 186),
    "semget": (64, 190),
    # a timer may send SIGCONT to a process that was stopped
    "timer_create": (222, 107),
    # a worker that is given one processor would put others to work beside it
    "sched_setaffinity": (203, 122),
    # wide surfaces of the kernel that grading needs nothing of
    "bpf": (321, 280),
    "perf_event_open": (298, 241),
    "userfaultfd": (323, 282),
    "io_uring_setup": (425, 425),
    "io_uring_enter": (426, 426),
    "io_uring_register": (427, 427),
    "fanotify_init": (300, 262),
    "memfd_secret": (447, 447),
    "init_module": (175, 105),
    "finit_module": (313, 273),
    "delete_module": (176, 106),
    "kexec_load": (246, 104),
    "kexec_file_load": (320, 294),
    "lookup_dcookie": (212, 18),
    "nfsservctl": (180, 42),
}

#: refused always, absent on aarch64
DENIED_X86: dict[str, int] = {
    "ioperm": 173,
    "iopl": 172,
    "modify_ldt": 154,
    "uselib": 134,
    "ustat": 136,
    "sysfs": 139,
    "_sysctl": 156,
}
