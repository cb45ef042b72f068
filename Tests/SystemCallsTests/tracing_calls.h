/* tracing_calls.h: calls on traced threads, and filters of calls and packets. Part of calls.c. */
#include <elf.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/kcmp.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/ptrace.h>
#include <sys/user.h>

/* Calls on a thread that is no tracee: they fail. */
static void tracing_nobody(void) {
    siginfo_t information = {.si_signo = SIGUSR1, .si_code = SI_QUEUE, .si_pid = 5, .si_uid = 6};
    struct iovec registers = {b, 16};
    long self = CALL(getpid);
    memset(b, 0, 4096);
    CALL(ptrace, PTRACE_PEEKUSER, self, 3, b);
    CALL(ptrace, PTRACE_PEEKUSER, self, 8 * 20 + 40, b);
    CALL(ptrace, PTRACE_PEEKUSER, self, sizeof(struct user) + 1, b);
    CALL(ptrace, PTRACE_PEEKUSER, self, -8, b);
    CALL(ptrace, PTRACE_POKEUSER, self, 8 * 15, 5);
    CALL(ptrace, PTRACE_POKEUSER, self, offsetof(struct user, u_fpstate) + 7, 0);
    CALL(ptrace, PTRACE_POKEUSER, self, offsetof(struct user, u_debugreg[7]) + 1, 5);
    CALL(ptrace, PTRACE_POKEUSER, self, sizeof(struct user), 5);
    CALL(ptrace, PTRACE_SETREGS, self, 0, b);
    CALL(ptrace, PTRACE_SETREGS, self, 0, 8);
    CALL(ptrace, PTRACE_SETFPREGS, self, 0, b);
    CALL(ptrace, PTRACE_GETREGSET, self, NT_PRSTATUS, &registers);
    CALL(ptrace, PTRACE_GETREGSET, self, NT_FPREGSET, 8);
    CALL(ptrace, PTRACE_SETREGSET, self, NT_PRSTATUS, &registers);
    registers.iov_len = 3;
    CALL(ptrace, PTRACE_SETREGSET, self, NT_PRSTATUS, &registers);
    registers.iov_len = 300;
    CALL(ptrace, PTRACE_SETREGSET, self, NT_PRSTATUS, &registers);
    registers.iov_len = 8;
    CALL(ptrace, PTRACE_SETREGSET, self, NT_FPREGSET, &registers);
    registers.iov_len = 40;
    CALL(ptrace, PTRACE_SETREGSET, self, NT_FPREGSET, &registers);
    registers.iov_len = 512;
    CALL(ptrace, PTRACE_SETREGSET, self, NT_FPREGSET, &registers);
    CALL(ptrace, PTRACE_SETREGSET, self, NT_X86_XSTATE, &registers);
    registers.iov_base = 0;
    CALL(ptrace, PTRACE_SETREGSET, self, NT_FPREGSET, &registers);
    CALL(ptrace, PTRACE_SETREGSET, self, NT_PPC_TM_SPR, 0);
    CALL(ptrace, PTRACE_SETREGSET, self, 0x999, 8);
    CALL(ptrace, PTRACE_SETSIGINFO, self, 0, &information);
    CALL(ptrace, PTRACE_PEEKSIGINFO, self, ((long[]){5, 2L << 32 | 1}), b);
    CALL(ptrace, PTRACE_PEEKSIGINFO, self, ((long[]){5, 2L << 32 | 6}), b);
    CALL(ptrace, PTRACE_PEEKSIGINFO, self, 8, b);
    CALL(ptrace, PTRACE_GETSIGMASK, self, 8, b);
    CALL(ptrace, PTRACE_SETSIGMASK, self, 8, ((long[]){1L << 9 | 1}));
    CALL(ptrace, PTRACE_SETSIGMASK, self, 4, b);
    CALL(ptrace, PTRACE_SECCOMP_GET_FILTER, self, 0, b);
    CALL(ptrace, PTRACE_SECCOMP_GET_METADATA, self, 16, ((long[]){7, 1}));
    CALL(ptrace, PTRACE_SECCOMP_GET_METADATA, self, 7, b);
    CALL(ptrace, PTRACE_SECCOMP_GET_METADATA, self, 16, 8);
    CALL(ptrace, PTRACE_GET_SYSCALL_INFO, self, 88, b);
    CALL(ptrace, PTRACE_GET_RSEQ_CONFIGURATION, self, 24, b);
    CALL(ptrace, PTRACE_ARCH_PRCTL, self, 0x1003, b);
    CALL(ptrace, PTRACE_GET_THREAD_AREA, self, 0, b);
    CALL(ptrace, PTRACE_SET_THREAD_AREA, self, 12, b);
    CALL(ptrace, 21, self, 0, 3);
    CALL(ptrace, PTRACE_SYSEMU, self, 1, SIGINT);
    CALL(ptrace, PTRACE_SYSEMU_SINGLESTEP, self, 1, 99);
    CALL(ptrace, PTRACE_SINGLEBLOCK, self, 0, 0);
    CALL(ptrace, PTRACE_GETFPXREGS, self, 0, b);
    CALL(ptrace, 0x10000000cL, self, 0, b);
}

