// Moves data through every kind of call that strace dumps.
#define _GNU_SOURCE
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

static unsigned char bytes[70000];

__attribute__((noinline)) static void exchange(int sender, int receiver, struct iovec *parts) {
  struct msghdr message = {.msg_iov = parts, .msg_iovlen = 3};
  sendmsg(sender, &message, 0);
  recvmsg(receiver, &message, 0);
  send(sender, "hello", 5, 0);
  recv(receiver, bytes, 100, 0);
  struct mmsghdr messages[2] = {{.msg_hdr = message}, {.msg_hdr = message}};
  sendmmsg(sender, messages, 2, 0);
  recvmmsg(receiver, messages, 2, 0, 0);
}

int main(void) {
  // Whatever was inherited would change the numbers of descriptors.
  closefrom(3);
  for (unsigned i = 0; i < sizeof bytes; i++) bytes[i] = i * 7;
  int zero = open("/dev/zero", O_RDONLY), null = open("/dev/null", O_WRONLY);
  static const int counts[] = {0, 1, 8, 9, 16, 17, 40, sizeof bytes};
  for (unsigned i = 0; i < sizeof counts / sizeof *counts; i++) write(null, bytes, counts[i]);
  struct iovec parts[3] = {{bytes, 5}, {bytes + 5, 0}, {bytes + 10, 20}};
  writev(null, parts, 3);
  parts[1].iov_len = 3;
  pwritev(null, parts, 3, 0);
  pwrite(null, bytes, 3, 0);
  readv(zero, parts, 3);
  pread(zero, bytes, 3, 0);
  read(-1, 0, 3);
  pwrite(null, bytes, 3, -3);
  int ends[2];
  if (socketpair(AF_UNIX, SOCK_DGRAM, 0, ends) == 0) exchange(ends[0], ends[1], parts);
  return 0;
}
