/*
 * records.pml: the record of one granule, its generation, and a reader that holds one of its blocks.
 *
 * Two threads of the program allocate, reallocate and free a place (heap_index.h, heap_index.c, generations.c); a reader
 * that stops nobody takes a hold on a block and asks later what became of it (AgentIndex/Generations.swift). The labels
 * in capitals are named by comments in those files. README.md says what is proved, and with what simplifications.
 *
 * Every statement is one access to shared memory. What stands in an atomic block with an access is the truth, which
 * neither the agent nor the reader can see.
 */

#ifndef LIVES
#define LIVES 4 /* blocks that are ever handed out at the place */
#endif
#define FIELDS 2 /* generations that a record can tell apart: 65,534 in the agent */
#define RETIRED (FIELDS + 1)

#define NEVER 0
#define LIVE 1
#define FREED 2
#define REALLOC 3
#define WORD(state, field) ((state) + 4 * (field))
#define STATE(word) ((word) & 3)
#define FIELD(word) ((word) >> 2)

/* What lies in the target. */
byte record;      /* state and generation; the other fields are told by the life */
bool wraps_entry; /* the granule has an entry in the table of wraps */
byte wraps_value; /* twice the number of wraps; odd while the record changes */
bool wraps_lock;

/* The allocator. */
bool taken; /* it has handed the place out */

/* The truth. A life is the time from one allocation of the place to its end, numbered from 1. */
byte begun;        /* lives that were begun */
byte stored;       /* the life that the record tells of */
byte owned;        /* the life that the program has been given and has not handed back; 0: none */
byte existing;     /* the life whose memory nobody else can have got; 0: none */
byte resizing[2];  /* the life that each thread is in the middle of reallocating */

#define EXISTS(life) (existing == (life) || resizing[0] == (life) || resizing[1] == (life))

/* Assumed: the counter does not make a whole round while one thread stands in one realloc. */
#ifdef WHOLE_ROUND
#define WITHIN_ROUND(thread) true
#else
#define WITHIN_ROUND(thread) (resizing[thread] == 0 || begun + 1 - resizing[thread] < FIELDS)
#endif

/* Record a new block: index_insert, store_new and, when the field is full, generation_carry. */
inline store_record(word) {
  record = word;
  stored = life;
  existing = life
}

inline insert() {
  /* INSERT_LOAD */ seen = record;
#ifdef NO_BUMP
  next = (FIELD(seen) == 0 -> 1 : FIELD(seen));
#else
  next = FIELD(seen) + 1;
#endif
#ifdef NO_CARRY
  next = (next > FIELDS -> 1 : next);
#endif
  if
  :: next <= FIELDS ->
    /* INSERT_STORE */ atomic { store_record(WORD(LIVE, next)) }
  :: else -> carry()
  fi;
  owned = life
}

inline carry() {
  if
  :: /* The lock is not to be had, or the table is full. */
    /* CARRY_RETIRE */ atomic { store_record(WORD(LIVE, RETIRED)) }
  :: atomic { !wraps_lock -> wraps_lock = true };
    /* CARRY_ADD */ wraps_entry = true;
    value = wraps_value;
#ifdef CARRY_UNMARKED
    atomic { store_record(WORD(LIVE, 1)) };
#else
    /* CARRY_ODD */ wraps_value = value + 1;
    /* CARRY_STORE */ atomic { store_record(WORD(LIVE, 1)) };
#endif
    /* CARRY_EVEN */ wraps_value = value + 2;
    wraps_lock = false
  fi
}

/* index_remove, then the allocator's free. */
inline release() {
  owned = 0;
  seen = record;
#ifdef MARK_AFTER_FREE
  atomic { existing = 0; taken = false };
  record = WORD(FREED, FIELD(seen))
#else
  /* REMOVE_STORE */ record = WORD(FREED, FIELD(seen));
  /* REAL_FREE */ atomic { existing = 0; taken = false }
#endif
}

/* resize_known: index_realloc_begin, the allocator's realloc, one of the three ends. */
inline reallocate() {
  seen = record;
  /* REALLOC_BEGIN */ record = WORD(REALLOC, FIELD(seen));
  if
  :: /* It failed, or the block kept its place. */
    /* REALLOC_STAYED */ record = WORD(LIVE, FIELD(seen))
  :: /* It moved: the allocator has freed the old place. */
    atomic { owned = 0; resizing[me] = life; existing = 0; taken = false };
#ifdef MOVED_BLINDLY
    record = WORD(FREED, FIELD(seen));
#else
    /* REALLOC_MOVED */ atomic {
      if
      :: record == WORD(REALLOC, FIELD(seen)) -> record = WORD(FREED, FIELD(seen))
      :: else
      fi
    };
#endif
    resizing[me] = 0;
    life = 0
  fi
}

proctype program(bit me) {
  byte seen, next, value, life;
end:
  do
  :: atomic {
       !taken && begun < LIVES && WITHIN_ROUND(0) && WITHIN_ROUND(1) ->
       taken = true;
       begun++;
       life = begun
     };
    insert();
    if
    :: reallocate()
    :: skip
    fi;
    if
    :: life != 0 -> release(); life = 0
    :: life == 0
    fi;
    d_step { seen = 0; next = 0; value = 0 }
  od
}

inline read_wraps(value) {
  if
  :: wraps_entry -> value = wraps_value
  :: !wraps_entry -> value = 0
  fi
}

/* AgentIndex.generation(of:): the record between two equal looks at the wraps. Falls through when it holds. */
inline read_generation(again) {
  /* GENERATION_BEFORE */ read_wraps(before);
  /* GENERATION_RECORD */ atomic { second = record; told = stored };
#ifndef NO_RECHECK
  /* GENERATION_AFTER */ read_wraps(after);
  if
  :: before != after || (before & 1) || FIELD(second) != FIELD(first) -> goto again
  :: else
  fi;
#endif
}

/* AgentIndex.handle(of:), then AgentIndex.check(_:) again and again. */
proctype reader() {
  byte first, second, third, before, after, told;
  byte held_round, held_field, held; /* the handle, and the life that it stands for in truth */
  bool existed;
take:
  first = record;
  if
  :: STATE(first) == LIVE && FIELD(first) != RETIRED -> skip
  :: else -> goto take
  fi;
  read_generation(take);
  d_step { held = told; held_round = before / 2; held_field = FIELD(first) };
check:
  atomic {
    first = 0; second = 0; third = 0; before = 0; after = 0; told = 0;
    existed = EXISTS(held)
  };
again:
  /* CHECK_FIRST */ first = record;
  if
  :: FIELD(first) == RETIRED -> goto check /* unknown */
  :: else
  fi;
  read_generation(again);
  if
  :: before / 2 != held_round || FIELD(first) != held_field ->
    goto replaced
  :: else
  fi;
#ifndef NO_RECHECK
  /* CHECK_LAST */ third = record;
  if
  :: third != first -> goto again
  :: else
  fi;
#endif
  if
  :: STATE(first) == FREED -> goto freed
  :: else -> goto same
  fi;
same:
#ifdef WITNESS_SAME
  assert(false);
#endif
  assert(existed); /* an accepted read is of the object that the handle names */
  goto check;
freed:
#ifdef WITNESS_FREED
  assert(false);
#endif
  assert(owned != held); /* no live object is called stale */
  goto check;
replaced:
#ifdef WITNESS_REPLACED
  assert(false);
#endif
  assert(owned != held);
  goto check
}

init { atomic { run program(0); run program(1); run reader() } }
