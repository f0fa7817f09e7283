// How work-groups share every step of a time loop without any of them ever depending on another.
//
// OpenCL promises no work-group that another one runs beside it, so none may wait for another without an end. But each
// part of a round may be computed by anybody: it reads what earlier rounds left and the weights, writes to places that
// belong to its own round alone, and gives the same bits whoever computes it. A round is one of a step's products, with
// what stands behind it: most cells have one.
//
//   member 0   part 0 | report 1 | part 1 of member 1 has come: go on        part 0 | report 2 | ...
//   member 1   part 1 | report 1 | part 0 of member 0 has come: go on        part 1 | report 2 | ...
//
// A member computes its own part, reports, and looks for the others' reports for a bounded while: about as long as their
// parts would take it, whose weights it would have to fetch in place of its own. A part that has not come by then it
// computes itself, and as long as that member stays behind it is hardly waited for. A member that starts late, or was held
// up, goes on where the others are. If the others never run, one does everything.
//
// Two members may so write one place, even much later: both write the same bits, and nothing is ever written back to where
// it was read from. That is why a step's states, gates and gradients have a place of their own.
//
//   progress   a cache line a member, zeroes at the start: d says that the member's part of rounds below d is done, and
//              that it has seen all parts of the rounds below d - 1; rounds + 1 that it has seen all of them

#ifndef PATIENCE
#define PATIENCE 20000  // how often to look for a report, at least: some ten microseconds
#endif
#ifndef BYTES_A_LOOK
#define BYTES_A_LOOK 10 // of weights, in the time of a look: what a last-level cache gives
#endif
#ifndef LATE
#define LATE 0          // for tests: every member but the first starts late, and halts in every so manieth round
#endif
#define LINE 16

inline int progress_of(volatile __global atomic_int *progress, const int member)
{
    return atomic_load_explicit(progress + member * LINE, memory_order_acquire, memory_scope_device);
}

inline void report(volatile __global atomic_int *progress, const int member, const int rounds)
{
    atomic_store_explicit(progress + member * LINE, rounds, memory_order_release, memory_scope_device);
}

// Whether a member has reported so many rounds, or does so while this one looks.
inline int has_come(volatile __global atomic_int *progress, const int member, const int rounds, const int patience)
{
    for (int i = 0; i < patience; i++)
        if (progress_of(progress, member) >= rounds)
            return 1;
    return 0;
}

// How often to look for the report of a member that was not behind.
inline int patience_for(const int team, const int hidden)
{
    const int gates = max(H_GATES, O_GATES);        // of a cell in two halves a round has one of its products
    const long part = (long)hidden * hidden * gates * (long)sizeof(WEIGHT) / team;
    return (int)min(max((long)PATIENCE, part / BYTES_A_LOOK), (long)0x7fffffff);
}

// The round to go on with: this one, or where the others are by now.
inline int catch_up(volatile __global atomic_int *progress, const int team, const int round)
{
    int latest = round;
    for (int member = 0; member < team; member++) {
        const int seen = progress_of(progress, member) - 1;
        latest = seen > latest ? seen : latest;
    }
    return latest;
}

// Stands still for a while that depends on the round: before a part, which the others then do, who are far ahead when this
// one does it again; and before a report.
inline void dawdle(volatile __global atomic_int *progress, const int member, const int round)
{
    if (LATE && member > 0 && round % LATE == 0)
        has_come(progress, member, 0x7fffffff, PATIENCE * (1 + round / LATE % 5));
}

// The first of a member's share of so many pieces.
#define share_of(member, team, pieces) ((int)((long)(pieces) * (member) / (team)))
