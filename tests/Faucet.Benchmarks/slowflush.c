/* Adds FSYNC_US microseconds to every flush of the process that it is preloaded into. On tmpfs, where a flush costs nothing,
 * this gives a known and steady cost instead of the mood of a shared disk. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <time.h>

static long microseconds;

__attribute__((constructor)) static void read_setting(void)
{
    const char *setting = getenv("FSYNC_US");
    microseconds = setting ? atol(setting) : 0;
}

static int flush(const char *name, int file)
{
    int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, name);
    if (microseconds > 0) {
        struct timespec pause = { microseconds / 1000000, microseconds % 1000000 * 1000 };
        nanosleep(&pause, NULL);
    }
    return real(file);
}

int fsync(int file) { return flush("fsync", file); }

int fdatasync(int file) { return flush("fdatasync", file); }
