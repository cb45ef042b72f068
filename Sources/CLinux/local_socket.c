// What the kernel knows of a local socket, asked over netlink (sock_diag(7)).
#include <errno.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <linux/sock_diag.h>
#include <linux/unix_diag.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "clinux_trace.h"

struct request {
  struct nlmsghdr header;
  struct unix_diag_req body;
};

static void take_attributes(const struct nlmsghdr *header, struct clinux_local_socket *found) {
  const struct unix_diag_msg *message = NLMSG_DATA(header);
  int rest = (int)(header->nlmsg_len - NLMSG_LENGTH(sizeof *message));
  for (struct rtattr *item = (struct rtattr *)(message + 1); RTA_OK(item, rest); item = RTA_NEXT(item, rest)) {
    size_t length = RTA_PAYLOAD(item);
    if (item->rta_type == UNIX_DIAG_PEER && length >= sizeof found->peer)
      memcpy(&found->peer, RTA_DATA(item), sizeof found->peer);
    if (item->rta_type == UNIX_DIAG_NAME && length <= sizeof found->name) {
      memcpy(found->name, RTA_DATA(item), length);
      found->name_length = (unsigned)length;
    }
  }
}

static int ask(int diagnosis, unsigned inode, struct clinux_local_socket *found) {
  struct request request = {
    .header = {.nlmsg_len = sizeof request, .nlmsg_type = SOCK_DIAG_BY_FAMILY, .nlmsg_flags = NLM_F_REQUEST},
    .body = {.sdiag_family = AF_UNIX,
             .udiag_states = ~0U,
             .udiag_ino = inode,
             .udiag_show = UDIAG_SHOW_NAME | UDIAG_SHOW_PEER,
             .udiag_cookie = {~0U, ~0U}}};
  struct sockaddr_nl kernel = {.nl_family = AF_NETLINK};
  if (sendto(diagnosis, &request, sizeof request, 0, (struct sockaddr *)&kernel, sizeof kernel) < 0)
    return -errno;
  _Alignas(struct nlmsghdr) char answer[4096];
  ssize_t length = recv(diagnosis, answer, sizeof answer, 0);
  if (length < 0) return -errno;
  const struct nlmsghdr *header = (struct nlmsghdr *)answer;
  if (!NLMSG_OK(header, (size_t)length) || header->nlmsg_type != SOCK_DIAG_BY_FAMILY ||
      header->nlmsg_len < NLMSG_LENGTH(sizeof(struct unix_diag_msg)))
    return -ENOENT;
  take_attributes(header, found);
  return 0;
}

int clinux_find_local_socket(unsigned inode, struct clinux_local_socket *found) {
  int diagnosis = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_SOCK_DIAG);
  if (diagnosis < 0) return -errno;
  *found = (struct clinux_local_socket){0};
  int result = ask(diagnosis, inode, found);
  close(diagnosis);
  return result;
}
