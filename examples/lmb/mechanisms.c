#include "command_line.h"

#include <string.h>

static const char *const kinds[] = {"",        "label",      "component", "parameter",
                                    "process", "observable", "step",      "stage",
                                    "failure", "tier",       "number"};
static const char *const relations[] = {"",           "leads_to", "raises", "lowers", "shows",
                                        "belongs_to", "involves", "next",   "fits",   "window"};
static const char *const standings[] = {"", "stated", "inferred", "doubtful"};

struct link {
    int32_t from, relation, to, standing;
    const char *text;
};

static int link_at(int32_t index, struct link *l)
{
    return lmb_knowledge_link(index, &l->from, &l->relation, &l->to, &l->standing, &l->text) ==
           LMB_OK;
}

static const char *name_of(int32_t id) { return lmb_knowledge_name(id); }

static int path_of(int32_t from, int32_t to, int32_t *path)
{
    int32_t count = 0;
    return lmb_knowledge_path(from, to, path, PATH_MOST, &count) == LMB_OK ? count : 0;
}

/* 1 when more at the start of a path is more at its end, -1 when it is less. */
static int direction_of(const int32_t *path, int count)
{
    int sign = 1;
    struct link l;
    for (int at = 0; at + 1 < count; at++)
        for (int32_t i = 0; link_at(i, &l); i++)
            if (l.from == path[at] && l.to == path[at + 1] && l.relation <= LMB_LINK_SHOWS) {
                if (l.relation == LMB_LINK_LOWERS) sign = -sign;
                break;
            }
    return sign;
}

/* ---- JSON ---- */

static void print_entry(int32_t id)
{
    double lower, upper;
    const char *unit;
    printf("{\"id\": %d, \"kind\": \"%s\", \"name\": \"%s\", \"text\": ", (int)id,
           kinds[lmb_knowledge_kind(id)], name_of(id));
    print_string(stdout, lmb_knowledge_text(id));
    if (lmb_knowledge_number(id, &lower, &upper, &unit) == LMB_OK) {
        fputs(", \"lower\": ", stdout);
        print_number(stdout, lower, "null");
        fputs(", \"upper\": ", stdout);
        print_number(stdout, upper, "null");
        printf(", \"unit\": \"%s\"", unit);
    }
    putchar('}');
}

static void print_links(int32_t of)
{
    struct link l;
    const char *between = "";
    fputs("  \"links\": [", stdout);
    for (int32_t i = 0; link_at(i, &l); i++) {
        if (of && l.from != of && l.to != of) continue;
        printf("%s\n    {\"from\": \"%s\", \"relation\": \"%s\", \"to\": \"%s\", "
               "\"standing\": \"%s\", \"text\": ",
               between, name_of(l.from), relations[l.relation], name_of(l.to),
               standings[l.standing]);
        print_string(stdout, l.text);
        putchar('}');
        between = ",";
    }
    fputs("]", stdout);
}

/* Everything upstream of an entry, or downstream. */
static void print_reach(const char *key, int32_t of, int upstream)
{
    int32_t path[PATH_MOST];
    const char *between = "";
    printf(",\n  \"%s\": [", key);
    for (int32_t i = 0, id; (id = lmb_knowledge_at(i)) != 0; i++) {
        int reached = upstream ? path_of(id, of, path) : path_of(of, id, path);
        if (id == of || !reached) continue;
        printf("%s\"%s\"", between, name_of(id));
        between = ", ";
    }
    putchar(']');
}

static void print_observables(int32_t of)
{
    int32_t path[PATH_MOST];
    const char *between = "";
    fputs(",\n  \"observables\": [", stdout);
    for (int32_t i = 0, id; (id = lmb_knowledge_at(i)) != 0; i++) {
        if (id == of || lmb_knowledge_kind(id) != LMB_ENTRY_OBSERVABLE) continue;
        int count = path_of(of, id, path);
        if (count == 0) continue;
        printf("%s\n    {\"name\": \"%s\", \"direction\": \"%s\", \"path\": [", between,
               name_of(id), direction_of(path, count) > 0 ? "raises" : "lowers");
        for (int at = 0; at < count; at++) printf("%s\"%s\"", at ? ", " : "", name_of(path[at]));
        fputs("]}", stdout);
        between = ",";
    }
    putchar(']');
}

static void print_json(int32_t of)
{
    printf("{\n  \"schema\": 1,\n  \"lmb\": \"%s\",\n", lmb_version_string());
    if (of) {
        fputs("  \"entry\": ", stdout);
        print_entry(of);
        puts(",");
        print_links(of);
        print_reach("causes", of, 1);
        print_reach("consequences", of, 0);
        print_observables(of);
    } else {
        fputs("  \"entries\": [", stdout);
        for (int32_t i = 0, id; (id = lmb_knowledge_at(i)) != 0; i++) {
            fputs(i ? ",\n    " : "\n    ", stdout);
            print_entry(id);
        }
        puts("],");
        print_links(0);
    }
    puts("\n}");
}

/* ---- words ---- */

static void print_links_words(int32_t of)
{
    struct link l;
    for (int32_t i = 0; link_at(i, &l); i++) {
        if (l.from != of && l.to != of) continue;
        printf("  %s %s %s (%s%s%s)\n", name_of(l.from), relations[l.relation], name_of(l.to),
               standings[l.standing], *l.text ? ": " : "", l.text);
    }
}

static void print_effects_words(int32_t of)
{
    int32_t path[PATH_MOST];
    for (int32_t i = 0, id; (id = lmb_knowledge_at(i)) != 0; i++) {
        int count = lmb_knowledge_kind(id) == LMB_ENTRY_OBSERVABLE ? path_of(of, id, path) : 0;
        if (count < 2) continue;
        printf("  more of it %s %s:", direction_of(path, count) > 0 ? "raises" : "lowers",
               name_of(id));
        for (int at = 0; at < count; at++) printf(" %s%s", at ? "> " : "", name_of(path[at]));
        putchar('\n');
    }
}

