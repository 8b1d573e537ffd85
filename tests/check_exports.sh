#!/bin/sh
# What the library shows and what it uses: check_exports.sh SHARED STATIC HEADER MAP SANITIZED
# Exported names = functions of the header = names of the map. No output, exit, locale, environment
# or libm. No global state (not looked at where a sanitizer adds its own).
set -u
export LC_ALL=C
shared=$1 static=$2 header=$3 map=$4 sanitized=$5
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
number=0
failed=0

# verdict NAME FILE: passes where the file is empty
verdict() {
    number=$((number + 1))
    if [ -s "$2" ]; then
        sed 's/^/# /' "$2"
        echo "not ok $number - $1"
        failed=1
    else
        echo "ok $number - $1"
    fi
}

nm -D --defined-only "$shared" | awk '$2 != "A" { sub(/@.*/, "", $3); print $3 }' |
    sort >"$work/exported"
tr '\n' ' ' <"$header" |
    grep -o 'LMB_API [^;(#]*lmb_[a-z_0-9]*(' | grep -o '[a-z_0-9]*($' | tr -d '(' |
    sort >"$work/declared"
grep -o 'lmb_[a-z_0-9]*;' "$map" | tr -d ';' | sort >"$work/mapped"
[ -s "$work/declared" ] || echo "nothing is declared" >"$work/none"
touch "$work/none"
verdict "the header declares functions" "$work/none"
diff "$work/declared" "$work/exported" >"$work/difference"
verdict "exported names are those of the header" "$work/difference"
diff "$work/declared" "$work/mapped" >"$work/difference"
verdict "names of the map are those of the header" "$work/difference"

count=$(wc -l <"$work/exported")
[ "$count" -le 80 ] || echo "$count functions, more than 80" >"$work/many"
touch "$work/many"
verdict "$count functions are at most 80" "$work/many"

objdump -p "$shared" | awk '$1 == "SONAME" && $2 == "liblmb.so.0" { found = 1 }
    END { if (!found) print "another SONAME, or none" }' >"$work/soname"
verdict "the SONAME is liblmb.so.0" "$work/soname"

# printf writes, exit ends, setlocale and getenv change behaviour, libm changes bits.
cat >"$work/forbidden" <<'LIST'
abort
atexit
atof
atoi
cbrt
cos
exit
exp
exp2
expm1
fma
fprintf
fputc
fputs
fwrite
getenv
gmtime
localeconv
localtime
log
log10
log1p
log2
longjmp
mktime
newlocale
perror
pow
printf
putchar
puts
quick_exit
raise
rand
random
secure_getenv
setenv
setlocale
signal
sin
snprintf
sprintf
sqrt
srand
sscanf
strtod
strtof
strtol
strtold
system
tan
time
tmpfile
uselocale
vfprintf
vprintf
vsnprintf
vsprintf
_exit
__assert_fail
__isoc99_sscanf
__printf_chk
__fprintf_chk
__snprintf_chk
__sprintf_chk
__vsnprintf_chk
stderr
stdout
LIST
nm -D --undefined-only "$shared" | awk '{ sub(/@.*/, "", $2); print $2 }' | sort >"$work/used"
sort "$work/forbidden" | comm -12 - "$work/used" >"$work/bad"
verdict "no output, exit, locale, environment or libm is used" "$work/bad"

# In a static archive every name shows: all begin with lmb_ or lmbi_.
nm --defined-only --extern-only "$static" 2>/dev/null | awk 'NF == 3 { print $3 }' |
    grep -v -e '^lmb_' -e '^lmbi_' -e '^__' >"$work/foreign"
verdict "names of the archive begin with lmb_ or lmbi_" "$work/foreign"

if [ "$sanitized" = none ]; then
    objdump -t "$static" | awk 'NF >= 5 && $(NF-2) ~ /^[.]t?(data|bss)/ &&
        $(NF-2) !~ /^[.]data[.]rel[.]ro/ && $(NF-1) !~ /^0+$/ { print $NF " in " $(NF-2) }' \
        >"$work/state" || echo "objdump cannot be read" >>"$work/state"
    objdump -t "$static" | awk '/[*]COM[*]/ { print $NF " in *COM*" }' >>"$work/state"
    [ "$(objdump -t "$static" | wc -l)" -gt 100 ] || echo "no symbols" >>"$work/state"
    verdict "there is no global state" "$work/state"
    objdump -h "$static" | grep -E '[.](preinit_array|init_array|fini_array|ctors|dtors)' \
        >"$work/constructors"
    verdict "there are no constructors" "$work/constructors"
fi
exit $failed
