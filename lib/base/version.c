#include <lmb/lmb.h>

#define TEXT_OF(number) #number
#define TEXT(number) TEXT_OF(number)

int32_t lmb_version(void)
{
    return LMB_VERSION_MAJOR * 10000 + LMB_VERSION_MINOR * 100 + LMB_VERSION_PATCH;
}

const char *lmb_version_string(void)
{
    return TEXT(LMB_VERSION_MAJOR) "." TEXT(LMB_VERSION_MINOR) "." TEXT(LMB_VERSION_PATCH);
}
