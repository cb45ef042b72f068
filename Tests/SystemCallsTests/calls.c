// calls.c: makes calls of many kinds and writes down, for each, its registers and the program's memory before and after it, so
// that somebody who was not there can print what strace printed. Usage: calls LOG
#define _GNU_SOURCE
#include <stdio.h>
#include <fcntl.h>
#include <sys/types.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/times.h>
#include <sys/sysinfo.h>
#include <sys/utsname.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/uio.h>
#include <sys/epoll.h>
#include <sys/wait.h>
#include <sys/mman.h>
#include <sys/ioctl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <linux/netlink.h>
#include <linux/futex.h>
#include <poll.h>
#include <signal.h>
#include <sched.h>
#include <sys/prctl.h>
#include <arpa/inet.h>
#include <sys/timex.h>
#include <linux/capability.h>
#include <sys/statvfs.h>
#include <sys/timerfd.h>
#include <sys/signalfd.h>
#include <termios.h>
#include <sys/xattr.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/ipc.h>
#include <linux/openat2.h>
#include <linux/sched.h>
#include <stdlib.h>
#include <linux/fs.h>
#include <sys/mount.h>
#include <stddef.h>
#include <linux/usbdevice_fs.h>

#include "recorder.h"

static long b[1024];
static int pipe_ends[2];
static struct iovec buffers[3] = {{b, 10}, {b + 2, 4}, {b + 5, 100}};
static struct timespec moment = {0, 1000};

#include "tracing_calls.h"

