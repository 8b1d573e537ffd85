/* A small reader of JSON for the test vectors. */
#ifndef LMB_TESTS_JSON_H
#define LMB_TESTS_JSON_H

enum { JSON_NUMBER, JSON_TEXT, JSON_LIST, JSON_OBJECT }; /* null is NaN, true is 1, false is 0 */

struct json {
    int kind;
    char *name;         /* within an object, else NULL */
    char *text;         /* of JSON_TEXT */
    double number;      /* of JSON_NUMBER */
    struct json *first; /* of a list or an object */
    struct json *next;  /* the next sibling */
};

/* NULL where the text is not JSON. */
struct json *json_parse(const char *text);
void json_free(struct json *node);
/* The member of this name, or NULL. */
const struct json *json_member(const struct json *object, const char *name);
int json_count(const struct json *list);

#endif
