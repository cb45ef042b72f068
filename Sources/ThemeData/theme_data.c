/* theme_data.c: puts the themes into the program, so that it has colours wherever it is copied to. */
#include "theme_data.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char dark[] = {
#embed "../../Themes/dark.json"
};

static const unsigned char light[] = {
#embed "../../Themes/light.json"
};

static const unsigned char high_contrast[] = {
#embed "../../Themes/high-contrast.json"
};

static const unsigned char mono[] = {
#embed "../../Themes/mono.json"
};

static const unsigned char solarized[] = {
#embed "../../Themes/solarized.json"
};

static const struct scry_theme_file files[] = {
    {"dark", dark, sizeof dark},
    {"light", light, sizeof light},
    {"high-contrast", high_contrast, sizeof high_contrast},
    {"mono", mono, sizeof mono},
    {"solarized", solarized, sizeof solarized},
};

struct scry_theme_file scry_theme_file(size_t number) {
    if (number < sizeof files / sizeof files[0]) return files[number];
    return (struct scry_theme_file){0};
}
