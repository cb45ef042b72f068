/*
 * ccurses.h: the screen and the keys of a terminal, over ncursesw 6. Swift imports neither curses' macros nor its
 * variables, so that nothing of <curses.h> appears here. All functions but ccurses_guard() belong to one thread.
 */
#ifndef SCRY_CCURSES_H
#define SCRY_CCURSES_H

#include <stddef.h>
#include <stdint.h>

/* Attributes of text; a terminal shows those that it has. */
enum ccurses_attribute {
  CCURSES_BOLD = 1,
  CCURSES_DIM = 2,
  CCURSES_ITALIC = 4,
  CCURSES_UNDERLINE = 8,
  CCURSES_REVERSE = 16,
};

/* What ccurses_read() found. */
enum ccurses_input_kind {
  CCURSES_NOTHING,
  CCURSES_CHARACTER, /* `code` is a Unicode scalar, or a control character */
  CCURSES_UP,
  CCURSES_DOWN,
  CCURSES_LEFT,
  CCURSES_RIGHT,
  CCURSES_HOME,
  CCURSES_END,
  CCURSES_PAGE_UP,
  CCURSES_PAGE_DOWN,
  CCURSES_BACKSPACE,
  CCURSES_DELETE,
  CCURSES_ENTER,
  CCURSES_BACK_TAB,
  CCURSES_FUNCTION, /* `code` is the number of a function key */
  CCURSES_CLICK,    /* at `row` and `column` */
  CCURSES_DOUBLE_CLICK,
  CCURSES_WHEEL_UP,
  CCURSES_WHEEL_DOWN,
  CCURSES_UNKNOWN, /* a key without a use here */
};

/* One key or one event of the mouse. */
struct ccurses_input {
  enum ccurses_input_kind kind;
  uint32_t code;
  int row, column;
};

/* A colour is an index of the terminal's palette, or this: its default. */
#define CCURSES_DEFAULT_COLOUR (-1)

/*
 * Takes the terminal over. `uses_utf8` asks for a UTF-8 locale even when the environment's is not installed. 0, or -1
 * when the terminal is not known or cannot do what a screen needs.
 */
int ccurses_open(int uses_utf8);

/* Gives the terminal back as it was. May be called more than once. */
void ccurses_close(void);

/* Gives the terminal back for a while, and takes it again. */
void ccurses_suspend(void);
void ccurses_resume(void);

/* Looks at the terminal's size anew. */
void ccurses_resize(void);

int ccurses_rows(void);
int ccurses_columns(void);

/* Colours that the terminal can show at the same time: 0, 8, 16, 88, 256, or 1 << 24 when indices are 0xRRGGBB. */
int ccurses_colours(void);

/* The look of what is written from now on: attributes, and two colours. */
void ccurses_look(int attributes, int foreground, int background);

/*
 * Writes UTF-8 from a place on, at most up to the column `limit`, and returns the column behind it. Control characters
 * are written as blanks, and half a wide character as none.
 */
int ccurses_write(int row, int column, int limit, const char *text, size_t length);

/* Fills a row with blanks from a column up to another one. */
void ccurses_fill(int row, int column, int limit);

/* Shows the cursor at a place, or hides it when `row` is negative. */
void ccurses_cursor(int row, int column);

/* Brings what was written to the terminal; `everything` redraws what is there already too. */
void ccurses_show(int everything);

/* The next key that has arrived; does not wait. */
struct ccurses_input ccurses_read(void);

/*
 * Gives the terminal back when this process crashes, before whoever handles the signal next reports the crash. For
 * SIGILL, SIGTRAP, SIGSEGV, SIGBUS, SIGFPE and SIGABRT.
 */
void ccurses_guard(void);

#endif