/* Filters: all kinds of steps. */
static struct sock_filter steps[] = {
    BPF_STMT(BPF_LD | BPF_W | BPF_ABS, 4),
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, AUDIT_ARCH_X86_64, 0, 1),
    BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | 38),
    BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    BPF_STMT(BPF_RET | BPF_A, 0x12345678),
    BPF_STMT(BPF_RET | 0xff38, 0),
    BPF_STMT(BPF_LDX | BPF_B | BPF_MSH, 14),
    BPF_STMT(BPF_LD | 0x18 | 0xe0, 1),
    BPF_STMT(BPF_LD | BPF_W | BPF_ABS, SKF_AD_OFF + SKF_AD_CPU),
    BPF_STMT(BPF_LD | BPF_W | BPF_ABS, SKF_AD_OFF + 3),
    BPF_STMT(BPF_LD | BPF_H | BPF_ABS, SKF_NET_OFF + 9),
    BPF_STMT(BPF_LD | BPF_B | BPF_ABS, SKF_LL_OFF),
    BPF_STMT(BPF_ST, 3),
    BPF_STMT(BPF_STX | 0x40, 15),
    BPF_STMT(BPF_ALU | BPF_ADD | BPF_X, 1),
    BPF_STMT(BPF_ALU | BPF_XOR | BPF_K, 0xff),
    BPF_STMT(BPF_JMP | BPF_JA, 2),
    BPF_JUMP(BPF_JMP | BPF_JSET | BPF_X, 0, 255, 0),
    BPF_STMT(BPF_MISC | BPF_TAX, 0),
    BPF_STMT(BPF_MISC | 0xff88, 0),
};

static void filters(void) {
    struct sock_fprog program = {4, steps}, all = {sizeof steps / sizeof *steps, steps}, nothing = {3, 0}, wrong = {3, (void *)8};
    unsigned actions[] = {SECCOMP_RET_TRAP, 0x12340000};
    int sizes[4], filter_socket = CALL(socket, AF_INET, SOCK_DGRAM, 0);
    CALL(seccomp, SECCOMP_SET_MODE_FILTER, -1, &program);
    CALL(seccomp, SECCOMP_SET_MODE_FILTER, 0xffffff00, &all);
    CALL(seccomp, SECCOMP_SET_MODE_FILTER, -1, &nothing);
    CALL(seccomp, SECCOMP_SET_MODE_FILTER, -1, &wrong);
    CALL(seccomp, SECCOMP_SET_MODE_FILTER, -1, 0);
    CALL(seccomp, SECCOMP_SET_MODE_STRICT, 1, &program);
    CALL(seccomp, SECCOMP_GET_ACTION_AVAIL, 0, &actions[0]);
    CALL(seccomp, SECCOMP_GET_ACTION_AVAIL, 1, &actions[1]);
    CALL(seccomp, SECCOMP_GET_ACTION_AVAIL, 0, 8);
    CALL(seccomp, SECCOMP_GET_NOTIF_SIZES, 0, sizes);
    CALL(prctl, PR_SET_SECCOMP, 7, &program, 1, 2);
    CALL(prctl, PR_SET_SECCOMP, 0, 1, 2, 3);
    CALL(prctl, PR_SET_SECCOMP, 2, &wrong);
    program.len = 0;
    CALL(prctl, PR_SET_SECCOMP, 2, &program);
    CALL(prctl, PR_CAP_AMBIENT, PR_CAP_AMBIENT_IS_SET, 7, 0, 0);
    CALL(prctl, PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, 99, 1, 0);
    CALL(prctl, PR_CAP_AMBIENT, 9, 7, 0, 0);
    CALL(setsockopt, filter_socket, SOL_SOCKET, SO_ATTACH_FILTER, &all, sizeof all);
    CALL(setsockopt, filter_socket, SOL_SOCKET, SO_ATTACH_FILTER, &all, 8);
    program = (struct sock_fprog){1, steps + 4};
    CALL(setsockopt, filter_socket, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof program);
    CALL(setsockopt, filter_socket, SOL_SOCKET, SO_ATTACH_REUSEPORT_CBPF, &program, sizeof program);
    CALL(getsockopt, filter_socket, SOL_SOCKET, SO_GET_FILTER, b, &((socklen_t){4}));
    CALL(close, filter_socket);
}