static void files(void) {
    CALL(stat, "/etc/passwd", b);
    CALL(stat, "/dev/null", b);
    CALL(stat, "/etc/passwd", 0);
    CALL(lstat, "/proc/self/exe", b);
    CALL(newfstatat, -100, "/nonexistent", b, AT_SYMLINK_NOFOLLOW);
    CALL(statx, -100, "/etc/passwd", 0, 0x7ff, b);
    CALL(statfs, "/", b);
    CALL(fstatfs, 0, b);
    int file = CALL(openat, -100, "file", O_RDWR | O_CREAT | O_TRUNC, 0600);
    CALL(open, "file", O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    CALL(openat, -100, "/nonexistent/" "a name with \" and \n and \001" "2", O_WRONLY | O_APPEND);
    CALL(openat2, -100, "/nonexistent/x", &((struct open_how){O_CREAT, 0600, RESOLVE_BENEATH}), 24);
    CALL(fcntl, 0, F_GETFL);
    CALL(fcntl, file, F_SETLK, &((struct flock){F_WRLCK, 0, 0, 10}));
    CALL(fcntl, file, F_GETLK, &((struct flock){F_WRLCK, 0, 0, 10}));
    CALL(fcntl, file, F_OFD_SETLK, &((struct flock){F_UNLCK, 0, 0, 10}));
    CALL(flock, file, LOCK_EX | LOCK_NB);
    CALL(ftruncate, file, 100);
    CALL(truncate, "/nonexistent", 5);
    CALL(fallocate, file, FALLOC_FL_KEEP_SIZE, 0, 100);
    CALL(fadvise64, file, 0, 0, 2);
    CALL(lseek, file, 3, SEEK_SET);
    CALL(lseek, file, -3, SEEK_END);
    CALL(fsync, file);
    long offset = 3;
    CALL(copy_file_range, file, &offset, file, 0, 0, 0);
    CALL(sendfile, 1, file, 0, 10);
    CALL(sendfile, pipe_ends[1], file, &offset, 10);
    CALL(read, pipe_ends[0], b, 10);
    int folder = CALL(openat, -100, ".", O_RDONLY | O_DIRECTORY);
    CALL(getdents64, folder, b, 4096);
    CALL(getdents64, folder, b, 4096);
    CALL(lseek, folder, 0, 0);
    CALL(getdents, folder, b, 4096);
    CALL(getcwd, b, 4096);
    CALL(readlink, "/proc/self/exe", b, 100);
    CALL(readlink, "/proc/self/exe", b, 5);
    CALL(readlinkat, -100, "/proc/self/cwd", b, 100);
    CALL(access, "/etc", R_OK | X_OK);
    CALL(access, "/etc", F_OK);
    CALL(faccessat, -100, "/etc", 4);
    CALL(faccessat2, -100, "/etc", 4, 0x200);
    CALL(mknod, "/nonexistent/x", 010644, 0);
    CALL(mknodat, -100, "/nonexistent/x", 020666, 0x103);
    CALL(mkdir, "/nonexistent/x", 0755);
    CALL(chmod, "/nonexistent", 04755);
    CALL(chown, "/nonexistent", -1, 5);
    CALL(fchownat, -100, "/nonexistent", 1, -1, AT_SYMLINK_NOFOLLOW);
    CALL(rename, "/nonexistent", "/n2");
    CALL(renameat2, -100, "/nonexistent", -100, "/n2", RENAME_NOREPLACE);
    CALL(symlink, "a", "/nonexistent/b");
    CALL(unlink, "/nonexistent");
    CALL(unlinkat, -100, "/nonexistent", AT_REMOVEDIR);
    CALL(getxattr, "/etc/passwd", "user.x", b, 10);
    CALL(setxattr, "/nonexistent", "user.x", "va\0l", 4, 1);
    CALL(listxattr, "/etc/passwd", b, 10);
    CALL(utimensat, -100, "/nonexistent", ((struct timespec[]){{1, 2}, {0, UTIME_NOW}}), 0);
    CALL(utimensat, -100, "/nonexistent", ((struct timespec[]){{0, UTIME_OMIT}, {0, UTIME_NOW}}), 0);
    CALL(utimensat, -100, "file", ((struct timespec[]){{5, 0}, {1000000000, 0}}), 0);
    CALL(stat, "file", b);
    CALL(statx, -100, "file", AT_SYMLINK_NOFOLLOW, 0x7ff, b);
    CALL(utime, "/nonexistent", ((long[]){1, 1000000000}));
    CALL(utimes, "/nonexistent", ((long[]){1, 2, 3, 4}));
    CALL(umask, 077);
    CALL(umask, 022);
    CALL(mount, "none", "/nonexistent", "tmpfs", MS_NOSUID, "size=1");
    CALL(mount, "none", "/nonexistent", "tmpfs", MS_REMOUNT, 0);
    CALL(umount2, "/nonexistent", MNT_DETACH);
    CALL(chroot, "/nonexistent");
    CALL(inotify_init1, IN_CLOEXEC);
    CALL(inotify_add_watch, -1, "/nonexistent", IN_MODIFY | IN_CREATE);
    CALL(memfd_create, "name", 1);
    CALL(close_range, 100, 200, 0);
    CALL(dup3, 0, 77, O_CLOEXEC);
    CALL(close, 77);
}

static void reading(void) {
    CALL(pipe, pipe_ends);
    CALL(pipe2, pipe_ends, O_CLOEXEC);
    CALL(write, pipe_ends[1], "abc\n\0001\200\377", 8);
    CALL(read, pipe_ends[0], b, 100);
    CALL(write, pipe_ends[1], "0123456789012345678901234567890123456789", 40);
    CALL(readv, pipe_ends[0], buffers, 3);
    CALL(writev, pipe_ends[1], buffers, 3);
    CALL(preadv, 0, buffers, 1, 5, 0);
    CALL(pwritev, 0, buffers, 1, 5, 0);
    CALL(pread64, 0, b, 10, 5);
    CALL(preadv2, pipe_ends[0], buffers, 1, -1L, -1L, 0);
    CALL(read, pipe_ends[0], b, 1000);
    CALL(read, -1, b, 1000);
    CALL(write, -1, 8, 3);
    CALL(getrandom, b, 20, 0);
    CALL(getrandom, b, 40, 1);
    CALL(fcntl, pipe_ends[0], F_GETFD);
    CALL(fcntl, pipe_ends[0], F_SETFD, 1);
    CALL(fcntl, pipe_ends[0], F_SETFL, O_RDWR | O_NONBLOCK);
    CALL(fcntl, pipe_ends[0], F_DUPFD, 50);
    CALL(fcntl, pipe_ends[0], F_DUPFD_CLOEXEC, 50);
    CALL(fcntl, pipe_ends[0], F_GETPIPE_SZ);
    CALL(fcntl, pipe_ends[0], F_SETOWN, 1);
    CALL(fcntl, pipe_ends[0], F_GETSIG);
    CALL(fcntl, pipe_ends[0], 9999, 1);
}

static void polling(void) {
    struct pollfd pair[2] = {{0, POLLIN, 0}, {pipe_ends[1], POLLOUT, 0}};
    struct pollfd one = {pipe_ends[0], POLLIN | POLLPRI, 0};
    CALL(poll, pair, 2, 0);
    CALL(poll, &one, 1, 0);
    CALL(poll, 0, 0, 1);
    CALL(ppoll, pair, 2, &moment, 0, 8);
    CALL(ppoll, &one, 1, &moment, 0, 8);
    fd_set in, out;
    struct timeval limit = {1, 0};
    FD_ZERO(&in);
    FD_ZERO(&out);
    FD_SET(pipe_ends[0], &in);
    FD_SET(pipe_ends[0], &out);
    FD_SET(pipe_ends[1], &out);
    CALL(select, 8, &in, &out, 0, &limit);
    limit = (struct timeval){0, 10};
    FD_SET(pipe_ends[0], &in);
    CALL(select, 8, &in, 0, 0, &limit);
    FD_SET(pipe_ends[1], &out);
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    struct { sigset_t *set; size_t size; } masked = {&set, 8};
    moment.tv_nsec = 2000;
    CALL(pselect6, 8, &in, &out, 0, &moment, &masked);
    CALL(pselect6, 8, &in, 0, 0, &moment, 0);
    int queue = CALL(epoll_create1, EPOLL_CLOEXEC);
    struct epoll_event event = {EPOLLOUT | EPOLLET, {.u64 = 0x1122334455667788}}, events[4];
    CALL(epoll_ctl, queue, EPOLL_CTL_ADD, pipe_ends[1], &event);
    CALL(epoll_ctl, queue, EPOLL_CTL_MOD, pipe_ends[1], &event);
    CALL(epoll_wait, queue, events, 4, 0);
    CALL(epoll_pwait, queue, events, 4, 0, 0, 8);
    CALL(epoll_ctl, queue, EPOLL_CTL_DEL, pipe_ends[1], &event);
    CALL(epoll_ctl, queue, EPOLL_CTL_DEL, pipe_ends[1], 0);
    CALL(epoll_wait, queue, events, 4, 0);
    CALL(eventfd2, 5, EFD_CLOEXEC);
}

static void signals(void) {
    struct { void *handler; unsigned long flags; void *restorer; unsigned long mask; } old,
        action = {signals, 0x14000004, (void *)5, 0x4006};
    CALL(rt_sigaction, SIGUSR1, &action, 0, 8);
    CALL(rt_sigaction, SIGUSR1, 0, &old, 8);
    action.flags = ~0UL;
    CALL(rt_sigaction, SIGUSR1, &action, 0, 8);
    action.handler = SIG_IGN;
    action.flags = action.mask = 0;
    CALL(rt_sigaction, SIGUSR1, &action, &old, 8);
    CALL(rt_sigaction, 999, &action, 0, 8);
    unsigned long sets[] = {0x4002, ~0UL, 0, 1UL << 33 | 1UL << 31 | 1UL << 40, ~(1UL << 8 | 1UL << 18), 1UL << 9 | 1};
    for (int i = 0; i < 6; i++)
        CALL(rt_sigprocmask, SIG_SETMASK, &sets[i], b, 8);
    CALL(kill, CALL(getpid), SIGUSR1);
    CALL(rt_sigpending, b, 8);
    CALL(rt_sigtimedwait, &sets[5], b, &moment, 8);
    CALL(rt_sigtimedwait, &sets[5], b, &moment, 8);
    CALL(rt_sigprocmask, SIG_SETMASK, &sets[2], 0, 8);
    stack_t stack = {b, 0, 4096};
    CALL(sigaltstack, &stack, b);
    CALL(sigaltstack, 0, b);
    CALL(signalfd4, -1, &sets[5], 8, SFD_CLOEXEC);
    CALL(tgkill, CALL(getpid), CALL(gettid), 0);
    CALL(kill, 0x7fffffff, 64);
}

static void processes(void) {
    siginfo_t information;
    int status;
    CALL(wait4, CALL(fork), &status, 0, b);
    CALL(waitid, P_PID, CALL(fork), &information, WEXITED | WNOWAIT, b);
    CALL(wait4, -1, &status, 0, 0);
    CALL(wait4, -1, &status, WNOHANG, 0);
    struct clone_args arguments = {.flags = CLONE_FS | CLONE_PARENT_SETTID, .exit_signal = SIGCHLD, .parent_tid = (long)b};
    CALL(clone3, &arguments, sizeof arguments);
    CALL(wait4, -1, &status, __WALL, 0);
    arguments.tls = arguments.child_tid = arguments.pidfd = (long)b;
    arguments.flags = CLONE_VM | CLONE_THREAD | CLONE_SETTLS;
    CALL(clone3, &arguments, sizeof arguments);
    CALL(clone, CLONE_THREAD | SIGCHLD, 0, b, b, b);
    CALL(ioprio_get, 1, 0);
    CALL(ioprio_set, 1, 0x7fffffff, 2 << 13 | 4);
    CALL(execve, "/nonexistent", ((char *[]){"a", "b\n", 0}), ((char *[]){"X=1", 0}));
    CALL(getrlimit, 7, b);
    CALL(prlimit64, 0, 3, 0, b);
    CALL(setrlimit, 4, b);
    CALL(getrusage, 0, b);
    CALL(times, b);
    CALL(prctl, PR_SET_NAME, "thread-name");
    CALL(prctl, PR_GET_NAME, b);
    CALL(prctl, PR_SET_PDEATHSIG, 9);
    CALL(prctl, PR_GET_PDEATHSIG, b);
    CALL(prctl, PR_SET_DUMPABLE, 1);
    CALL(prctl, PR_GET_DUMPABLE);
    CALL(prctl, PR_CAPBSET_READ, 7);
    CALL(prctl, PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    CALL(prctl, PR_GET_SECCOMP);
    CALL(arch_prctl, 0x1003, b);
    CALL(sched_getaffinity, 0, 128, b);
    CALL(sched_getparam, 0, b);
    CALL(sched_getscheduler, 0);
    CALL(sched_get_priority_max, 1);
    CALL(sched_rr_get_interval, 0, b);
    CALL(sched_yield);
    CALL(getpriority, 0, 0);
    CALL(setpriority, 0, 0, 0);
    CALL(getcpu, b, b + 1, 0);
    struct __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
    CALL(capget, &header, b);
    CALL(getresuid, b, b + 1, b + 2);
    CALL(getgroups, 10, b);
    CALL(getgroups, 0, 0);
    CALL(setresuid, -1, CALL(getuid), -1);
    CALL(personality, 0xffffffff);
    CALL(personality, 0x40008);
    CALL(personality, 0x10000001);
    CALL(personality, 0);
    CALL(set_robust_list, b, 24);
    CALL(get_robust_list, 0, b, b + 1);
    CALL(process_vm_readv, CALL(getpid), buffers, 1, buffers, 1, 0);
    CALL(seccomp, 3, 0, b);
    CALL(membarrier, 0, 0, 0);
    CALL(uname, b);
}

static void sockets(void) {
    struct sockaddr_in any = {AF_INET, 0, {htonl(INADDR_LOOPBACK)}};
    socklen_t length = sizeof any;
    int server = CALL(socket, AF_INET, SOCK_STREAM, 0);
    CALL(setsockopt, server, SOL_SOCKET, SO_REUSEADDR, &((int){1}), 4);
    CALL(bind, server, &any, 16);
    CALL(getsockname, server, &any, &length);
    CALL(listen, server, 5);
    int client = CALL(socket, AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 6);
    CALL(connect, client, &any, 16);
    length = 100;
    int peer = CALL(accept4, server, b, &length, SOCK_NONBLOCK);
    CALL(getpeername, client, b, &length);
    CALL(getpeername, client, 0, 0);
    CALL(sendto, client, "hello", 5, MSG_NOSIGNAL, 0, 0);
    CALL(sendto, client, "hello", 5, 0, &any, 16);
    CALL(recvfrom, peer, b, 100, MSG_DONTWAIT, 0, 0);
    CALL(recvfrom, -1, b, 100, 0, 0, 0);
    CALL(getsockopt, client, SOL_SOCKET, SO_ERROR, b, &((socklen_t){4}));
    CALL(getsockopt, client, SOL_SOCKET, SO_PEERCRED, b, &((socklen_t){12}));
    CALL(getsockopt, client, 6, TCP_INFO, b, &((socklen_t){104}));
    CALL(setsockopt, client, 6, TCP_NODELAY, &((int){1}), 4);
    CALL(setsockopt, client, SOL_SOCKET, SO_LINGER, ((int[]){1, 5}), 8);
    CALL(setsockopt, client, 41, IPV6_V6ONLY, &((int){1}), 4);
    CALL(shutdown, client, SHUT_RDWR);
    struct sockaddr_un path = {AF_UNIX, "/no/socket"};
    int local = CALL(socket, AF_UNIX, SOCK_DGRAM, 0);
    CALL(connect, local, &path, sizeof path);
    CALL(connect, local, &path, 2 + 5);
    memcpy(path.sun_path, "\0abstract", 10);
    length = sizeof path;
    CALL(bind, local, &path, 2 + 9);
    CALL(getsockname, local, &path, &length);
    struct sockaddr_in6 wide = {AF_INET6, htons(80), htonl(5), IN6ADDR_LOOPBACK_INIT, 2};
    CALL(connect, CALL(socket, AF_INET6, SOCK_DGRAM, 17), &wide, 28);
    struct sockaddr_nl link = {AF_NETLINK};
    CALL(bind, CALL(socket, AF_NETLINK, SOCK_RAW, 0), &link, 12);
    CALL(socket, 999, 0x800f, 0);
}

static void messages(void) {
    int pair[2];
    char control[64];
    memcpy(b, "hello world", 12);
    buffers[0].iov_len = 3;
    buffers[1].iov_len = 2;
    struct msghdr message = {0, 0, buffers, 2, control, CMSG_SPACE(8), 0};
    struct cmsghdr *rights = (void *)control;
    *rights = (struct cmsghdr){CMSG_LEN(8), SOL_SOCKET, SCM_RIGHTS};
    memcpy(CMSG_DATA(rights), pipe_ends, 8);
    CALL(socketpair, AF_UNIX, SOCK_STREAM, 0, pair);
    CALL(sendmsg, pair[0], &message, 0);
    message.msg_controllen = sizeof control;
    CALL(recvmsg, pair[1], &message, MSG_DONTWAIT);
    CALL(recvmsg, pair[1], &message, MSG_DONTWAIT);
    struct mmsghdr several[2] = {{{0, 0, buffers, 1}}, {{0, 0, buffers, 2}}};
    CALL(sendmmsg, pair[0], several, 2, 0);
    CALL(recvmmsg, pair[1], several, 2, MSG_DONTWAIT, 0);
}

static void commands(void) {
    CALL(ioctl, 0, TCGETS, b);
    CALL(ioctl, 0, TIOCGWINSZ, b);
    CALL(ioctl, pipe_ends[0], FIONREAD, b);
    CALL(ioctl, pipe_ends[0], FIONBIO, &((int){1}));
    CALL(ioctl, 0, TIOCSWINSZ, b);
    CALL(ioctl, 0, FS_IOC_GETFLAGS, b);
    CALL(ioctl, 0, _IOR('z', 200, int), b);
    CALL(ioctl, 0, FIOCLEX);
    int terminal = CALL(openat, -100, "/dev/ptmx", O_RDWR | O_NOCTTY);
    CALL(ioctl, terminal, TCGETS, b);
    CALL(ioctl, terminal, TCSETSW, b);
    CALL(ioctl, terminal, TIOCGWINSZ, b);
    CALL(ioctl, terminal, TIOCGPTN, b);
    CALL(ioctl, terminal, TIOCSPTLCK, &((int){0}));
    CALL(ioctl, terminal, TCFLSH, 2);
    int word = 0;
    CALL(futex, &word, FUTEX_WAIT, 1, 0);
    CALL(futex, &word, FUTEX_WAKE_PRIVATE, 1);
    CALL(futex, &word, FUTEX_WAIT_BITSET | 128 | 256, 0, &moment, 0, -1);
    CALL(futex, &word, FUTEX_REQUEUE, 1, 2, &word);
    CALL(futex, &word, FUTEX_CMP_REQUEUE, 1, 2, &word, 3);
    CALL(futex, &word, FUTEX_WAKE_OP, 1, 1, &word, 0x10000001);
    CALL(futex, &word, FUTEX_WAIT, 0, &moment);
    CALL(futex, &word, FUTEX_WAKE_BITSET, 1, 0, 0, 5);
}

static void options(void) {
    CALL(prctl, PR_GET_SECUREBITS);
    CALL(prctl, PR_SET_SECUREBITS, 0x102f);
    CALL(prctl, PR_GET_UNALIGN, b);
    CALL(prctl, PR_SET_UNALIGN, 5);
    CALL(prctl, PR_SET_TIMING, 7);
    CALL(prctl, PR_GET_TIMING, 7);
    CALL(prctl, PR_TASK_PERF_EVENTS_DISABLE, 1);
    CALL(prctl, PR_MCE_KILL, PR_MCE_KILL_SET, 7, 1, 0);
    CALL(prctl, PR_MCE_KILL, 5, 7, 1, 0);
    CALL(prctl, PR_MCE_KILL_GET, 0, 0, 0, 0);
    CALL(prctl, PR_SET_MM, PR_SET_MM_BRK, 1, 2, 3);
    CALL(prctl, PR_SET_MM, 99, 1, 2, 3);
    CALL(prctl, PR_GET_SPECULATION_CTRL, PR_SPEC_STORE_BYPASS, 0, 0, 0);
    CALL(prctl, PR_SET_SPECULATION_CTRL, PR_SPEC_INDIRECT_BRANCH, 99, 0, 0);
    CALL(prctl, PR_SET_SPECULATION_CTRL, 9, 99, 0, 0);
    CALL(prctl, PR_SET_SYSCALL_USER_DISPATCH, 7, 1, 2, b);
    CALL(prctl, PR_SET_THP_DISABLE, 10, 11, 12, 13);
    CALL(prctl, PR_SET_VMA, 9, b, 4096, "name");
    CALL(prctl, PR_SET_VMA, PR_SET_VMA_ANON_NAME, 0, 4096, "name");
    CALL(ioctl, 0, SECCOMP_IOCTL_NOTIF_SEND, ((long[]){1, -2, 1L << 32 | 3}));
    CALL(ioctl, 0, SECCOMP_IOCTL_NOTIF_ID_VALID, ((long[]){77}));
    CALL(ioctl, 0, SECCOMP_IOCTL_NOTIF_ADDFD, ((int[]){1, 2, 3, 4, 5, O_CLOEXEC}));
    CALL(ioctl, 0, USBDEVFS_RESET, 1);
}

static void memory(void) {
    void *place = (void *)CALL(mmap, 0, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    CALL(mmap, place, 4096, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED | MAP_NORESERVE, -1, 0);
    CALL(mmap, 0, 4096, PROT_READ, MAP_PRIVATE, -1, 4096);
    CALL(mprotect, place, 4096, PROT_READ | PROT_EXEC);
    CALL(mremap, 0, 4096, 8192, MREMAP_MAYMOVE);
    CALL(mincore, (long)files & ~4095, 4096, b);
    CALL(mlock, place, 10);
    CALL(madvise, place, 4096, MADV_DONTNEED);
    CALL(munmap, place, 4096);
    CALL(brk, 0);
    CALL(shmget, 0, 0, 0600 | IPC_CREAT);
}

static void times_and_timers(void) {
    struct timeval now;
    struct itimerval timer = {{1, 2}, {100, 4}}, off = {{0}};
    CALL(gettimeofday, &now, 0);
    CALL(time, b);
    CALL(time, 0);
    CALL(clock_gettime, CLOCK_REALTIME, &moment);
    CALL(clock_getres, CLOCK_MONOTONIC, &moment);
    moment = (struct timespec){0, 1000};
    CALL(nanosleep, &moment, b);
    CALL(clock_nanosleep, CLOCK_REALTIME, 0, &moment, 0);
    CALL(setitimer, ITIMER_REAL, &timer, b);
    CALL(getitimer, ITIMER_REAL, b);
    CALL(setitimer, ITIMER_REAL, &off, 0);
    CALL(alarm, 0);
    int descriptor = CALL(timerfd_create, CLOCK_MONOTONIC, TFD_NONBLOCK);
    struct itimerspec once = {{0, 0}, {1, 5}};
    CALL(timerfd_settime, descriptor, 0, &once, b);
    CALL(timerfd_gettime, descriptor, b);
    CALL(timer_create, CLOCK_MONOTONIC, 0, b);
    CALL(timer_settime, 0, 0, &once, b);
    CALL(timer_delete, 0);
    memset(b, 0, sizeof b);
    CALL(adjtimex, b);
}

int main(int count, char **words) {
    if (count < 2)
        return 1;
    stack_top = (char *)__builtin_frame_address(0) + 16;
    int opened = open(words[1], O_WRONLY | O_CREAT | O_TRUNC, 0600);
    file = dup2(opened, 1000);
    close(opened);
    copies = mmap(0, 1 << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    reading();
    files();
    polling();
    signals();
    processes();
    sockets();
    messages();
    commands();
    tracing();
    tracing_nobody();
    filters();
    tracing_somebody();
    options();
    memory();
    times_and_timers();
    return 0;
}
