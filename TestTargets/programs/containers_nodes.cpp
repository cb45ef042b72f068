// Nodes, buffers and control blocks that containers allocate: each has the type of its class, down to the element.
#include <cstddef>
#include <forward_list>
#include <list>
#include <map>
#include <memory>
#include <set>
#include <unordered_map>
#include <vector>

#include "truth.h"

#define ELEMENT "std::pair<" CONST_INT ", Account>"

struct Account {
  long number;
  double balance;
};

struct Shape {
  virtual ~Shape() = default;
  int sides = 3;
};

struct Square : Shape {
  double edge = 2.5;
};

int main() {
  std::map<int, Account> by_number;
  by_number[1] = Account{1, 2};
  std::unordered_map<int, Account> hashed;
  for (int i = 0; i < 100; i++) hashed[i] = Account{i, 0};
  std::set<double> prices{1.5};
  std::list<Account> visited{{1, 2}};
  std::forward_list<Account> stack{{3, 4}};
  std::vector<Account> reserved;
  reserved.reserve(4);
  reserved.push_back(Account{1, 2});
  std::vector<bool> flags(100);
  auto shared = std::make_shared<Account>(Account{5, 6});
  auto square = std::make_shared<Square>();
  std::shared_ptr<Shape> shape(new Square);

  truth(&by_number[1].balance, "allocator: malloc; size: 56; type: std::_Rb_tree_node<" ELEMENT " >; "
        "path: ._M_storage.second.balance; memberType: double");
  truth(&hashed[33].number, "allocator: malloc; size: 32; type: std::__detail::_Hash_node<" ELEMENT ", false>; "
        "path: ._M_storage.second.number; memberType: long");
  truth(&*prices.begin(), "allocator: malloc; size: 40; type: std::_Rb_tree_node<double>; path: ._M_storage; "
        "memberType: double");
  truth(&visited.front().balance, "allocator: malloc; size: 32; type: std::_List_node<Account>; "
        "path: ._M_storage.balance; memberType: double");
  truth(&stack.front().number, "allocator: malloc; size: 24; type: std::_Fwd_list_node<Account>; "
        "path: ._M_storage.number; memberType: long");
  truth(&reserved[0].balance, "allocator: malloc; size: 64; type: Account[4]; path: [0].balance; memberType: double");
  truth(&shared->balance, "allocator: malloc; size: 32; path: ._M_impl._M_storage.balance; memberType: double");
  truth(&square->edge, "allocator: malloc; size: 40; path: ._M_impl._M_storage.edge; memberType: double");
  truth(&shape->sides, "allocator: malloc; type: Square; path: .sides; memberType: int");
  return ready() + flags[3];
}
