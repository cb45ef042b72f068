// Several base classes: a pointer to the second one points into the middle of the object.
#include "truth.h"

struct Named {
  virtual ~Named() = default;
  char name[16] = "name";
};

struct Counted {
  virtual ~Counted() = default;
  virtual int count() const { return uses; }
  int uses = 1;
};

struct Plain {
  long extra = 9;
};

struct Widget : Named, Counted, Plain {
  int width = 80, height = 25;
};

static Widget global_widget;

OUT_OF_LINE Counted *make() { return new Widget; }

int main() {
  Counted *second = make();
  Widget *widget = static_cast<Widget *>(second);
  Named *named = widget;
  Plain *plain = widget;
  KEEP(&global_widget);

  truth(&second->uses, "allocator: malloc; base: %p; size: %zu; type: Widget; path: .uses; memberType: int",
        (void *)widget, sizeof *widget);
  truth(&named->name[4], "type: Widget; path: .name[4]; memberType: char");
  truth(&plain->extra, "type: Widget; path: .extra; memberType: long");
  truth(&widget->height, "type: Widget; path: .height; memberType: int");
  truth(&global_widget.extra, "allocator: static; type: Widget; path: .extra; symbol: global_widget");
  return ready();
}
