/* One program at a time in a room of its own. */
#define _GNU_SOURCE /* namespaces, memfd_create */
#include "sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define MOST_PROCESSES 256   /* where it has a namespace of its own; threads count */
#define CPU_FACTOR     4     /* seconds of processor for one of wall time: it may use several */
#define SHORT_WAIT     500   /* microseconds between two looks at a program that just began ... */
#define LONG_WAIT      20000 /* ... and at one that takes its time */
#define CANNOT_EXEC    127
#define SWEEP_TIME     2.0 /* seconds to end what outlived its program */

/* What the child needs, made before the fork: after it only system calls are safe. */
typedef struct {
    const LhSandboxTask *task;
    char **environment;
    char uid_map[48], gid_map[48];
    int in, out, err;
    int *status;    /* shared: how the program ended, as wait() tells it */
    gboolean alone; /* in namespaces of its own */
} Birth;

/* ---- Interruptions ---- */

static volatile sig_atomic_t interrupted;
static const int interruptions[] = {SIGHUP, SIGINT, SIGTERM};
static struct sigaction before[G_N_ELEMENTS(interruptions)];

static void note_interruption(int number)
{
    interrupted = number;
}

void lh_sandbox_begin(void)
{
    struct sigaction action = {.sa_handler = note_interruption, .sa_flags = SA_RESTART};

    for (gsize i = 0; i < G_N_ELEMENTS(interruptions); i++)
        if (sigaction(interruptions[i], NULL, &before[i]) == 0 && before[i].sa_handler != SIG_IGN)
            sigaction(interruptions[i], &action, NULL);
    prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
}

/* Whether /proc's process @name has us as its parent. */
static gboolean is_ours(const char *name)
{
    g_autofree char *path = g_build_filename("/proc", name, "stat", NULL), *stat = NULL;
    int parent = 0;

    if (!g_ascii_isdigit(*name) || !g_file_get_contents(path, &stat, NULL, NULL))
        return FALSE;
    const char *close = strrchr(stat, ')'); /* a program's name may hold anything */
    return close && sscanf(close + 1, " %*c %d", &parent) == 1 && parent == getpid();
}

static void kill_children(void)
{
    g_autoptr(GDir) processes = g_dir_open("/proc", 0, NULL);
    const char *name;

    while (processes && (name = g_dir_read_name(processes)))
        if (is_ours(name))
            kill((pid_t) atoi(name), SIGKILL);
}

/* Where there were no namespaces, what has left its program's group is still there. */
static void sweep(void)
{
    gint64 deadline = g_get_monotonic_time() + (gint64) (SWEEP_TIME * G_USEC_PER_SEC);

    while (g_get_monotonic_time() < deadline) {
        pid_t gone = waitpid(-1, NULL, WNOHANG);
        if (gone < 0 && errno == ECHILD)
            return;
        if (gone > 0)
            continue;
        kill_children();
        g_usleep(SHORT_WAIT);
    }
}

void lh_sandbox_end(void)
{
    sweep();
    prctl(PR_SET_CHILD_SUBREAPER, 0, 0, 0, 0);
    for (gsize i = 0; i < G_N_ELEMENTS(interruptions); i++)
        sigaction(interruptions[i], &before[i], NULL);
    if (interrupted)
        raise(interrupted);
}

/* ---- The child ---- */

static void limit(int what, rlim_t most)
{
    struct rlimit now;

    if (getrlimit((__rlimit_resource_t) what, &now) == 0)
        most = MIN(most, now.rlim_max);
    setrlimit((__rlimit_resource_t) what, &(struct rlimit){most, most});
}

static void write_to(const char *path, const char *text)
{
    int file = open(path, O_WRONLY | O_CLOEXEC);

    if (file < 0)
        return;
    (void) !write(file, text, strlen(text));
    close(file);
}

/* A new network namespace has a loopback that is down. */
static void raise_loopback(void)
{
    struct ifreq request = {.ifr_name = "lo", .ifr_flags = IFF_UP};
    int any = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

    if (any < 0)
        return;
    ioctl(any, SIOCSIFFLAGS, &request);
    close(any);
}

/* Goes on in a new process. fork() would take locks that another thread may hold for ever.
 * @namespaces: CLONE_NEW… flags. Returns: as fork() does. */
