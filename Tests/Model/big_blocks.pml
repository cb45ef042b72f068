/*
 * big_blocks.pml: blocks whose size and site lie in an entry of `big`, and readers of such blocks.
 *
 * Two threads allocate, resize in place and free two places with two entries between them (heap_index.c, big_blocks.c). A
 * reader reads a record and then the entry that it names. From outside (HeapWords.block(_:granule:), RemoteWords.big) it
 * compares base and generation and, in listings of the whole heap, never looks at the record again; from within the
 * process (index_lookup.c; with INSIDE) it compares the base and looks at the record again. Steps in capitals are named
 * by comments in those files.
 *
 * Every statement is one access to shared memory, or one change under a lock that no reader can see. The truth is that size
 * and site of a life are its number.
 */

#define PLACES 2
#define ENTRIES 2
#ifndef LIVES
#define LIVES 3
#endif

#define LIVE 1
#define FREED 2
#define REALLOC 3
#define WORD(state, field, entry) ((state) + 4 * (entry) + 16 * (field))
#define STATE(word) ((word) & 3)
#define ENTRY(word) (((word) >> 2) & 3)
#define FIELD(word) ((word) >> 4)
#define NOWHERE PLACES

typedef Entry {
  byte sequence; /* odd while the entry changes */
  byte base;     /* the place */
  byte size;
  byte site;
  byte field     /* the record's generation */
}

byte record[PLACES];
Entry big[ENTRIES];
bool entry_taken[ENTRIES]; /* not on the free list, which readers do not look at */
bool place_taken[PLACES];
byte begun;                /* lives, and sizes given to them */
byte told[PLACES];         /* the truth: the size that the place's block has, as the record tells it */

inline begin_change() {
#ifndef ENTRY_UNMARKED
  /* BIG_ODD */ big[entry].sequence = big[entry].sequence | 1
#else
  skip
#endif
}

inline end_change() {
#ifndef ENTRY_UNMARKED
  /* BIG_EVEN */ big[entry].sequence = big[entry].sequence + 1
#else
  skip
#endif
}

/* big_insert: a free entry, written under LOCK_BIG. */
inline describe() {
  atomic {
    if
    :: !entry_taken[0] -> entry = 0
    :: !entry_taken[1] -> entry = 1
    fi;
    entry_taken[entry] = true
  }
  begin_change();
  big[entry].base = place;
  big[entry].size = size;
  big[entry].site = size;
  big[entry].field = 0;
  end_change()
}

/* big_set_generation. */
inline complete(value) {
  begin_change();
  big[entry].field = value;
  end_change()
}

/* big_set_state(FREED): the entry may be given to another block from now on. */
inline give_back(which) { entry_taken[which] = false }

proctype program() {
  byte place, entry, old, size, word;
end:
  do
  :: atomic {
       begun < LIVES ->
       begun++;
       size = begun;
       if
       :: !place_taken[0] -> place = 0
       :: !place_taken[1] -> place = 1
       fi;
       place_taken[place] = true
     }
     /* insert_big */
     describe();
     word = WORD(LIVE, FIELD(record[place]) + 1, entry);
     /* BIG_STORE */ atomic { record[place] = word; told[place] = size };
     complete(FIELD(word));
     if
     :: atomic { begun < LIVES -> begun++; size = begun } /* index_realloc_begin, index_realloc_in_place */
        record[place] = WORD(REALLOC, FIELD(word), entry);
        old = entry;
        describe();
        complete(FIELD(word));
        word = WORD(LIVE, FIELD(word), entry);
        atomic { record[place] = word; told[place] = size };
        give_back(old)
     :: skip
     fi;
     /* index_remove, index_remove_big */
     record[place] = WORD(FREED, FIELD(word), entry);
     give_back(entry);
     place_taken[place] = false;
     atomic { place = 0; entry = 0; old = 0; size = 0; word = 0 }
  od
}

proctype reader() {
  byte place, word, entry, sequence, base, size, site, field, truth;
again:
  atomic {
    sequence = 0; base = 0; size = 0; site = 0; field = 0; truth = 0; entry = 0; word = 0;
    if
    :: place = 0
    :: place = 1
    fi
  }
  /* READ_RECORD */ atomic { word = record[place]; truth = told[place] };
  if
  :: STATE(word) == LIVE || STATE(word) == REALLOC -> entry = ENTRY(word)
  :: else -> goto again
  fi;
  /* READ_SEQUENCE */ sequence = big[entry].sequence;
  /* READ_ENTRY */
  base = big[entry].base;
  size = big[entry].size;
  site = big[entry].site;
  field = big[entry].field;
#ifndef ENTRY_ONE_LOOK
  /* READ_SEQUENCE_AGAIN */
  if
  :: (sequence & 1) || big[entry].sequence != sequence -> goto again
  :: else
  fi;
#endif
#ifndef ENTRY_NOT_COMPARED
  if
  :: base != place -> goto again
  :: else
  fi;
#ifndef INSIDE
  if
  :: field != FIELD(word) -> goto again
  :: else
  fi;
#endif
#endif
#if defined(INSIDE) && !defined(RECORD_ONE_LOOK)
  /* READ_RECORD_AGAIN */
  if
  :: record[place] != word -> goto again
  :: else
  fi;
#endif
#ifdef WITNESS
  assert(false);
#endif
  assert(size == truth && site == truth); /* an accepted read is of the block that the record names */
  goto again
}

init { atomic { run program(); run program(); run reader() } }
