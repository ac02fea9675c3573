/* One program at a time in a room of its own: a folder, limits, no network, an end.
 *
 * It keeps a mistake from doing harm (an endless loop, endless output, a fork that goes on, a
 * request to somewhere); it is no prison for code that means harm: files that the user may write
 * can be written. */
#ifndef LONGHAND_CLI_SANDBOX_H
#define LONGHAND_CLI_SANDBOX_H

#include <glib.h>

#define LH_SANDBOX_MEMORY (1024u << 20) /* bytes of address space, each process */
#define LH_SANDBOX_FILE   (16u << 20)   /* bytes of a file that it writes, of its output too */

typedef struct {
    const char *const *argv; /* NULL-terminated; the first is a full path */
    const char *folder;      /* where it starts, and its HOME */
    double seconds;          /* of wall time, more than 0 */
} LhSandboxTask;

typedef enum {
    LH_SANDBOX_EXITED,  /* status = the exit status */
    LH_SANDBOX_KILLED,  /* status = the signal */
    LH_SANDBOX_TIMEOUT, /* it was still running, or used up its time on the processor */
    LH_SANDBOX_FLOODED, /* it printed LH_SANDBOX_FILE bytes */
    LH_SANDBOX_STOPPED, /* the user interrupted us */
    LH_SANDBOX_UNMADE,  /* status = errno: no process or no file could be made */
} LhSandboxEnd;

typedef struct {
    LhSandboxEnd end;
    int status;
    char *out, *err; /* NUL-terminated; NUL bytes in it became blanks; NULL = unmade */
} LhSandboxResult;

/* From here on we are interrupted softly: running programs are ended, and what comes is not begun.
 * Processes that lose their parent become ours. Call it once, before any thread runs one. */
void lh_sandbox_begin(void);
/* Ends every process that outlived its program, and lets an interruption that came meanwhile end
 * us. */
void lh_sandbox_end(void);

/* Runs @task's program and waits for it. Thread-safe. Its standard input is empty, its environment
 * the same every time but for PATH; it has no network but the loopback where the kernel lets users
 * make namespaces. Whatever it has started in its process group ends with it. Clear @result. */
void lh_sandbox_run(const LhSandboxTask *task, LhSandboxResult *result);
void lh_sandbox_clear(LhSandboxResult *result);

#endif
