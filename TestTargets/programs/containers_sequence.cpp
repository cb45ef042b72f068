// Strings, vectors, lists and deques: the blocks that they allocate have the types of their elements and nodes.
// also: gcc -O3, clang -Og
#include <deque>
#include <forward_list>
#include <list>
#include <string>
#include <vector>

#include "truth.h"

struct City {
  double latitude, longitude;
  int people;
};

struct Atlas {
  std::vector<City> cities;
  std::string title;
  std::list<City> visited;
};

static std::vector<float> global_numbers;

int main() {
  auto *atlas = new Atlas;
  atlas->cities.resize(11);
  atlas->title = "a title that is too long for the small buffer of a string";
  atlas->visited.push_back(City{1, 2, 3});
  std::vector<int> numbers(40);
  std::vector<std::string> names(5);
  std::deque<short> queue(3);
  std::forward_list<double> forward{1.5};
  global_numbers.assign(17, 4);

  truth(&atlas->title, "allocator: malloc; base: %p; size: %zu; type: Atlas", (void *)atlas, sizeof *atlas);
  truth(&atlas->cities[7].people, "allocator: malloc; base: %p; size: %zu; type: City[11]; path: [7].people; "
        "memberType: int", (void *)atlas->cities.data(), 11 * sizeof(City));
  truth(&atlas->title[20], "allocator: malloc; base: %p; size: 58; type: char[58]; path: [20]",
        (void *)atlas->title.data());
  truth(&atlas->visited.front().people, "allocator: malloc; type: std::_List_node<City>; size: %zu",
        2 * sizeof(void *) + sizeof(City));
  truth(&numbers[33], "allocator: malloc; size: 160; type: int[40]; path: [33]");
  truth(&names[2],
        "allocator: malloc; size: %zu; type: std::__cxx11::basic_string<char, std::char_traits<char>, "
        "std::allocator<char> >[5]",
        5 * sizeof(std::string));
  truth(&queue[1], "allocator: malloc; size: 512; type: short[256]; path: [1]");
  truth(&forward.front(), "allocator: malloc; type: std::_Fwd_list_node<double>; size: 16");
  truth(&global_numbers[9], "allocator: malloc; size: 68; type: float[17]; path: [9]");
  truth(&global_numbers, "allocator: static; type: std::vector<float, std::allocator<float> >; symbol: global_numbers");
  return ready();
}
