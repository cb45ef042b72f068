/*
 * free_ring.pml: the ring in which a thread notes its frees, and a reader that looks for one of them.
 *
 * The thread that owns the ring writes; a signal handler that frees may interrupt it at any step (free_ring.h). With SHARED,
 * two threads write to the ring that is for everybody, under a lock that is only tried (push_shared in free_ring.c). A
 * reader looks for the free of a block that it found freed (AgentIndex/Frees.swift). Steps in capitals are named by
 * comments in those files.
 *
 * Every statement is one access to shared memory. Free number n is of the block n at address n with the record n, and
 * was called from n: an entry with two different numbers is torn.
 */

#define ENTRIES 2 /* SCRY_FREES_PER_RING */
#ifndef FREES
#define FREES 4   /* in all */
#endif

typedef Free {
  byte sequence;
  byte base;
  byte record;
  byte free_address
}

Free entries[ENTRIES];
byte count;
bool ring_lock;
byte begun;              /* frees */
bool freed[FREES + 1];   /* the truth: the block's record says that it is freed */
bool interrupted;        /* the handler runs, and the thread does not */
byte nested;             /* frees by handlers since the thread began its latest */

/* free_ring_write. */
inline write(block) {
#ifdef NO_TICKET
  number = count;
  count = number + 1;
#else
#ifdef SHARED
  number = count; /* no lock prefix: another processor may come between */
  count = number + 1;
#else
  /* RING_TICKET */ atomic { number = count; count++ };
#endif
#endif
#ifndef NO_CLAIM
  /* RING_CLAIM */ entries[number % ENTRIES].sequence = 2 * (number + 1) - 1;
#endif
  entries[number % ENTRIES].base = block;
  entries[number % ENTRIES].record = block;
  entries[number % ENTRIES].free_address = block;
  /* RING_WHOLE */ entries[number % ENTRIES].sequence = 2 * (number + 1)
}

inline next_block() {
  atomic { begun < FREES -> begun++; block = begun; freed[block] = true }
}

#ifndef SHARED

proctype thread() provided (!interrupted) {
  byte block, number;
end:
  do
  :: next_block(); nested = 0; write(block); atomic { block = 0; number = 0 }
  od
}

/* Assumed: handlers free fewer blocks than the ring has entries while they interrupt one free. */
proctype handler() {
  byte block, number;
end:
  do
  :: atomic { begun < FREES && nested < ENTRIES - 1 -> interrupted = true; nested++ };
     next_block();
     write(block);
     atomic { block = 0; number = 0; interrupted = false }
  od
}

#else

proctype sharer() {
  byte block, number;
end:
  do
  :: next_block();
#ifdef NO_LOCK
     write(block);
#else
     if
     :: atomic { !ring_lock -> ring_lock = true };
        write(block);
        ring_lock = false
     :: ring_lock /* index_drop_event */
     fi;
#endif
     atomic { block = 0; number = 0 }
  od
}

#endif

inline copy() {
  base = entries[place].base;
  record = entries[place].record;
  free_address = entries[place].free_address;
  sequence = entries[place].sequence
}

/* AgentIndex.free(of:) of one block: `frees` looks at all entries, `wholeEntry` once more at the one that fits. */
proctype reader() {
  byte wanted, known, age, place, expected, base, record, free_address, sequence;
again:
  atomic {
    wanted = 0; known = 0; age = 0; place = 0; expected = 0; base = 0; record = 0; free_address = 0; sequence = 0;
    if
    :: freed[1] -> wanted = 1
    :: freed[2] -> wanted = 2
    :: freed[3] -> wanted = 3
    fi
  }
  /* RING_COUNT */ known = count;
  do
  :: age < ENTRIES && age < known ->
    atomic { place = (known - 1 - age) % ENTRIES; expected = 2 * (known - age); age++ }
    /* RING_LOOK */ copy();
    if
    :: sequence == expected && base == wanted && record == wanted ->
#ifndef ONE_LOOK
       /* RING_SECOND_LOOK */ copy();
       if
       :: sequence != expected || base != wanted || record != wanted -> goto again
       :: else
       fi;
#endif
#ifdef WITNESS
       assert(false);
#endif
       assert(free_address == wanted); /* a quoted free site is that block's */
       goto again
    :: else
    fi
  :: else -> goto again
  od
}

init {
  atomic {
#ifdef SHARED
    run sharer(); run sharer();
#else
    run thread(); run handler();
#endif
    run reader()
  }
}
