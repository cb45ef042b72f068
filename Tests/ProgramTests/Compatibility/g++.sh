# g++: templates, exceptions and the standard library, compiled and run.
cat >p.cpp <<'C'
#include <algorithm>
#include <iostream>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>
int main() {
  std::map<std::string, std::vector<int>> m;
  for (int i = 0; i < 1000; i++) m[std::to_string(i % 37)].push_back(i);
  for (auto &e : m) std::reverse(e.second.begin(), e.second.end());
  try { m.at("none"); } catch (const std::out_of_range &) { std::cout << "caught\n"; }
  std::cout << m.size() << ' ' << m["5"].front() << '\n';
}
C
g++ -O1 p.cpp -o p && ./p
