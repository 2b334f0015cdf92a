/*
 * Moves the wall clock of a process and of its children, for tests: preloaded (LD_PRELOAD), it adds the seconds that stand in the file
 * named by VIGIL_TEST_CLOCK (one signed 64-bit number of this machine's byte order, read anew at each call) to what the system says. The monotonic
 * clock is left alone, as it is when a person or NTP sets the clock of a machine.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static volatile const int64_t *offset_seconds;

__attribute__((constructor)) static void open_offset(void) {
  const char *path = getenv("VIGIL_TEST_CLOCK");
  const int file = path == NULL ? -1 : open(path, O_RDONLY | O_CLOEXEC);
  if (file < 0) return;
  const void *mapped = mmap(NULL, sizeof(int64_t), PROT_READ, MAP_SHARED, file, 0);
  close(file);
  if (mapped != MAP_FAILED) offset_seconds = mapped;
}

/* The system call itself: the C library's own function is the one that is replaced. */
int clock_gettime(clockid_t id, struct timespec *now) {
  const int result = (int)syscall(SYS_clock_gettime, id, now);
  const int wall = id == CLOCK_REALTIME || id == CLOCK_REALTIME_COARSE;
  if (result == 0 && wall && offset_seconds != NULL) now->tv_sec += *offset_seconds;
  return result;
}

int gettimeofday(struct timeval *now, void *zone) {
  (void)zone;
  struct timespec precise;
  const int result = clock_gettime(CLOCK_REALTIME, &precise);
  now->tv_sec = precise.tv_sec;
  now->tv_usec = precise.tv_nsec / 1000;
  return result;
}

time_t time(time_t *now) {
  struct timespec precise;
  clock_gettime(CLOCK_REALTIME, &precise);
  if (now != NULL) *now = precise.tv_sec;
  return precise.tv_sec;
}
