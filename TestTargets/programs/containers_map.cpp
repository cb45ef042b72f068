// Maps and sets, ordered and not: their nodes hold the elements.
// also: gcc -O3
#include <map>
#include <set>
#include <string>
#include <unordered_map>
#include <unordered_set>

#include "truth.h"

#define ELEMENT "std::pair<" CONST_INT ", Account>"

struct Account {
  long number;
  double balance;
};

static std::map<int, Account> accounts;

int main() {
  for (int i = 0; i < 20; i++) accounts[i] = Account{i, i * 1.5};
  std::set<double> prices{1.5, 2.5};
  std::unordered_map<int, Account> index;
  for (int i = 0; i < 50; i++) index[i] = Account{i, 0};
  std::unordered_set<float> seen{1, 2, 3};

  truth(&accounts[7].balance, "allocator: malloc; state: live; size: 56; "
        "type: std::_Rb_tree_node<" ELEMENT " >");
  truth(&*prices.begin(), "allocator: malloc; size: 40; type: std::_Rb_tree_node<double>");
  truth(&index[33].number, "allocator: malloc; size: 32; "
        "type: std::__detail::_Hash_node<" ELEMENT ", false>");
  truth(&*seen.begin(), "allocator: malloc; size: 16; type: std::__detail::_Hash_node<float, false>");
  truth(&accounts, "allocator: static; symbol: accounts; size: %zu; type: std::map<int, Account, std::less<int>, "
        "std::allocator<" ELEMENT " > >", sizeof accounts);
  return ready();
}
