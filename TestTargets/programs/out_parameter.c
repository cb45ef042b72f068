// Allocators that hand out their block through a pointer argument.
#include <errno.h>
#include <stdlib.h>

#include "truth.h"

struct image {
  int width, height;
  unsigned char *pixels;
};

struct palette {
  unsigned colours[16];
  int used;
};

OUT_OF_LINE int allocate(void **result, size_t size) {
  *result = malloc(size);
  return *result ? 0 : ENOMEM;
}

OUT_OF_LINE int image_new(struct image **result, int width, int height) {
  struct image *image = malloc(sizeof *image);
  if (!image) return ENOMEM;
  image->width = width;
  image->height = height;
  image->pixels = malloc((size_t)width * (size_t)height);
  *result = image;
  return 0;
}

int main(void) {
  struct image *image = NULL;
  if (image_new(&image, 20, 10) != 0) return 1;
  void *block = NULL;
  if (allocate(&block, sizeof(struct palette)) != 0) return 1;
  struct palette *palette = block;
  palette->used = 2;
  palette->colours[0] = 0;

  truth(&image->pixels, "allocator: malloc; base: %p; size: 16; type: struct image; path: .pixels; "
        "memberType: unsigned char *; site.function: image_new", (void *)image);
  truth(image->pixels + 50, "allocator: malloc; size: 200; type: unsigned char[200]; path: [50]");
  truth(&palette->used, "allocator: malloc; base: %p; size: %zu; type: struct palette; path: .used", block,
        sizeof *palette);
  truth(&palette->colours[9], "type: struct palette; path: .colours[9]; memberType: unsigned int");
  return ready();
}