/* Everything upstream, or downstream. */
static void print_reach_words(const char *heading, int32_t of, int upstream)
{
    int32_t path[PATH_MOST];
    printf("%s:", heading);
    for (int32_t i = 0, id; (id = lmb_knowledge_at(i)) != 0; i++) {
        if (id != of && (upstream ? path_of(id, of, path) : path_of(of, id, path)))
            printf(" %s", name_of(id));
    }
    putchar('\n');
}

static void print_words(int32_t of)
{
    for (int32_t i = 0, kind = 0, id; (id = lmb_knowledge_at(i)) != 0; i++) {
        if (of && id != of) continue;
        if (!of && lmb_knowledge_kind(id) != kind) {
            kind = lmb_knowledge_kind(id);
            printf("%s# %s\n", i ? "\n" : "", kinds[kind]);
        }
        printf("%s: %s\n", name_of(id), lmb_knowledge_text(id));
        if (lmb_knowledge_kind(id) != LMB_ENTRY_NUMBER) print_links_words(id);
    }
    if (!of) return;
    print_reach_words("\nWhat it comes from", of, 1);
    print_reach_words("What it leads to", of, 0);
    puts("What it moves outside, by the shortest way:");
    print_effects_words(of);
}

/* ---- Graphviz ---- */

static const char *colour_of(int32_t id)
{
    static const char *const colours[][2] = {{"cathode", "mistyrose"},
                                             {"anode", "lightyellow"},
                                             {"electrolyte", "honeydew"},
                                             {"separator", "aliceblue"}};
    struct link l;
    for (int32_t i = 0; link_at(i, &l); i++)
        for (int c = 0; c < 4; c++)
            if (l.from == id && l.relation == LMB_LINK_BELONGS_TO &&
                strcmp(name_of(l.to), colours[c][0]) == 0)
                return colours[c][1];
    return "white";
}

static int is_node(int32_t id)
{
    int32_t kind = lmb_knowledge_kind(id);
    return kind == LMB_ENTRY_LABEL || (kind >= LMB_ENTRY_PARAMETER && kind <= LMB_ENTRY_OBSERVABLE);
}

/* Nodes that some effect leads to or from; of one entry: those upstream or downstream of it. */
static int is_drawn(int32_t id, int32_t of)
{
    int32_t path[PATH_MOST];
    int linked = 0;
    struct link l;
    if (!is_node(id)) return 0;
    for (int32_t i = 0; link_at(i, &l); i++)
        linked |= l.relation <= LMB_LINK_SHOWS && is_node(l.from) && (l.from == id || l.to == id);
    if (!of) return linked;
    return id == of || path_of(id, of, path) || path_of(of, id, path);
}

/* What the circles stand for, below the drawing. */
static void print_legend(int32_t of)
{
    fputs("  labelloc=b;\n  label=\"", stdout);
    for (int32_t i = 0, id; (id = lmb_knowledge_at(i)) != 0; i++) {
        if (lmb_knowledge_kind(id) == LMB_ENTRY_LABEL && is_drawn(id, of))
            printf("%s: %s\\l", name_of(id), lmb_knowledge_text(id));
    }
    puts("\";");
}

static void print_dot(int32_t of)
{
    static const char *const shapes[] = {"", "circle", "", "box", "plaintext", "hexagon"};
    static const char *const styles[] = {"", "solid", "dashed", "dotted"};
    struct link l;
    puts("digraph degradation {\n  rankdir=LR;\n  fontname=\"Helvetica\";\n"
         "  node [fontname=\"Helvetica\", style=filled];");
    print_legend(of);
    for (int32_t i = 0, id; (id = lmb_knowledge_at(i)) != 0; i++) {
        if (!is_drawn(id, of)) continue;
        printf("  \"%s\" [shape=%s, fillcolor=%s, tooltip=", name_of(id),
               shapes[lmb_knowledge_kind(id)], colour_of(id));
        print_string(stdout, lmb_knowledge_text(id));
        puts("];");
    }
    for (int32_t i = 0; link_at(i, &l); i++) {
        if (l.relation > LMB_LINK_SHOWS || !is_drawn(l.from, of) || !is_drawn(l.to, of)) continue;
        printf("  \"%s\" -> \"%s\" [style=%s%s];\n", name_of(l.from), name_of(l.to),
               styles[l.standing],
               l.relation == LMB_LINK_LOWERS ? ", arrowhead=tee, color=steelblue" : "");
    }
    puts("}");
}

int mechanisms(struct options *o)
{
    if (o->format == FORMAT_JSON) print_json(o->entry);
    else if (o->format == FORMAT_DOT) print_dot(o->entry);
    else print_words(o->entry);
    return EXIT_FINE;
}

int find_entry(struct options *o, const char *option, const char *name)
{
    int32_t id = lmb_knowledge_find(name);
    if (!id || strcmp(kinds[lmb_knowledge_kind(id)], option + 2) != 0)
        return fail(EXIT_BAD_USE, name, "no such entry; see lmb mechanisms");
    o->entry = id;
    return EXIT_FINE;
}

int fitting_labels(const lmb_report *report, const char **names, int most)
{
    const char *mode = result_name(report, LMB_RESULT_FAILURE_MODE);
    int32_t failure = mode ? lmb_knowledge_find(mode) : 0;
    int count = 0;
    struct link l;
    for (int32_t i = 0; failure && link_at(i, &l); i++)
        if (l.from == failure && l.relation == LMB_LINK_FITS && count < most)
            names[count++] = name_of(l.to);
    return count;
}
