#!/usr/bin/env python3
"""Renews the generated half of tables/system_calls.table, keeping what was written by hand.

Usage: system_calls.py [--tracefs FOLDER] [--headers FOLDER]
Numbers and names come from asm/unistd_64.h, arguments from a running kernel's events/syscalls/*/format (root mounts
tracefs); NEWER and ARGUMENTS below say what neither holds. A line is `number name | arguments | forms | sets`: the
first two fields are generated, the rest is by hand and belongs to the name.
"""
import argparse
import pathlib
import re

TABLE = pathlib.Path(__file__).resolve().parent.parent / "tables" / "system_calls.table"

# Calls that are newer than Debian 12's headers (syscall_64.tbl of Linux 6.18).
NEWER = {
    335: "uretprobe", 336: "uprobe", 451: "cachestat", 452: "fchmodat2", 453: "map_shadow_stack", 454: "futex_wake",
    455: "futex_wait", 456: "futex_requeue", 457: "statmount", 458: "listmount", 459: "lsm_get_self_attr",
    460: "lsm_set_self_attr", 461: "lsm_list_modules", 462: "mseal", 463: "setxattrat", 464: "getxattrat",
    465: "listxattrat", 466: "removexattrat", 467: "open_tree_attr", 468: "file_getattr", 469: "file_setattr",
}

# The kernel's own name for a call where tracefs uses that.
KERNEL_NAMES = {
    "stat": "newstat", "fstat": "newfstat", "lstat": "newlstat", "uname": "newuname", "sendfile": "sendfile64",
    "umount2": "umount",
}

# Arguments as section 2 of the manual and the headers have them, for calls that a kernel may be built without.
ARGUMENTS = {
    "uselib": "const char * library",
    "_sysctl": "struct __sysctl_args * args",
    "create_module": "const char * name; size_t size",
    "init_module": "void * module_image; unsigned long len; const char * param_values",
    "delete_module": "const char * name; unsigned int flags",
    "get_kernel_syms": "struct kernel_sym * table",
    "query_module": "const char * name; int which; void * buf; size_t bufsize; size_t * ret",
    "nfsservctl": "int cmd; struct nfsctl_arg * argp; union nfsctl_res * resp",
    "set_thread_area": "struct user_desc * u_info",
    "get_thread_area": "struct user_desc * u_info",
    "lookup_dcookie": "u64 cookie; char * buffer; size_t len",
    "epoll_ctl_old": "int epfd; int op; int fd; struct epoll_event * event",
    "epoll_wait_old": "int epfd; struct epoll_event * events; int maxevents",
    "kexec_load": "unsigned long entry; unsigned long nr_segments; struct kexec_segment * segments;"
                  " unsigned long flags",
    "finit_module": "int fd; const char * param_values; int flags",
    "kexec_file_load": "int kernel_fd; int initrd_fd; unsigned long cmdline_len; const char * cmdline;"
                       " unsigned long flags",
    "map_shadow_stack": "unsigned long addr; unsigned long size; unsigned int flags",
    "rt_sigreturn": "",
    "modify_ldt": "int func; void * ptr; unsigned long bytecount",
    "arch_prctl": "int option; unsigned long arg2",
}


def numbers(headers):
    text = (headers / "asm" / "unistd_64.h").read_text()
    found = {int(m[2]): m[1] for m in re.finditer(r"#define __NR_(\w+) (\d+)", text)}
    return {**NEWER, **found}


def arguments(name, tracefs):
    if name in ARGUMENTS:
        return ARGUMENTS[name]
    file = tracefs / "events" / "syscalls" / f"sys_enter_{KERNEL_NAMES.get(name, name)}" / "format"
    if not file.exists():
        return None
    fields = re.findall(r"field:([^;]*);\toffset:\d+;\tsize:8;", file.read_text())
    return "; ".join(field.replace("[]", "") for field in fields)


def written_by_hand(table):
    lines = re.findall(r"^\d+ (\w+) \|[^|\n]*\|([^|\n]*)\|([^|\n]*)$", table.read_text(), re.MULTILINE)
    return {name: (forms.strip(), sets.strip()) for name, forms, sets in lines}


def line(number, name, text, hand):
    forms, sets = hand.get(name, ("", ""))
    return f"{number} {name} | {'?' if text is None else text} | {forms} | {sets}".rstrip()


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--tracefs", type=pathlib.Path, default="/sys/kernel/tracing")
    options.add_argument("--headers", type=pathlib.Path, default="/usr/include/x86_64-linux-gnu")
    told = options.parse_args()
    hand = written_by_hand(TABLE)
    lines = [line(number, name, arguments(name, told.tracefs), hand)
             for number, name in sorted(numbers(told.headers).items())]
    heading = re.findall("^#.*$", TABLE.read_text(), re.MULTILINE)
    TABLE.write_text("\n".join(heading + lines) + "\n")


main()
