// Starting a process that does not outlive this one.
#ifndef MCSH_CPROCESS_H
#define MCSH_CPROCESS_H

#include <sys/types.h>

/// Starts `path` with `arguments` and `environment` (both end with NULL), in a process group of its own, with no input,
/// its output thrown away and its errors written to `error_descriptor`.
///
/// The kernel ends it with SIGKILL as soon as the *thread* that called this is gone, however that comes about; so call
/// it on the main thread. Returns the process's number, or -1 with errno set.
pid_t mcsh_spawn_bound_to_parent(
    const char *path, char *const arguments[], char *const environment[], int error_descriptor);

#endif

/// Room for a numeric address.
#define MCSH_ADDRESS_LENGTH 64

/// Looks up `count` names at once. For each, `addresses` gets MCSH_ADDRESS_LENGTH bytes: the numeric text of its first
/// IPv4 address, else of its first address; empty for a name that is not found within the time, or before a signal.
void mcsh_resolve(const char *const *names, int count, long milliseconds, char *addresses);