static pid_t split(unsigned long namespaces)
{
    return (pid_t) syscall(SYS_clone, namespaces | SIGCHLD, NULL, NULL, NULL, NULL);
}

/* Makes the new namespaces a place to live in; what cannot be had is done without. */
static void settle(const Birth *birth)
{
    raise_loopback();
    write_to("/proc/self/setgroups", "deny");
    write_to("/proc/self/uid_map", birth->uid_map);
    write_to("/proc/self/gid_map", birth->gid_map);
    mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL);
    mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL);
}

static void restore_signals(void)
{
    sigset_t none;

    for (int number = 1; number < NSIG; number++)
        signal(number, SIG_DFL);
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
}

G_NORETURN static void be_program(const Birth *birth)
{
    const LhSandboxTask *task = birth->task;

    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    umask(077);
    if (dup2(birth->in, 0) < 0 || dup2(birth->out, 1) < 0 || dup2(birth->err, 2) < 0 ||
        chdir(task->folder) < 0)
        _exit(CANNOT_EXEC);
    limit(RLIMIT_CORE, 0);
    limit(RLIMIT_CPU, (rlim_t) (task->seconds * CPU_FACTOR) + 1);
    limit(RLIMIT_FSIZE, LH_SANDBOX_FILE);
    limit(RLIMIT_AS, LH_SANDBOX_MEMORY);
    if (birth->alone)
        limit(RLIMIT_NPROC, MOST_PROCESSES);
    execve(task->argv[0], (char *const *) task->argv, birth->environment);
    _exit(CANNOT_EXEC);
}

/* The program's parent, and the first process of its namespace: when it ends, the kernel ends
 * everything in there. */
G_NORETURN static void be_keeper(const Birth *birth)
{
    int status;

    setsid();
    restore_signals();
    if (birth->alone)
        settle(birth);
    prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
    pid_t program = split(0);
    if (program == 0)
        be_program(birth);
    for (pid_t gone = 0; program > 0 && gone != program;) {
        gone = waitpid(-1, &status, 0);
        if (gone == program)
            *birth->status = status;
        else if (gone < 0 && errno != EINTR)
            break;
    }
    _exit(0);
}

/* ---- The parent ---- */

static char **new_environment(const LhSandboxTask *task)
{
    const char *path = g_getenv("PATH");
    char **environment = g_new0(char *, 8);
    int n = 0;

    environment[n++] = g_strconcat("PATH=", path ? path : "/usr/local/bin:/usr/bin:/bin", NULL);
    environment[n++] = g_strconcat("HOME=", task->folder, NULL);
    environment[n++] = g_strconcat("TMPDIR=", task->folder, NULL);
    environment[n++] = g_strdup("LANG=C.UTF-8");
    environment[n++] = g_strdup("TZ=UTC");
    environment[n++] = g_strdup("PYTHONHASHSEED=0");
    environment[n++] = g_strdup("PYTHONDONTWRITEBYTECODE=1");
    return environment;
}

/* What was printed, from the file it was printed to. */
static char *read_back(int file, gboolean *flooded)
{
    struct stat st;

    if (fstat(file, &st) < 0)
        return g_strdup("");
    gsize size = (gsize) MIN(st.st_size, (off_t) LH_SANDBOX_FILE), got = 0;
    char *text = g_malloc0(size + 1);
    while (got < size) {
        gssize n = pread(file, text + got, size - got, (off_t) got);
        if (n <= 0 && errno != EINTR)
            break;
        got += (gsize) MAX(n, 0);
    }
    for (gsize i = 0; i < got; i++)
        if (!text[i])
            text[i] = ' ';
    *flooded |= st.st_size >= (off_t) LH_SANDBOX_FILE;
    return text;
}

/* Waits for @child without taking its number back, so that its group can still be ended by it.
 * Returns: how it ended, as far as the time tells. */
