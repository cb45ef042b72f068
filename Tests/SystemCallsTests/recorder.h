/* recorder.h: makes system calls and writes each down, with the registers and the program's memory before and after it. */
#ifndef RECORDER_H
#define RECORDER_H

#include <stdint.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

/* What is written for each call: this, then the image and the stack before the call, then both after it. */
struct record {
    uint64_t number, arguments[6], result, stack_pointer, image, image_size, stack, stack_size;
};

extern char __executable_start, _end;
static char *copies, *stack_top;
static int file;

static void copy(char *to, const struct record *r) {
    memcpy(to, (void *)r->image, r->image_size);
    memcpy(to + r->image_size, (void *)r->stack, r->stack_size);
}

/* A call is made by hand, because the C library would change what it gets and what it returns. */
static long call(long number, const long *a) {
    register long r10 asm("r10") = a[3], r8 asm("r8") = a[4], r9 asm("r9") = a[5];
    long result;
    asm volatile("syscall" : "=a"(result) : "a"(number), "D"(a[0]), "S"(a[1]), "d"(a[2]), "r"(r10), "r"(r8), "r"(r9)
                 : "rcx", "r11", "memory");
    return result;
}

static long record(long number, const long *arguments) {
    struct record r = {number, {0}, 0, 0, (uint64_t)&__executable_start, &_end - &__executable_start,
                       (uint64_t)__builtin_frame_address(0), 0};
    r.stack_size = stack_top - (char *)r.stack;
    size_t size = r.image_size + r.stack_size;
    memcpy(r.arguments, arguments, sizeof r.arguments);
    copy(copies, &r);
    r.result = call(number, arguments);
    if (r.result == 0 && (number == __NR_fork || number == __NR_vfork || number == __NR_clone3))
        call(__NR_exit_group, (long[6]){7});
    /* The child of a clone goes its own way, and records nothing. */
    if (r.result == 0 && number == __NR_clone)
        return 0;
    copy(copies + size, &r);
    write(file, &r, sizeof r);
    write(file, copies, 2 * size);
    return r.result;
}

#define CALL(name, ...) CALL6(__NR_##name __VA_OPT__(, ) __VA_ARGS__, 0, 0, 0, 0, 0, 0)
#define CALL6(number, a, b, c, d, e, f, ...) \
    record(number, (long[6]){(long)(a), (long)(b), (long)(c), (long)(d), (long)(e), (long)(f)})

#endif
