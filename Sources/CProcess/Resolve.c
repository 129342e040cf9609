// Looks names up all at once and within a time: getaddrinfo alone waits as long as the resolver likes, one name after the
// other, and Swift does not see its asynchronous sibling.

#define _GNU_SOURCE
#include "CProcess.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static long milliseconds_since(const struct timespec *start) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (now.tv_sec - start->tv_sec) * 1000 + (now.tv_nsec - start->tv_nsec) / 1000000;
}

/// The first IPv4 address, else the first one.
static void write_address(const struct addrinfo *found, char *address) {
    const struct addrinfo *chosen = found;
    for (const struct addrinfo *one = found; one != NULL; one = one->ai_next) {
        if (one->ai_family == AF_INET) {
            chosen = one;
            break;
        }
    }
    if (chosen == NULL) { return; }
    getnameinfo(chosen->ai_addr, chosen->ai_addrlen, address, MCSH_ADDRESS_LENGTH, NULL, 0, NI_NUMERICHOST);
}

void mcsh_resolve(const char *const *names, int count, long milliseconds, char *addresses) {
    struct gaicb *requests = calloc(count, sizeof *requests);
    struct gaicb **list = calloc(count, sizeof *list);
    struct addrinfo *hints = calloc(1, sizeof *hints);
    memset(addresses, 0, (size_t)count * MCSH_ADDRESS_LENGTH);
    if (requests == NULL || list == NULL || hints == NULL) { return; }
    hints->ai_socktype = SOCK_STREAM;
    for (int index = 0; index < count; index++) {
        requests[index].ar_name = strdup(names[index]);
        requests[index].ar_request = hints;
        list[index] = &requests[index];
    }
    struct timespec start;
    clock_gettime(CLOCK_MONOTONIC, &start);
    if (getaddrinfo_a(GAI_NOWAIT, list, count, NULL) != 0) { return; }
    int open = count;
    while (open > 0) {
        long left = milliseconds - milliseconds_since(&start);
        if (left <= 0) { break; }
        struct timespec limit = {left / 1000, left % 1000 * 1000000};
        // A signal ends the wait: somebody wants to leave.
        if (gai_suspend((const struct gaicb *const *)list, count, &limit) == EAI_INTR) { break; }
        open = 0;
        for (int index = 0; index < count; index++) {
            if (list[index] == NULL) { continue; }
            if (gai_error(list[index]) == EAI_INPROGRESS) {
                open++;
                continue;
            }
            if (gai_error(list[index]) == 0) {
                write_address(requests[index].ar_result, addresses + (size_t)index * MCSH_ADDRESS_LENGTH);
                freeaddrinfo(requests[index].ar_result);
            }
            list[index] = NULL;
        }
    }
    // What is still being looked up keeps what it was given: it cannot be called back.
    if (open > 0) { return; }
    for (int index = 0; index < count; index++) { free((void *)requests[index].ar_name); }
    free(requests);
    free(list);
    free(hints);
}
