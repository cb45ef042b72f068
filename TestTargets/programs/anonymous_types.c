// Types without a tag: named by a typedef, nested without a name, and never named at all.
#include <stdint.h>
#include <stdlib.h>

#include "truth.h"

typedef struct {
  float x, y;
} point_t;

typedef uint32_t colour_t;

typedef struct {
  union {
    struct {
      point_t low, high;
    };
    float numbers[4];
  };
  colour_t colour;
  enum { ROUND, SQUARE } corners;
} box_t;

static struct {
  int used;
  box_t boxes[4];
} scene;

int main(void) {
  box_t *box = malloc(sizeof *box);
  box->colour = 1;
  box->low.x = 0;
  point_t *points = malloc(9 * sizeof *points);
  points[0].x = 1;
  colour_t *colours = malloc(16 * sizeof *colours);
  colours[0] = 1;
  scene.used = 1;
  KEEP(&scene);

  truth(&box->colour, "allocator: malloc; base: %p; size: 24; type: box_t; path: .colour; memberType: colour_t",
        (void *)box);
  truth(&box->high.y, "type: box_t; readings: .high.y, .numbers[3]");
  truth(&points[8].y, "allocator: malloc; size: 72; type: point_t[9]; path: [8].y; memberType: float");
  truth(&colours[9], "allocator: malloc; size: 64; type: unsigned int[16]; path: [9]");
  truth(&scene.boxes[2].colour, "allocator: static; path: .boxes[2].colour; memberType: colour_t; symbol: scene");
  truth(&scene.boxes[1].corners, "path: .boxes[1].corners");
  return ready();
}
