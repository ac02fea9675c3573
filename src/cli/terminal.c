/* Colours, the progress bar, and interruptions. */
#include "terminal.h"

#include "longhand/diag.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define BAR_WIDTH 24

#define CLEAR_LINE "\r\033[K"

/* The per cent that the bar shows; -1 = there is no bar. Read by signal handlers. */
static volatile sig_atomic_t shown = -1;

static gboolean is_plain_terminal(int descriptor)
{
    const char *term = g_getenv("TERM");
    return isatty(descriptor) && g_strcmp0(term, "dumb") != 0;
}

gboolean lh_terminal_has_colour(int descriptor)
{
    const char *refused = g_getenv("NO_COLOR");
    return !(refused && *refused) && is_plain_terminal(descriptor);
}

gboolean lh_terminal_has_progress(void)
{
    return is_plain_terminal(STDERR_FILENO);
}

void lh_terminal_progress(const char *stage, int done, int total)
{
    int percent = total > 0 ? (int) (100.0 * done / total) : 100;
    if (percent == shown)
        return;
    char bar[BAR_WIDTH + 1] = {0};
    memset(bar, '.', BAR_WIDTH);
    memset(bar, '#', (gsize) (BAR_WIDTH * percent / 100));
    fprintf(stderr, CLEAR_LINE "%-7s [%s] %3d%%", stage, bar, percent);
    fflush(stderr);
    shown = percent;
}

void lh_terminal_clear_progress(void)
{
    if (shown < 0)
        return;
    fputs(CLEAR_LINE, stderr);
    fflush(stderr);
    shown = -1;
}

static void end_cleanly(int number)
{
    lh_write_abandon();
    if (shown >= 0)
        (void) !write(STDERR_FILENO, CLEAR_LINE, strlen(CLEAR_LINE));
    raise(number); /* its old action is back: the shell sees how we ended */
}

void lh_terminal_watch_signals(void)
{
    static const int signals[] = {SIGHUP, SIGINT, SIGTERM};
    for (gsize i = 0; i < G_N_ELEMENTS(signals); i++) {
        struct sigaction before,
            action = {.sa_handler = end_cleanly, .sa_flags = (int) SA_RESETHAND};
        if (sigaction(signals[i], NULL, &before) == 0 && before.sa_handler != SIG_IGN)
            sigaction(signals[i], &action, NULL);
    }
}
