/* The text that was made last, read by a thread while its pages are already shown. */
#include "internal.h"

struct LhReading {
    LhServeRead read;
    gpointer read_data;
    void (*done)(gpointer data);
    gpointer data;
    GThread *thread; /* NULL = nothing is read */
    gint stop;       /* set: it should end */
    guint source;    /* tells the main loop that it has ended; 0 = not yet, or told */
};

LhReading *lh_reading_new(LhServeRead read, gpointer read_data, void (*done)(gpointer data),
                          gpointer data)
{
    LhReading *reading = g_new0(LhReading, 1);
    reading->read = read;
    reading->read_data = read_data;
    reading->done = done;
    reading->data = data;
    return reading;
}

void lh_reading_free(LhReading *reading)
{
    if (!reading)
        return;
    lh_diag_free(lh_reading_stop(reading));
    g_free(reading);
}

static gboolean tell(gpointer data)
{
    LhReading *reading = data;
    reading->done(reading->data);
    return G_SOURCE_CONTINUE; /* lh_reading_stop() has removed it */
}

static gpointer run(gpointer data)
{
    LhReading *reading = data;
    LhDiag *found = reading->read(&reading->stop, reading->read_data);
    reading->source = g_idle_add_full(G_PRIORITY_DEFAULT, tell, reading, NULL);
    return found;
}

void lh_reading_begin(LhReading *reading)
{
    g_assert(!reading->thread);
    reading->stop = 0;
    reading->thread = g_thread_new("reading", run, reading);
}

LhDiag *lh_reading_stop(LhReading *reading)
{
    if (!reading->thread)
        return NULL;
    g_atomic_int_set(&reading->stop, 1);
    LhDiag *found = g_thread_join(g_steal_pointer(&reading->thread));
    g_source_remove(reading->source);
    return found;
}
