/*
 * scry_meta.h: the file that `scry meta` makes of one module: its types, static symbols, functions, allocation
 * sites and wrapper frames. The agent copies the resident part into the target's memory; Scry reads the same bytes from
 * the cache, from a live process and from a core. Little-endian, position-independent; every index and offset is
 * checked by whoever reads it, because the file, or the memory that holds it, may have been damaged.
 *
 * Addresses are the module's own (ELF p_vaddr); add the load bias to get an address of the process.
 */
#ifndef SCRY_META_H
#define SCRY_META_H

#include <stdint.h>

#define SCRY_META_MAGIC "SCRYMETA"
#define SCRY_META_VERSION 9u
/* An index that names nothing. */
#define SCRY_META_NONE 0xffffffffu
/* A size or an element count that the debug information does not give. */
#define SCRY_META_UNKNOWN_SIZE 0xffffffffffffffffull

/* The sections of the file, in the order of the header's table. */
enum scry_meta_section_kind {
  SCRY_META_STRINGS,      /* NUL-terminated bytes; offset 0 is the empty string */
  SCRY_META_TYPES,        /* struct scry_meta_type; entry 0 is void */
  SCRY_META_MEMBERS,      /* struct scry_meta_member, those of one type adjacent and by offset */
  SCRY_META_ENUMERATORS,  /* struct scry_meta_enumerator */
  SCRY_META_TYPE_NAMES,   /* uint32_t type indices, sorted by the bytes of the type's name */
  SCRY_META_STATICS,      /* struct scry_meta_static, sorted by (thread-local, address) */
  SCRY_META_FUNCTIONS,    /* struct scry_meta_function, sorted by low, not overlapping */
  SCRY_META_FILES,        /* uint32_t string offsets of source paths */
  SCRY_META_SITES,        /* struct scry_meta_site, sorted by return_address */
  SCRY_META_CANDIDATES,   /* struct scry_meta_candidate, those of one site adjacent, strongest evidence first, the user's last */
  SCRY_META_WRAPPERS,     /* struct scry_meta_wrapper, sorted by return_address */
  /* Not resident: only Scry reads these. */
  SCRY_META_LINES,        /* struct scry_meta_line, sorted by address */
  SCRY_META_DECLARATIONS, /* bytes: the user's declarations of allocators that concern the module, a line each */
  SCRY_META_DIE_TYPES,    /* struct scry_meta_die_type, sorted by die */
  SCRY_META_SECTION_COUNT,
  SCRY_META_SECTION_SLOTS = 16
};

struct scry_meta_section {
  uint64_t offset; /* bytes from the start of the file */
  uint64_t count;  /* entries (bytes for SCRY_META_STRINGS) */
  uint32_t stride; /* bytes of an entry */
  uint32_t reserved;
};

enum scry_meta_flags {
  SCRY_META_HAS_DEBUG_INFO = 1, /* types come from DWARF; otherwise only symbols are known */
  SCRY_META_HAS_SITES = 2,      /* the machine code was analysed */
  SCRY_META_PARTIAL = 4,        /* a separate debug file was missing: with it there would be more types */
  SCRY_META_SCATTERED = 8,      /* split or damaged debug information: only reading it tells all its files and faults */
};

struct scry_meta_header {
  char magic[8];
  uint32_t version;
  uint32_t header_size;
  uint64_t file_size;     /* bytes */
  uint64_t resident_size; /* bytes from the start that hold every section before SCRY_META_LINES */
  uint64_t checksum;      /* FNV-1a, 64 bits, over the 8-byte words after the header */
  uint64_t image_base;    /* lowest p_vaddr of a PT_LOAD */
  uint64_t image_limit;   /* end of the highest */
  uint32_t flags;         /* enum scry_meta_flags */
  uint32_t build_id_size; /* bytes used of build_id */
  uint8_t build_id[32];
  struct scry_meta_section sections[SCRY_META_SECTION_SLOTS];
};

enum scry_meta_kind {
  SCRY_KIND_VOID,
  SCRY_KIND_BASE,
  SCRY_KIND_POINTER,
  SCRY_KIND_REFERENCE,
  SCRY_KIND_RVALUE_REFERENCE,
  SCRY_KIND_MEMBER_POINTER, /* target: the member's type; container: the class */
  SCRY_KIND_ARRAY,          /* target: the element; elements: how many, or unknown */
  SCRY_KIND_STRUCT,
  SCRY_KIND_CLASS,
  SCRY_KIND_UNION,
  SCRY_KIND_ENUM,           /* target: the underlying integer */
  SCRY_KIND_FUNCTION,       /* target: the result; first and count: parameters as members */
  SCRY_KIND_TYPEDEF,
  SCRY_KIND_CONST,
  SCRY_KIND_VOLATILE,
  SCRY_KIND_RESTRICT,
  SCRY_KIND_ATOMIC,
  SCRY_KIND_UNSPECIFIED,    /* decltype(nullptr) and the like */
  SCRY_KIND_COUNT
};

