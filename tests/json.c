#include "json.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static void skip_space(const char **at) { *at += strspn(*at, " \t\r\n"); }

/* A string without escapes but \" and \\: the vectors have no others. */
static char *parse_text(const char **at)
{
    const char *from = *at + 1;
    char *text = malloc(strlen(from) + 1);
    size_t length = 0;
    for (; text && *from && *from != '"'; from++) {
        if (*from == '\\') from++;
        text[length++] = *from;
    }
    if (text) text[length] = '\0';
    *at = *from ? from + 1 : from;
    return text;
}

static int parse_word(const char **at, const char *word)
{
    size_t length = strlen(word);
    if (strncmp(*at, word, length) != 0) return 0;
    *at += length;
    return 1;
}

static double parse_number(const char **at)
{
    if (parse_word(at, "null")) return NAN;
    if (parse_word(at, "true")) return 1;
    if (parse_word(at, "false")) return 0;
    char *end;
    double value = strtod(*at, &end);
    *at = end;
    return value;
}

static struct json *parse_value(const char **at);

/* The members of a list or an object, up to its closing bracket. */
static int parse_members(const char **at, struct json *node)
{
    char close = node->kind == JSON_OBJECT ? '}' : ']';
    struct json **last = &node->first;
    ++*at;
    for (skip_space(at); **at != close; skip_space(at)) {
        char *name = NULL;
        if (node->kind == JSON_OBJECT) {
            if (**at != '"') return 0;
            name = parse_text(at);
            skip_space(at);
            if (*(*at)++ != ':') return free(name), 0;
        }
        *last = parse_value(at);
        if (!*last) return free(name), 0;
        (*last)->name = name;
        last = &(*last)->next;
        skip_space(at);
        if (**at == ',') ++*at;
        else if (**at != close) return 0;
    }
    ++*at;
    return 1;
}

static struct json *parse_value(const char **at)
{
    skip_space(at);
    struct json *node = calloc(1, sizeof *node);
    if (!node || !**at) return json_free(node), NULL;
    if (**at == '"') {
        node->kind = JSON_TEXT;
        node->text = parse_text(at);
    } else if (**at == '{' || **at == '[') {
        node->kind = **at == '{' ? JSON_OBJECT : JSON_LIST;
        if (!parse_members(at, node)) return json_free(node), NULL;
    } else {
        const char *from = *at;
        node->number = parse_number(at);
        if (*at == from) return json_free(node), NULL;
    }
    return node;
}

struct json *json_parse(const char *text)
{
    struct json *node = parse_value(&text);
    skip_space(&text);
    if (node && *text) return json_free(node), NULL;
    return node;
}

void json_free(struct json *node)
{
    while (node) {
        struct json *next = node->next;
        json_free(node->first);
        free(node->name);
        free(node->text);
        free(node);
        node = next;
    }
}

const struct json *json_member(const struct json *object, const char *name)
{
    const struct json *node = object ? object->first : NULL;
    while (node && strcmp(node->name, name) != 0) node = node->next;
    return node;
}

int json_count(const struct json *list)
{
    int count = 0;
    for (const struct json *node = list ? list->first : NULL; node; node = node->next) count++;
    return count;
}
