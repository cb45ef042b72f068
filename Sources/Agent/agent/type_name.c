/* How C spells a type: the declarator grows from the name outwards, the base type goes in front at the end. */
#include <string.h>

#include "types.h"

#define SCRY_ALLOC_AGENT
#define SCRY_ALLOC_API EXPORT
#include "scry_alloc.h"

enum { LONGEST = 1024, DEEPEST = 24 };

/* Text that grows at both ends of a fixed buffer; what does not fit is left out. */
struct text {
  size_t start, end;
  char bytes[LONGEST];
};

static void prepend(struct text *text, const char *bytes) {
  size_t length = strlen(bytes);
  if (length > text->start) length = text->start;
  text->start -= length;
  memcpy(text->bytes + text->start, bytes, length);
}

static void append(struct text *text, const char *bytes) {
  size_t length = strlen(bytes);
  if (length > LONGEST - 1 - text->end) length = LONGEST - 1 - text->end;
  memcpy(text->bytes + text->end, bytes, length);
  text->end += length;
}

/* Nothing more can be appended. */
static bool is_full(const struct text *text) { return text->end == LONGEST - 1; }

static void append_count(struct text *text, uint64_t count) {
  char digits[24];
  char *at = digits + sizeof digits - 1;
  *at = 0;
  do *--at = (char)('0' + count % 10);
  while ((count /= 10) != 0);
  append(text, at);
}

static bool is_qualifier(const struct scry_meta_type *type) {
  return type->kind >= SCRY_KIND_CONST && type->kind <= SCRY_KIND_ATOMIC;
}

static const char *qualifier(uint8_t kind) {
  switch (kind) {
    case SCRY_KIND_CONST: return "const";
    case SCRY_KIND_VOLATILE: return "volatile";
    case SCRY_KIND_RESTRICT: return "restrict";
    default: return "_Atomic";
  }
}

static const char *tag(const struct scry_meta_type *type) {
  if (type->language != SCRY_LANGUAGE_C || (type->flags & SCRY_TYPE_ANONYMOUS)) return "";
  switch (type->kind) {
    case SCRY_KIND_STRUCT: return "struct ";
    case SCRY_KIND_CLASS: return "class ";
    case SCRY_KIND_UNION: return "union ";
    case SCRY_KIND_ENUM: return "enum ";
    default: return "";
  }
}

/* Puts `base` in front of what stands in the text. */
static void finish(struct text *text, const char *base) {
  if (text->end > text->start && text->bytes[text->start] != '[') prepend(text, " ");
  prepend(text, base);
}

static void finish_named(struct text *text, const struct scry_meta_header *meta, const struct scry_meta_type *type) {
  const char *name = meta_string(meta, type->name);
  if (type->kind == SCRY_KIND_VOID) name = "void";
  else if (name[0] == 0) name = "{...}";
  finish(text, name);
  prepend(text, tag(type));
}

static void spell(struct text *text, const struct scry_meta_header *meta, const struct scry_meta_type *type, int depth);

static void append_parameters(struct text *text, const struct scry_meta_header *meta,
                              const struct scry_meta_type *function, int depth) {
  uint64_t count;
  const struct scry_meta_member *members = meta_section(meta, SCRY_META_MEMBERS, &count);
  append(text, "(");
  for (uint32_t i = 0; i < function->count && (uint64_t)function->first + i < count && depth < DEEPEST && !is_full(text); i++) {
    struct text parameter = {LONGEST / 2, LONGEST / 2, {0}};
    spell(&parameter, meta, type_at(meta, members[function->first + i].type), depth + 8);
    if (i > 0) append(text, ", ");
    parameter.bytes[parameter.end] = 0;
    append(text, parameter.bytes + parameter.start);
  }
  if (function->flags & SCRY_TYPE_VARIADIC) append(text, function->count > 0 ? ", ..." : "...");
  else if (function->count == 0 && (function->flags & SCRY_TYPE_PROTOTYPED)) append(text, "void");
  append(text, ")");
}

static bool needs_parentheses(const struct scry_meta_header *meta, const struct scry_meta_type *target) {
  for (int i = 0; target != NULL && is_qualifier(target) && i < 4; i++) target = type_at(meta, target->target);
  return target != NULL && (target->kind == SCRY_KIND_ARRAY || target->kind == SCRY_KIND_FUNCTION);
}

static void spell_indirection(struct text *text, const struct scry_meta_header *meta,
                              const struct scry_meta_type *type) {
  const char *token = type->kind == SCRY_KIND_REFERENCE ? "&" : type->kind == SCRY_KIND_RVALUE_REFERENCE ? "&&" : "*";
  const struct scry_meta_type *class = type_at(meta, type->container);
  prepend(text, token);
  if (type->kind == SCRY_KIND_MEMBER_POINTER && class != NULL) {
    prepend(text, "::");
    prepend(text, meta_string(meta, class->name));
  }
  if (needs_parentheses(meta, type_at(meta, type->target))) {
    prepend(text, "(");
    append(text, ")");
  }
}

static void prepend_qualifiers(struct text *text, const char *const *qualifiers, int count) {
  for (; count > 0; count--) prepend(text, " "), prepend(text, qualifiers[count - 1]);
}

/* Spells a type around the declarator that stands in the text. Damaged tables can hold cycles: depth ends them. */
static void spell(struct text *text, const struct scry_meta_header *meta, const struct scry_meta_type *type,
                  int depth) {
  const char *qualifiers[4];
  int pending = 0; /* qualifiers of the type that comes next */
  for (; type != NULL && depth < DEEPEST; depth++) {
    switch (type->kind) {
      case SCRY_KIND_CONST: case SCRY_KIND_VOLATILE: case SCRY_KIND_RESTRICT: case SCRY_KIND_ATOMIC:
        if (pending < 4) qualifiers[pending++] = qualifier(type->kind);
        break;
      case SCRY_KIND_POINTER: case SCRY_KIND_REFERENCE: case SCRY_KIND_RVALUE_REFERENCE: case SCRY_KIND_MEMBER_POINTER:
        if (pending > 0 && text->end > text->start && text->bytes[text->start] != '[') prepend(text, " ");
        for (; pending > 0; pending--) prepend(text, qualifiers[pending - 1]), prepend(text, " ");
        spell_indirection(text, meta, type);
        break;
      case SCRY_KIND_ARRAY:
        append(text, "[");
        if (type->elements != SCRY_META_UNKNOWN_SIZE) append_count(text, type->elements);
        append(text, "]");
        break;
      case SCRY_KIND_FUNCTION:
        append_parameters(text, meta, type, depth);
        pending = 0;
        break;
      default:
        finish_named(text, meta, type);
        prepend_qualifiers(text, qualifiers, pending);
        return;
    }
    type = type_at(meta, type->target);
  }
  finish(text, type == NULL ? "void" : "...");
  prepend_qualifiers(text, qualifiers, pending);
}

size_t alloc_type_name(const scry_type_t *type, char *buffer, size_t size) {
  const struct scry_meta_header *meta = type == NULL ? NULL : meta_of_type(type);
  if (meta == NULL) return 0;
  struct text text = {LONGEST / 2, LONGEST / 2, {0}};
  spell(&text, meta, type, 0);
  size_t length = text.end - text.start;
  if (size > 0) {
    size_t copied = length < size ? length : size - 1;
    memcpy(buffer, text.bytes + text.start, copied);
    buffer[copied] = 0;
  }
  return length;
}
