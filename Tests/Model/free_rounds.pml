/*
 * free_rounds.pml: which life of a place a remembered free belongs to, when the generation in records has wrapped.
 *
 * A ring remembers a free by the block's base and record, and a thread that frees nothing more keeps its entries for ever.
 * After a whole round of the generation the same record comes again. Two threads use a place, each with a ring of one
 * entry (generations.c, free_ring.h); a reader asks where the block that it found freed was freed
 * (AgentIndex/Frees.swift). Steps in capitals are named by comments in those files. free_ring.pml has the writing of an
 * entry, records.pml that of a record; here both are one step.
 */

#ifndef LIVES
#define LIVES 5
#endif
#define FIELDS 2 /* generations that a record can tell apart: 65,534 in the agent */

byte record;      /* the generation of a freed block, 0 while it is live; the rest is the same in every life */
byte field;       /* the generation in the record */
byte wraps_value; /* twice the number of wraps, odd while the record changes; 0 also when the place has no entry */
byte wraps_carry; /* header.carries when it wrapped last */
byte carries;     /* in the whole process */

typedef Free {
  byte record;
  byte free_address; /* the truth: the life that was freed */
  byte carries
}
Free ring[2];

bool taken;
byte begun;
byte life_of_record; /* the truth */

proctype program(bit me) {
  byte life, count;
end:
  do
  :: atomic { !taken && begun < LIVES -> taken = true; begun++; life = begun };
     if
     :: field == FIELDS ->
       wraps_value = wraps_value + 1;
       /* CARRY_COUNT */ atomic { carries++; wraps_carry = carries };
       atomic { record = 0; field = 1; life_of_record = life };
       wraps_value = wraps_value + 1
     :: else -> atomic { record = 0; field++; life_of_record = life }
     fi;
     if
     :: /* index_remove, then the allocator's free */
       record = field;
       /* RING_CARRIES */ count = carries;
       atomic { ring[me].record = field; ring[me].free_address = life; ring[me].carries = count };
       taken = false
     :: /* index_realloc_begin, a realloc that moves the block, index_realloc_moved */
#ifndef COUNTED_LATE
       /* REALLOC_CARRIES */ count = carries;
#endif
       atomic { record = field; taken = false }; /* records.pml has these two apart */
#ifdef COUNTED_LATE
       count = carries;
#endif
       atomic { ring[me].record = (life - 1) % FIELDS + 1; ring[me].free_address = life; ring[me].carries = count }
     fi;
     atomic { life = 0; count = 0 }
  od
}

/* Other places wrap too. */
proctype elsewhere() { carries++ }

proctype reader() {
  byte wanted, value, carry, place, truth, found, count;
again:
  atomic { wanted = 0; value = 0; carry = 0; place = 0; truth = 0; found = 0; count = 0 };
  /* ROUND_BEFORE */ value = wraps_value;
  carry = wraps_carry;
  /* ROUND_RECORD */ atomic { record != 0 -> wanted = record; truth = life_of_record };
  do
  :: place < 2 ->
    atomic { found = ring[place].free_address; count = ring[place].carries;
      if
      :: ring[place].record == wanted
      :: else -> found = 0
      fi;
      place++ };
#ifndef ROUND_NOT_COMPARED
    if
    :: count < carry -> found = 0
    :: else
    fi;
#endif
    if
    :: found != 0 -> break
    :: else
    fi
  :: else -> goto again
  od;
#ifndef ROUND_ONE_LOOK
  /* ROUND_AFTER */
  if
  :: (value & 1) || wraps_value != value -> goto again
  :: else
  fi;
#endif
#ifdef WITNESS
  assert(value < 2);
#endif
  assert(found == truth); /* a quoted free site is that block's */
  goto again
}

init { atomic { run program(0); run program(1); run elsewhere(); run reader() } }