static LhSandboxEnd wait_for(pid_t child, double seconds)
{
    gint64 deadline = g_get_monotonic_time() + (gint64) (seconds * G_USEC_PER_SEC);
    gulong pause = SHORT_WAIT;

    for (;;) {
        siginfo_t info = {0};
        if (waitid(P_PID, (id_t) child, &info, WEXITED | WNOHANG | WNOWAIT) < 0 && errno != EINTR)
            return LH_SANDBOX_UNMADE;
        if (info.si_pid == child)
            return LH_SANDBOX_EXITED;
        if (interrupted)
            return LH_SANDBOX_STOPPED;
        if (g_get_monotonic_time() > deadline)
            return LH_SANDBOX_TIMEOUT;
        g_usleep(pause);
        pause = MIN(pause * 2, LONG_WAIT);
    }
}

static void take_status(LhSandboxResult *result, int status)
{
    if (result->end != LH_SANDBOX_EXITED)
        return;
    if (!WIFSIGNALED(status)) {
        result->status = WEXITSTATUS(status);
        return;
    }
    result->status = WTERMSIG(status);
    result->end = result->status == SIGXCPU   ? LH_SANDBOX_TIMEOUT
                  : result->status == SIGXFSZ ? LH_SANDBOX_FLOODED
                                              : LH_SANDBOX_KILLED;
}

static void supervise(pid_t keeper, const Birth *birth, LhSandboxResult *result)
{
    result->end = wait_for(keeper, birth->task->seconds);
    kill(-keeper, SIGKILL);
    kill(keeper, SIGKILL);
    while (waitpid(keeper, NULL, 0) < 0 && errno == EINTR)
        ;
    take_status(result, *birth->status);
}

/* The keeper of a new program, in namespaces of its own where a user may have them. */
static pid_t new_keeper(Birth *birth)
{
    birth->alone = TRUE;
    pid_t keeper = split(CLONE_NEWUSER | CLONE_NEWNET | CLONE_NEWPID | CLONE_NEWNS);
    if (keeper < 0) {
        birth->alone = FALSE;
        keeper = split(0);
    }
    if (keeper == 0)
        be_keeper(birth);
    return keeper;
}

/* A file without a name. */
static int new_file(void)
{
    return memfd_create("longhand-run", MFD_CLOEXEC);
}

/* FALSE = something that it needs could not be made. */
static gboolean fill_birth(Birth *birth, const LhSandboxTask *task)
{
    *birth = (Birth){.task = task, .environment = new_environment(task)};
    birth->in = open("/dev/null", O_RDONLY | O_CLOEXEC);
    birth->out = new_file();
    birth->err = new_file();
    birth->status = mmap(NULL, sizeof *birth->status, PROT_READ | PROT_WRITE,
                         MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    g_snprintf(birth->uid_map, sizeof birth->uid_map, "%u %u 1", getuid(), getuid());
    g_snprintf(birth->gid_map, sizeof birth->gid_map, "%u %u 1", getgid(), getgid());
    if (birth->in < 0 || birth->out < 0 || birth->err < 0 || birth->status == MAP_FAILED)
        return FALSE;
    *birth->status = CANNOT_EXEC << 8;
    return TRUE;
}

static void clear_birth(const Birth *birth)
{
    const int files[] = {birth->in, birth->out, birth->err};

    for (gsize i = 0; i < G_N_ELEMENTS(files); i++)
        if (files[i] >= 0)
            close(files[i]);
    if (birth->status != MAP_FAILED)
        munmap(birth->status, sizeof *birth->status);
    g_strfreev(birth->environment);
}

void lh_sandbox_run(const LhSandboxTask *task, LhSandboxResult *result)
{
    Birth birth;
    gboolean flooded = FALSE;

    *result = (LhSandboxResult){.end = interrupted ? LH_SANDBOX_STOPPED : LH_SANDBOX_UNMADE};
    if (interrupted)
        return;
    pid_t keeper = fill_birth(&birth, task) ? new_keeper(&birth) : -1;
    result->status = errno;
    if (keeper > 0) {
        supervise(keeper, &birth, result);
        result->out = read_back(birth.out, &flooded);
        result->err = read_back(birth.err, &flooded);
        if (flooded)
            result->end = LH_SANDBOX_FLOODED;
    }
    clear_birth(&birth);
}

void lh_sandbox_clear(LhSandboxResult *result)
{
    g_clear_pointer(&result->out, g_free);
    g_clear_pointer(&result->err, g_free);
}
