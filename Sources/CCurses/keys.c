/* keys.c: keys and mouse events as curses decodes them. */
#define NCURSES_WIDECHAR 1
#include "ccurses.h"

#include <curses.h>

static struct ccurses_input plain(enum ccurses_input_kind kind) {
  return (struct ccurses_input){.kind = kind};
}

static struct ccurses_input mouse(void) {
  MEVENT event;
  if (getmouse(&event) != OK) return plain(CCURSES_UNKNOWN);
  struct ccurses_input input = {.row = event.y, .column = event.x, .kind = CCURSES_UNKNOWN};
  if (event.bstate & BUTTON4_PRESSED)
    input.kind = CCURSES_WHEEL_UP;
  else if (event.bstate & BUTTON5_PRESSED)
    input.kind = CCURSES_WHEEL_DOWN;
  else if (event.bstate & BUTTON1_DOUBLE_CLICKED)
    input.kind = CCURSES_DOUBLE_CLICK;
  else if (event.bstate & (BUTTON1_PRESSED | BUTTON1_CLICKED))
    input.kind = CCURSES_CLICK;
  return input;
}

static struct ccurses_input special(wint_t code) {
  if (code >= KEY_F(1) && code <= KEY_F(63))
    return (struct ccurses_input){.kind = CCURSES_FUNCTION, .code = code - KEY_F(0)};
  switch (code) {
    case KEY_UP: return plain(CCURSES_UP);
    case KEY_DOWN: return plain(CCURSES_DOWN);
    case KEY_LEFT: return plain(CCURSES_LEFT);
    case KEY_RIGHT: return plain(CCURSES_RIGHT);
    case KEY_HOME: case KEY_A1: case KEY_FIND: return plain(CCURSES_HOME);
    case KEY_END: case KEY_C1: case KEY_SELECT: return plain(CCURSES_END);
    case KEY_PPAGE: case KEY_A3: return plain(CCURSES_PAGE_UP);
    case KEY_NPAGE: case KEY_C3: return plain(CCURSES_PAGE_DOWN);
    case KEY_BACKSPACE: return plain(CCURSES_BACKSPACE);
    case KEY_DC: return plain(CCURSES_DELETE);
    case KEY_ENTER: return plain(CCURSES_ENTER);
    case KEY_BTAB: return plain(CCURSES_BACK_TAB);
    case KEY_MOUSE: return mouse();
    default: return plain(CCURSES_UNKNOWN);
  }
}

struct ccurses_input ccurses_read(void) {
  wint_t code;
  switch (get_wch(&code)) {
    case OK:
      if (code == '\r' || code == '\n') return plain(CCURSES_ENTER);
      if (code == 0x7F || code == '\b') return plain(CCURSES_BACKSPACE);
      return (struct ccurses_input){.kind = CCURSES_CHARACTER, .code = code};
    case KEY_CODE_YES: return special(code);
    default: return plain(CCURSES_NOTHING);
  }
}
