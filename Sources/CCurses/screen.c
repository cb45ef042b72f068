/* screen.c: taking the terminal over, writing to it, and giving it back. */
#define NCURSES_WIDECHAR 1
#include "ccurses.h"

#include <curses.h>
#include <fcntl.h>
#include <locale.h>
#include <langinfo.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <term.h>
#include <unistd.h>
#include <wchar.h>

static SCREEN *screen;
static int is_direct;

/* The environment's locale decides how curses writes characters; one that is not installed would make it "C". */
static void choose_locale(int uses_utf8) {
  const char *chosen = setlocale(LC_CTYPE, "");
  if (uses_utf8 && (chosen == NULL || strcmp(nl_langinfo(CODESET), "UTF-8") != 0))
    setlocale(LC_CTYPE, "C.UTF-8");
}

static void prepare(void) {
  /* Ctrl-C, Ctrl-Z, Ctrl-S and their kin arrive as keys. */
  raw();
  noecho();
  nonl();
  keypad(stdscr, TRUE);
  nodelay(stdscr, TRUE);
  meta(stdscr, TRUE);
  leaveok(stdscr, FALSE);
  curs_set(0);
}

static void prepare_mouse(void) {
  mousemask(BUTTON1_PRESSED | BUTTON1_CLICKED | BUTTON1_DOUBLE_CLICKED | BUTTON4_PRESSED |
                BUTTON5_PRESSED,
            NULL);
  /* Waiting for a second click would hold up every other key. */
  mouseinterval(0);
}

int ccurses_open(int uses_utf8) {
  choose_locale(uses_utf8);
  const char *name = getenv("TERM");
  int error = 0;
  /* newterm() ends the process for some broken entries; setupterm() says so. */
  if (name == NULL || setupterm(name, STDOUT_FILENO, &error) != OK) return -1;
  if (cursor_address == NULL || clear_screen == NULL) return -1;
  set_escdelay(25);
  screen = newterm(name, stdout, stdin);
  if (screen == NULL) return -1;
  set_term(screen);
  prepare();
  prepare_mouse();
  if (has_colors()) {
    start_color();
    use_default_colors();
    is_direct = tigetflag("RGB") > 0;
  }
  return 0;
}

void ccurses_close(void) {
  if (screen == NULL) return;
  curs_set(1);
  endwin();
  delscreen(screen);
  screen = NULL;
}

void ccurses_suspend(void) {
  if (screen == NULL) return;
  curs_set(1);
  endwin();
}

void ccurses_resume(void) {
  if (screen == NULL) return;
  reset_prog_mode();
  ccurses_resize();
  curs_set(0);
  clearok(curscr, TRUE);
}

void ccurses_resize(void) {
  struct winsize size;
  if (screen == NULL || ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0) return;
  if (size.ws_row == 0 || size.ws_col == 0) return;
  resizeterm(size.ws_row, size.ws_col);
  clearok(curscr, TRUE);
}

int ccurses_rows(void) { return screen == NULL ? 0 : LINES; }

int ccurses_columns(void) { return screen == NULL ? 0 : COLS; }

int ccurses_colours(void) {
  if (screen == NULL || !has_colors()) return 0;
  return is_direct ? 1 << 24 : COLORS;
}

void ccurses_look(int attributes, int foreground, int background) {
  attr_t wanted = A_NORMAL;
  if (attributes & CCURSES_BOLD) wanted |= A_BOLD;
  if (attributes & CCURSES_DIM) wanted |= A_DIM;
  if (attributes & CCURSES_UNDERLINE) wanted |= A_UNDERLINE;
  if (attributes & CCURSES_REVERSE) wanted |= A_REVERSE;
  if (attributes & CCURSES_ITALIC) wanted |= A_ITALIC;
  int pair = 0;
  if (has_colors() && (foreground != CCURSES_DEFAULT_COLOUR || background != CCURSES_DEFAULT_COLOUR)) {
    pair = alloc_pair(foreground, background);
    if (pair < 0) pair = 0;
  }
  /* Pairs above 255 do not fit the attributes; the pointer carries them (curs_attr(3X)). */
  attr_set(wanted, (short)pair, &pair);
}

int ccurses_write(int row, int column, int limit, const char *text, size_t length) {
  if (screen == NULL || row < 0 || row >= LINES) return column;
  if (limit > COLS) limit = COLS;
  mbstate_t state = {0};
  move(row, column);
  while (length > 0) {
    wchar_t character;
    size_t used = mbrtowc(&character, text, length, &state);
    if (used == (size_t)-1 || used == (size_t)-2 || used == 0) {
      character = L'?';
      used = 1;
      memset(&state, 0, sizeof state);
    }
    text += used;
    length -= used;
    int width = wcwidth(character);
    if (width < 0) {
      character = L' ';
      width = 1;
    }
    if (column + width > limit) break;
    /* curses puts a combining character onto the one before; there must be one. */
    if (width > 0 || column > 0) addnwstr(&character, 1);
    column += width;
  }
  return column;
}

void ccurses_fill(int row, int column, int limit) {
  if (screen == NULL || row < 0 || row >= LINES) return;
  if (limit > COLS) limit = COLS;
  if (column < limit) mvhline(row, column, ' ', limit - column);
}

void ccurses_cursor(int row, int column) {
  if (screen == NULL) return;
  curs_set(row >= 0);
  if (row >= 0) move(row, column);
}

void ccurses_show(int everything) {
  if (screen == NULL) return;
  if (everything) clearok(curscr, TRUE);
  refresh();
}