enum scry_meta_type_flags {
  SCRY_TYPE_INCOMPLETE = 1,  /* declared, not defined, in this module */
  SCRY_TYPE_ANONYMOUS = 2,   /* no tag in the source; name, if any, comes from a typedef */
  SCRY_TYPE_POLYMORPHIC = 4, /* has a vtable pointer */
  SCRY_TYPE_FLEXIBLE = 8,    /* ends in an array without a bound (or of bound 0 or 1, only padding behind) */
  SCRY_TYPE_VARIADIC = 16,   /* a function with ... */
  SCRY_TYPE_PROTOTYPED = 32, /* a function whose parameters are known: int f(void), not int f() of C */
  SCRY_TYPE_VECTOR = 64,     /* an array that is a vector of the machine */
};

enum scry_meta_language { SCRY_LANGUAGE_C, SCRY_LANGUAGE_CXX, SCRY_LANGUAGE_OTHER };

/* A uniqtype. Typedefs and qualifiers are entries of their own, so that a member keeps the spelling of its declaration;
 * `concrete` is the type without them, and the digest is that of the concrete type (Kell 2015, section 4.1). */
struct scry_meta_type {
  uint8_t kind;      /* enum scry_meta_kind */
  uint8_t encoding;  /* DW_ATE_* of a base type */
  uint8_t flags;     /* enum scry_meta_type_flags */
  uint8_t language;  /* enum scry_meta_language */
  uint32_t name;     /* qualified source name without struct/union/enum; 0 if none */
  uint64_t size;     /* bytes, or SCRY_META_UNKNOWN_SIZE */
  uint64_t elements; /* of an array, or SCRY_META_UNKNOWN_SIZE */
  uint64_t digest;
  uint32_t target;
  uint32_t concrete;
  uint32_t first; /* members, parameters or enumerators */
  uint32_t count;
  uint32_t container;
  uint32_t alignment; /* bytes, 0 if not given */
  uint32_t file;
  uint32_t line;
};

enum scry_meta_member_flags {
  SCRY_MEMBER_BIT_FIELD = 1,
  SCRY_MEMBER_BASE = 2,         /* a base class */
  SCRY_MEMBER_VIRTUAL_BASE = 4, /* offset: where in the vtable its offset stands (bytes, negative) */
  SCRY_MEMBER_ARTIFICIAL = 8,   /* the vtable pointer */
  SCRY_MEMBER_ANONYMOUS = 16,   /* members of its type are reached without a name */
};

struct scry_meta_member {
  uint32_t name;
  uint32_t type;
  int64_t offset;     /* bytes from the start of the type, of the byte that holds the first bit */
  uint16_t bit_size;  /* bits, 0 unless a bit-field */
  uint8_t bit_shift;  /* of the lowest bit in that byte */
  uint8_t flags;      /* enum scry_meta_member_flags */
  uint32_t reserved;
};

struct scry_meta_enumerator {
  int64_t value;
  uint32_t name;
  uint32_t reserved;
};

enum scry_meta_static_flags {
  SCRY_STATIC_THREAD_LOCAL = 1, /* address: offset in the module's TLS block */
  SCRY_STATIC_READ_ONLY = 2,
  SCRY_STATIC_LOCAL = 4,        /* static local of `function` */
  SCRY_STATIC_VTABLE = 8,       /* _ZTV…: type is the class */
};

struct scry_meta_static {
  uint64_t address;
  uint64_t size;
  uint32_t name;
  uint32_t type;     /* SCRY_META_NONE when only the symbol is known */
  uint32_t function; /* string: the function of a static local, 0 otherwise */
  uint32_t flags;    /* enum scry_meta_static_flags */
  uint32_t file;
  uint32_t line;
};

enum scry_meta_function_flags { SCRY_FUNCTION_PART = 1 /* a cold part or another range of the function */ };

struct scry_meta_function {
  uint64_t low, high;    /* [low, high) */
  uint32_t name;         /* source name, qualified; without debug information the symbol, demangled */
  uint32_t linkage_name; /* symbol; 0 when it is the same */
  uint32_t type;
  uint32_t file;
  uint32_t line;
  uint32_t flags; /* enum scry_meta_function_flags */
};