/* What the tracee does: a stop, two signals, and calls, one of them stopped by its filter. */
static void be_traced(void) {
    struct sock_filter watch[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, 0),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_getppid, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRACE | 77),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    struct sock_fprog program = {4, watch};
    long set = 1L << (SIGUSR1 - 1), pid = call(__NR_getpid, (long[6]){0});
    call(__NR_ptrace, (long[6]){PTRACE_TRACEME});
    call(__NR_prctl, (long[6]){PR_SET_NO_NEW_PRIVS, 1});
    call(__NR_seccomp, (long[6]){SECCOMP_SET_MODE_FILTER, 0, (long)&program});
    call(__NR_rt_sigprocmask, (long[6]){SIG_SETMASK, (long)&set, 0, 8});
    call(__NR_kill, (long[6]){pid, SIGUSR1});
    call(__NR_kill, (long[6]){pid, SIGSTOP});
    call(__NR_close, (long[6]){-1, 2, 3, 4, 5, 6});
    call(__NR_getppid, (long[6]){1, 2, 3, 4, 5, 6});
    for (;;)
        call(__NR_sched_yield, (long[6]){0});
}

/* Calls on a tracee that stands still. */
static void tracing_somebody(void) {
    struct iovec registers = {b, 1000};
    int status;
    long child = CALL(clone, SIGCHLD, 0, 0, 0, 0);
    if (child == 0)
        be_traced();
    CALL(wait4, child, &status, 0, 0);
    CALL(ptrace, PTRACE_SETOPTIONS, child, 0, PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACESECCOMP | PTRACE_O_EXITKILL);
    CALL(ptrace, PTRACE_GETREGS, child, 0, b);
    CALL(ptrace, PTRACE_SETREGS, child, 0, b);
    CALL(ptrace, PTRACE_GETFPREGS, child, 0, b);
    CALL(ptrace, PTRACE_GETREGSET, child, NT_PRSTATUS, &registers);
    registers.iov_len = 16;
    CALL(ptrace, PTRACE_GETREGSET, child, NT_PRSTATUS, &registers);
    registers.iov_len = 1000;
    CALL(ptrace, PTRACE_SETREGSET, child, NT_PRSTATUS, &registers);
    registers.iov_len = 1000;
    CALL(ptrace, PTRACE_GETREGSET, child, NT_FPREGSET, &registers);
    CALL(ptrace, PTRACE_SETREGSET, child, NT_FPREGSET, &registers);
    registers.iov_len = sizeof b;
    CALL(ptrace, PTRACE_GETREGSET, child, NT_X86_XSTATE, &registers);
    CALL(ptrace, PTRACE_PEEKDATA, child, steps, b);
    for (int i = 0; i <= sizeof(struct user); i += i < sizeof(struct user_regs_struct) ? 8 : 24)
        CALL(ptrace, PTRACE_PEEKUSER, child, i, b);
    CALL(ptrace, PTRACE_GETSIGINFO, child, 0, b);
    CALL(ptrace, PTRACE_SETSIGINFO, child, 0, b);
    CALL(ptrace, PTRACE_PEEKSIGINFO, child, ((long[]){0, 4L << 32 | 1}), b);
    CALL(ptrace, PTRACE_PEEKSIGINFO, child, ((long[]){0, 4L << 32}), b);
    CALL(ptrace, PTRACE_GETSIGMASK, child, 8, b);
    CALL(ptrace, PTRACE_SECCOMP_GET_FILTER, child, 0, 0);
    CALL(ptrace, PTRACE_SECCOMP_GET_FILTER, child, 0, b);
    CALL(ptrace, PTRACE_SECCOMP_GET_METADATA, child, 8, ((long[]){0, 5}));
    CALL(ptrace, PTRACE_SECCOMP_GET_METADATA, child, 24, ((long[]){0, 5, 6}));
    for (int stop = 0; stop < 6; stop++) {
        CALL(ptrace, PTRACE_GET_SYSCALL_INFO, child, 88, b);
        CALL(ptrace, PTRACE_GET_SYSCALL_INFO, child, 8 + 8 * stop, b);
        CALL(ptrace, PTRACE_SYSCALL, child, 0, 0);
        CALL(wait4, child, &status, 0, 0);
        CALL(ptrace, PTRACE_GETEVENTMSG, child, 0, b);
    }
    CALL(ptrace, PTRACE_GET_RSEQ_CONFIGURATION, child, 24, b);
    CALL(kcmp, child, child, KCMP_VM, 0, 0);
    CALL(kcmp, child, child, KCMP_FILE, 1, 2);
    CALL(kcmp, child, child, KCMP_EPOLL_TFD, 1, ((int[]){3, 4, 5}));
    CALL(kcmp, child, child, KCMP_EPOLL_TFD, 1, 8);
    CALL(kcmp, child, child, 99, 1, 2);
    CALL(process_vm_readv, child, buffers, 2, ((struct iovec[]){{steps, 5}}), 1, 0);
    CALL(process_vm_readv, child, buffers, 2, ((struct iovec[]){{(void *)8, 5}}), 1, 0);
    CALL(readv, -1, buffers, 2);
    CALL(preadv2, -1, buffers, 2, 0, -1, 0);
    CALL(process_vm_writev, child, buffers, 1, ((struct iovec[]){{b, 5}}), 1, 0);
    CALL(process_vm_readv, child, buffers, 2, 0, 0, 7);
    int process = CALL(pidfd_open, child, 0);
    CALL(pidfd_open, child, O_NONBLOCK | 3);
    CALL(pidfd_getfd, process, 0, 0);
    CALL(pidfd_getfd, process, 99, 5);
    CALL(pidfd_send_signal, process, SIGCONT, 0, 0);
    CALL(process_madvise, process, buffers, 2, MADV_COLD, 0);
    CALL(process_mrelease, process, 1);
    CALL(kill, child, SIGKILL);
    CALL(wait4, child, &status, 0, 0);
}

