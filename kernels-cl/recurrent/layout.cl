// How a time pass lies in memory. Every kernel that touches it takes its addresses from here.
//
//   rows       a row is one time step of one sequence: row = t * batch + b, and there are rows = T * batch of them
//   record     one block of UNITS hidden units at one row: SLOTS vectors of UNITS floats. Before the time loop it holds
//              the input projection, after it what the backward pass needs, after that the gradients of the
//              pre-activations: each overwrites the last in place (but see team_forward.cl).
//
//              block 0: row 0 | row 1 | ...          block 1: row 0 | ...
//                       `-- slot 0 | slot 1 | ...
//                           `-- unit 0 .. UNITS-1
//
//   states     of the running step: h twice (old and new) as [2][batch][stride], the others as [STATES-1][batch][stride]
//   kept       the states beyond h of every row, for the backward pass: [STATES-1][block][row][UNITS]
//   panels     packed weights (dense/panels.cl): [tile][k][COLS][UNITS], or in strips [tile][COLS][k][UNITS]

#define record_at(block, row, rows) ((((size_t)(block)) * (rows) + (row)) * (SLOTS * UNITS))
#define kept_at(state, block, row, blocks, rows) (((((size_t)(state)) * (blocks) + (block)) * (rows) + (row)) * UNITS)

// The time step that is number s of a pass: the reverse pass starts at the end.
#define time_of(s, steps, reverse) ((reverse) ? (steps) - 1 - (s) : (s))

// Whether sequence b has a step t. In the reverse pass the padding is passed first: a sequence's states stay what they
// were at the start until its own last step comes.
#define is_active(lengths, b, t) (!(lengths) || (t) < (lengths)[b])

// The tile that is number n of step s: there in one step, back in the next, so that a step finds the weights that the last
// one used last still in the cache, where it does not hold them all.
#define there_and_back(n, tiles, s) ((s) & 1 ? (tiles) - 1 - (n) : (n))
