#define _GNU_SOURCE
#include "CProcess.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <unistd.h>

pid_t mcsh_spawn_bound_to_parent(
    const char *path, char *const arguments[], char *const environment[], int error_descriptor) {
    pid_t parent = getpid();
    pid_t child = fork();
    if (child != 0) { return child; }

    // In the child of a program with threads: only calls that are safe in a signal handler, until exec.
    setpgid(0, 0);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    // The parent may have gone before the kernel knew that we want to follow it.
    if (getppid() != parent) { _exit(1); }

    int null = open("/dev/null", O_RDWR);
    if (null >= 0) {
        dup2(null, STDIN_FILENO);
        dup2(null, STDOUT_FILENO);
    }
    dup2(error_descriptor, STDERR_FILENO);

    struct sigaction standard = {.sa_handler = SIG_DFL};
    sigaction(SIGPIPE, &standard, NULL);
    sigaction(SIGINT, &standard, NULL);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);

    execve(path, arguments, environment);
    _exit(127);
}