static void tracing(void) {
    siginfo_t information = {.si_signo = SIGUSR1, .si_code = SI_QUEUE, .si_pid = 5, .si_uid = 6};
    long self = CALL(getpid);
    CALL(ptrace, PTRACE_PEEKDATA, self, b, b + 1);
    CALL(ptrace, PTRACE_SETOPTIONS, self, 0, PTRACE_O_TRACEFORK | PTRACE_O_EXITKILL);
    CALL(ptrace, PTRACE_SEIZE, self, 0, PTRACE_O_TRACESYSGOOD);
    CALL(ptrace, PTRACE_CONT, self, 0, SIGUSR1);
    CALL(ptrace, PTRACE_SYSCALL, self, 0, 0);
    CALL(ptrace, PTRACE_GETREGS, self, 0, b);
    CALL(ptrace, PTRACE_GETEVENTMSG, self, 0, b);
    CALL(ptrace, PTRACE_GETSIGINFO, self, 0, b);
    CALL(ptrace, PTRACE_DETACH, self, 0, SIGSTOP);
    CALL(ptrace, 0x4321, self, 2, 3);
    CALL(rt_sigqueueinfo, 0, 0, &information);
    information.si_value.sival_ptr = b;
    CALL(rt_tgsigqueueinfo, self, self, 0, &information);
    int kinds[][2] = {
        {SIGILL, SI_KERNEL}, {SIGILL, 9}, {SIGTRAP, SI_KERNEL}, {SIGTRAP, 6}, {SIGBUS, 4}, {SIGBUS, 5}, {SIGFPE, 15},
        {SIGSEGV, 3}, {SIGSEGV, 4}, {SIGSEGV, 10}, {SIGCHLD, 1}, {SIGCHLD, 9}, {SIGIO, 1}, {SIGIO, 9}, {SIGSYS, 1},
        {SIGUSR1, SI_KERNEL}, {SIGUSR1, 9}, {SIGUSR1, 32767}, {SIGUSR1, SI_TIMER}, {SIGUSR1, SI_SIGIO},
        {SIGUSR1, SI_MESGQ}, {SIGUSR1, -7}, {0, SI_KERNEL}, {99, SI_KERNEL},
    };
    for (int i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        long details[16] = {kinds[i][0], kinds[i][1], 6L << 32 | 5, 0xc000003eL << 32 | 59, 7, 8};
        CALL(rt_sigqueueinfo, 0, 0, details);
    }
    CALL(rt_sigqueueinfo, 0, 0, ((long[16]){2L << 32 | SIGUSR1, SI_KERNEL, 0, 5}));
    CALL(rt_sigqueueinfo, 0, 0, ((long[16]){SIGUSR1, SI_KERNEL, 5, 0}));
    struct clone_args arguments = {.flags = CLONE_THREAD | CLONE_INTO_CGROUP, .stack = (long)b, .stack_size = 64, .cgroup = 3};
    CALL(clone3, &arguments, sizeof arguments);
    CALL(clone3, &arguments, 3);
    CALL(clone3, 0, sizeof arguments);
}
