/* Pools of lithium by origin: every pool knows what came from the cathode and what from the
 * anode at assembly (blue and purple in Fig. 2c of Deng et al. 2026). Amounts in mAh/cm2. */
#ifndef LMBI_INVENTORY_LEDGER_H
#define LMBI_INVENTORY_LEDGER_H

struct lmbi_pool {
    double from_cathode, from_anode;
};

static inline double lmbi_total(struct lmbi_pool p) { return p.from_cathode + p.from_anode; }

/* Move `share` (0 to 1) of `from` into `to`, in proportion to its origins. */
static inline void lmbi_move_share(struct lmbi_pool *from, double share, struct lmbi_pool *to)
{
    struct lmbi_pool moved = {share * from->from_cathode, share * from->from_anode};
    from->from_cathode -= moved.from_cathode;
    from->from_anode -= moved.from_anode;
    to->from_cathode += moved.from_cathode;
    to->from_anode += moved.from_anode;
}

/* Move `amount`, or all there is if that is less; returns what was moved. */
static inline double lmbi_move(struct lmbi_pool *from, double amount, struct lmbi_pool *to)
{
    double total = lmbi_total(*from);
    if (amount >= total) {
        lmbi_move_share(from, 1, to);
        return total;
    }
    if (amount <= 0) return 0;
    lmbi_move_share(from, amount / total, to);
    return amount;
}

/* Move `amount`, or all there is: the share `dead` of it to `to_dead`, the rest to `to_sei`. */
static inline double lmbi_lose(struct lmbi_pool *from, double amount, double dead,
                               struct lmbi_pool *to_dead, struct lmbi_pool *to_sei)
{
    struct lmbi_pool lost = {0, 0};
    double moved = lmbi_move(from, amount, &lost);
    lmbi_move_share(&lost, dead, to_dead);
    lmbi_move_share(&lost, 1, to_sei);
    return moved;
}

#endif
