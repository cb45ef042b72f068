// A virtual base: its place is found through the object's own vtable.
#include "truth.h"

struct Device {
  virtual ~Device() = default;
  int power = 5;
};

struct Reader : virtual Device {
  long read_bytes = 1;
};

struct Writer : virtual Device {
  long written_bytes = 2;
};

struct Drive : Reader, Writer {
  short sectors = 63;
};

OUT_OF_LINE Device *make(bool whole) {
  if (whole) return new Drive;
  return new Reader;
}

int main() {
  Device *device = make(true), *other = make(false);
  Drive *drive = dynamic_cast<Drive *>(device);
  Reader *reader = dynamic_cast<Reader *>(other);
  Writer *writer = drive;

  truth(&drive->sectors, "allocator: malloc; base: %p; size: %zu; type: Drive; path: .sectors; memberType: short",
        (void *)drive, sizeof *drive);
  truth(&writer->written_bytes, "type: Drive; path: .written_bytes; memberType: long");
  truth(&device->power, "allocator: malloc; base: %p; type: Drive; path: .power; memberType: int", (void *)drive);
  truth(&other->power, "allocator: malloc; base: %p; type: Reader; path: .power", (void *)reader);
  truth(&reader->read_bytes, "type: Reader; path: .read_bytes; size: %zu", sizeof *reader);
  return ready();
}