enum scry_meta_site_flags {
  SCRY_SITE_RETURNS = 1,   /* the block leaves the function by its result, at leave_offset */
  SCRY_SITE_OUTPARAM = 2,  /* the block leaves through a pointer argument */
  SCRY_SITE_ALLOCATES = 4, /* the callee is a known allocation function */
  SCRY_SITE_INDIRECT = 8,  /* called through a pointer */
  SCRY_SITE_PLT = 16,      /* called through the procedure linkage table */
  SCRY_SITE_FREES = 32,    /* the callee gives a block back: only the place is of interest */
};

/* A call whose result may be a block: keyed exactly by its return address, never by the nearest one. */
struct scry_meta_site {
  uint64_t return_address;
  uint32_t function; /* string: the innermost function, inlined ones counted */
  uint32_t file;
  uint32_t line;
  uint32_t first; /* candidates */
  uint32_t count;
  uint32_t flags;       /* enum scry_meta_site_flags */
  int32_t leave_offset; /* bytes from the call's result to the pointer that leaves (a hidden header's size) */
  uint32_t constant;    /* the largest constant among the call's arguments: the size, if it is as large; 0: none */
};

enum scry_meta_strength { SCRY_WEAK, SCRY_STRONG, SCRY_DECLARED };

enum scry_meta_reason {
  SCRY_REASON_VARIABLE,    /* held by a typed variable */
  SCRY_REASON_FIELD,       /* stored to a typed field */
  SCRY_REASON_GLOBAL,      /* stored to a typed global */
  SCRY_REASON_RETURN,      /* returned as a typed result */
  SCRY_REASON_CONSTRUCTOR, /* passed as a constructor's this */
  SCRY_REASON_ARGUMENT,    /* passed to a typed parameter */
  SCRY_REASON_UNION,       /* stored to a member of a union */
  SCRY_REASON_ALLOCATOR,   /* the result of allocator<T>::allocate */
  SCRY_REASON_FUNCTION,    /* what the callee is known to give: char for strdup */
  SCRY_REASON_ATTRIBUTE,   /* the compiler said so: DW_AT_LLVM_alloc_type */
  SCRY_REASON_USER,        /* the user said so */
};

enum scry_meta_candidate_flags {
  SCRY_CANDIDATE_REPEATS = 1, /* the call's arguments multiply the type's size: a larger block is an array */
  SCRY_CANDIDATE_SELECTED = 2, /* only if the object's bytes say so: `name` is the rule */
  SCRY_CANDIDATE_ARENA = 4,    /* no type: the function `name` is declared to hand out pieces of the block */
  SCRY_CANDIDATE_FOLLOWED = 8, /* something else stands behind the objects: they do not make up a larger block */
};

struct scry_meta_candidate {
  uint32_t type;     /* of the object, not of the pointer */
  int32_t offset;    /* bytes from the call's result to the object: in outer frames add the inner leave_offsets */
  uint8_t strength;  /* enum scry_meta_strength */
  uint8_t reason;    /* enum scry_meta_reason */
  uint16_t order;    /* of use, from the call on */
  uint32_t name;     /* string: the variable, field or callee that is the evidence */
  uint32_t function; /* string: the function (inlined ones counted) where it was seen */
  uint32_t file;
  uint32_t line;
  uint32_t flags; /* enum scry_meta_candidate_flags */
};

enum scry_meta_frame_register { SCRY_FRAME_RSP, SCRY_FRAME_RBP };

/* How to step over the frame that a wrapper's return address lies in: its caller's frame starts at
 * register + cfa_offset, the next return address is 8 bytes below that. */
struct scry_meta_wrapper {
  uint64_t return_address;
  int32_t cfa_offset;
  int16_t rbp_offset;   /* where the caller's rbp is saved, relative to the CFA; 0 when rbp is unchanged */
  uint8_t cfa_register; /* enum scry_meta_frame_register */
  uint8_t reserved;
};

/* A row of the line table: valid up to the next row; line 0 ends a sequence. */
struct scry_meta_line {
  uint64_t address;
  uint32_t file;
  uint32_t line;
};

/* The type of parameters and variables whose DW_AT_type leads to a DIE: how frames of a stack find types. */
struct scry_meta_die_type {
  uint64_t die;  /* the file of the module's debug information (0 the main one, 1 its alternate, then split files) << 44 |
                    the offset in its sections of units, .debug_info first */
  uint32_t type; /* index */
  uint32_t reserved;
};

#endif
