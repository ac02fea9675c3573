/* The server: what each address answers, and what happens at a save. All of it is one thread;
 * artist.c has others, which only draw. */
#include "internal.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

/* Browsers that are told of changes. */
#define MOST_SOCKETS 64

#define FOR_EVER "private, max-age=31536000, immutable"

typedef struct {
    const char *path, *file, *type;
    GBytes *bytes;
} Asset;

typedef struct {
    const LhServeOptions *options;
    SoupServer *soup;
    LhGuard guard;
    LhArtist *artist;
    LhDesk *desk;
    LhReading *reading; /* NULL = nobody reads */
    LhDiag *faults;     /* that it found last; none yet = empty */
    LhShown *shown;
    LhWatch *watch;
    GPtrArray *sockets; /* of SoupWebsocketConnection */
    char *state;        /* JSON: what browsers are told */
    char run[9];        /* tells browsers that the server was started anew */
    int revision;
    char *page; /* index.html, filled in */
    Asset assets[3];
} Server;

/* ---- What is told ---- */

static void append_size(const LhShown *shown, GString *out)
{
    const LhPages *pages = shown->served.pages;
    if (!pages)
        return;
    double bleed = pages->target == LH_TARGET_PRINT ? pages->style->page.bleed : 0;
    lh_json_number_member(out, "width", pages->style->page.width + 2 * bleed);
    lh_json_number_member(out, "height", pages->style->page.height + 2 * bleed);
    lh_json_number_member(out, "bleed", bleed);
}

static void write_state(Server *server)
{
    GString *out = g_string_new("{");
    const LhServed *served = &server->shown->served;
    lh_json_text_member(out, "run", server->run);
    lh_json_number_member(out, "revision", server->revision);
    lh_json_text_member(out, "title", served->book ? served->book->title : "");
    if (server->options->what)
        lh_json_text_member(out, "what", server->options->what);
    lh_json_key(out, "current");
    g_string_append(out, served->is_current ? "true" : "false");
    lh_json_number_member(out, "took", served->took);
    append_size(server->shown, out);
    lh_shown_json(server->shown, out);
    lh_desk_json(server->desk, out);
    g_string_append(out, "}\n");
    g_free(server->state);
    server->state = g_string_free(out, FALSE);
}

/* Tells every browser what is new. */
static void broadcast(Server *server)
{
    write_state(server);
    for (guint i = 0; i < server->sockets->len; i++)
        if (soup_websocket_connection_get_state(server->sockets->pdata[i]) ==
            SOUP_WEBSOCKET_STATE_OPEN)
            soup_websocket_connection_send_text(server->sockets->pdata[i], server->state);
}

/* ---- Making ---- */

static char *hash_file(const char *path)
{
    g_autofree char *bytes = NULL;
    gsize length;
    return g_file_get_contents(path, &bytes, &length, NULL) ? lh_note_hash(bytes, length) : NULL;
}

/* The hash of each shown file before it is read; files that are new to us are hashed afterwards,
 * which their next change would mend. */
static GHashTable *hash_known(const LhShown *shown)
{
    GHashTable *hashes = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    GHashTableIter iter;
    gpointer file;
    if (!shown)
        return hashes;
    g_hash_table_iter_init(&iter, shown->hashes);
    while (g_hash_table_iter_next(&iter, &file, NULL)) {
        const LhChapter *chapter = lh_shown_chapter(shown, file);
        char *hash = chapter ? hash_file(chapter->path) : NULL;
        if (hash)
            g_hash_table_insert(hashes, g_strdup(file), hash);
    }
    return hashes;
}

static void take_hash(GHashTable *hashes, GHashTable *known, const LhBook *book,
                      const LhChapter *chapter)
{
    g_autofree char *file = lh_shown_file_name(book, chapter->path);
    const char *hash = g_hash_table_lookup(known, file);
    char *copy = hash ? g_strdup(hash) : hash_file(chapter->path);
    if (copy)
        g_hash_table_insert(hashes, g_steal_pointer(&file), copy);
}

/* The hashes of the chapters and parts that have a page among the drawn ones. */
static GHashTable *choose_hashes(const LhServed *served, GHashTable *known)
{
    GHashTable *hashes = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    const LhPart *part = NULL;
    for (guint i = 0; served->pages && i < served->pages->pages->len; i++) {
        const LhPage *page = served->pages->pages->pdata[i];
        const LhChapter *chapter = page->drawn ? page->chapter : NULL;
        if (!chapter || !chapter->path)
            continue;
        take_hash(hashes, known, served->book, chapter);
        if (chapter->part && chapter->part != part && chapter->part->opener &&
            chapter->part->opener->path)
            take_hash(hashes, known, served->book, chapter->part->opener);
        part = chapter->part;
    }
    return hashes;
}

/* The pages are the old ones, so they belong to the files as they were. */
static GHashTable *keep_hashes(const LhShown *shown)
{
    GHashTable *hashes = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    GHashTableIter iter;
    gpointer file, hash;
    if (!shown)
        return hashes;
    g_hash_table_iter_init(&iter, shown->hashes);
    while (g_hash_table_iter_next(&iter, &file, &hash))
        g_hash_table_insert(hashes, g_strdup(file), g_strdup(hash));
    return hashes;
}

static void say(const Server *server, const LhServed *served)
{
    int errors = served->diag ? lh_diag_count(served->diag, LH_SEVERITY_ERROR) : 0;
    if (server->options->quiet)
        return;
    fprintf(stderr, "%u page%s in %.0f ms", server->shown->pages->len,
            server->shown->pages->len == 1 ? "" : "s", served->took);
    if (errors)
        fprintf(stderr, ", %d error%s", errors, errors == 1 ? "" : "s");
    fputs(served->is_current ? "\n" : "; the last good pages stay\n", stderr);
    fflush(stderr);
}

/* Whether two lists say the same. */
static gboolean says_same(const LhDiag *one, const LhDiag *other)
{
    g_autofree char *a = lh_diag_json(one), *b = lh_diag_json(other);
    return strcmp(a, b) == 0;
}

/* Ends the reading, for nothing may be read while the book is made. Returns: whether the faults are
 * others now. */
static gboolean end_reading(Server *server)
{
    LhDiag *found = server->reading ? lh_reading_stop(server->reading) : NULL;
    if (!found)
        return FALSE;
    gboolean same = says_same(server->faults, found);
    lh_diag_free(server->faults);
    server->faults = found;
    return !same;
}

/* The text was read: browsers are told when that is news to them. */
static void text_read(gpointer data)
{
    Server *server = data;
    gboolean news = end_reading(server);
    server->shown->faults = server->faults;
    server->shown->is_read = TRUE;
    if (news)
        broadcast(server);
    else
        write_state(server);
}

/* Lets the text be read; of pages that are not those of the files it was read before. */
static void begin_reading(Server *server)
{
    gboolean reads = server->reading && server->shown->served.is_current;
    server->shown->faults = server->faults;
    server->shown->is_read = !reads;
    if (reads)
        lh_reading_begin(server->reading);
}

/* Makes the book (again) and shows it. Returns: as the maker. */
static gboolean make(Server *server, const GPtrArray *files)
{
    LhServed served = {0};
    g_autoptr(GError) error = NULL;
    gint64 start = g_get_monotonic_time();
    lh_artist_stop(server->artist);
    end_reading(server);
    g_autoptr(GHashTable) known = hash_known(server->shown);
    gboolean sense = server->options->make(files, &served, server->options->data);
    GHashTable *hashes =
        served.is_current ? choose_hashes(&served, known) : keep_hashes(server->shown);
    lh_shown_free(server->shown);
    served.took = (double) (g_get_monotonic_time() - start) / 1000;
    server->shown = lh_shown_new(&served, hashes, server->options->jobs);
    if (!lh_artist_show(server->artist, server->shown, &error))
        fprintf(stderr, "longhand: %s\n", error->message);
    server->revision++;
    begin_reading(server);
    lh_desk_look(server->desk);
    if (sense)
        say(server, &served);
    return sense;
}

/* Says why nothing is served. */
static gboolean give_up(const LhDiag *diag, GError **error)
{
    for (gsize i = 0; i < lh_diag_length(diag); i++) {
        const LhDiagItem *item = lh_diag_peek(diag, i);
        if (item->severity != LH_SEVERITY_ERROR)
            continue;
        g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_FAILED, "%s%s%s", item->message,
                    item->hint ? "; " : "", item->hint ? item->hint : "");
        break;
    }
    return FALSE;
}

static void files_changed(const GPtrArray *files, gpointer data)
{
    make(data, files);
    broadcast(data);
}

/* ---- Answers ---- */

static void set_cache(SoupServerMessage *message, const char *how)
{
    soup_message_headers_replace(soup_server_message_get_response_headers(message), "Cache-Control",
                                 how);
}

static void answer_text(SoupServerMessage *message, const char *type, const char *text)
{
    soup_server_message_set_status(message, SOUP_STATUS_OK, NULL);
    soup_server_message_set_response(message, type, SOUP_MEMORY_COPY, text, strlen(text));
}

/* The page whose number stands between @prefix and @suffix in @path; NULL with the answer given. */
static const LhShownPage *find_page(const Server *server, SoupServerMessage *message,
                                    const char *path, const char *prefix, const char *suffix)
{
    const char *digits = path + strlen(prefix);
    gsize n = strspn(digits, "0123456789");
    const LhShownPage *page = NULL;
    if (n > 0 && n < 7 && strcmp(digits + n, suffix) == 0)
        page = lh_shown_find(server->shown, (int) g_ascii_strtoll(digits, NULL, 10));
    if (!page)
        lh_guard_refuse(message, SOUP_STATUS_NOT_FOUND, "there is no such page");
    return page;
}

/* A picture that was asked for by its hash never changes; any other is only good now. */
static void set_page_cache(SoupServerMessage *message, guint64 hash, GHashTable *query)
{
    const char *wanted = query ? g_hash_table_lookup(query, "v") : NULL;
    g_autofree char *found = g_strdup_printf("%016" G_GINT64_MODIFIER "x", hash);
    set_cache(message, g_strcmp0(wanted, found) == 0 ? FOR_EVER : "no-store");
}

static void answer_picture(Server *server, SoupServerMessage *message, const char *path,
                           GHashTable *query)
{
    const LhShownPage *page = find_page(server, message, path, "/page/", ".svg");
    if (!page)
        return;
    set_page_cache(message, page->look, query);
    soup_message_headers_replace(soup_server_message_get_response_headers(message),
                                 "Content-Security-Policy", "default-src 'none'; img-src data:");
    lh_artist_answer(server->artist, message, page);
}

static void answer_lines(Server *server, SoupServerMessage *message, const char *path,
                         GHashTable *query)
{
    const LhShownPage *page = find_page(server, message, path, "/lines/", ".json");
    if (!page)
        return;
    set_page_cache(message, page->lines_hash, query);
    answer_text(message, "application/json", page->lines);
}

static gboolean answer_asset(Server *server, SoupServerMessage *message, const char *path)
{
    for (gsize i = 0; i < G_N_ELEMENTS(server->assets); i++) {
        const Asset *asset = &server->assets[i];
        if (strcmp(path, asset->path) != 0)
            continue;
        gsize size;
        const char *data = g_bytes_get_data(asset->bytes, &size);
        soup_server_message_set_status(message, SOUP_STATUS_OK, NULL);
        soup_server_message_set_response(message, asset->type, SOUP_MEMORY_COPY, data, size);
        set_cache(message, "no-cache");
        return TRUE;
    }
    return FALSE;
}

/* ---- Writing ---- */

static guint status_of(const GError *error)
{
    switch ((LhNoteError) error->code) {
    case LH_NOTE_ERROR_GONE:
        return SOUP_STATUS_GONE;
    case LH_NOTE_ERROR_CHANGED:
        return SOUP_STATUS_CONFLICT;
    case LH_NOTE_ERROR_WRITE:
        return SOUP_STATUS_INTERNAL_SERVER_ERROR;
    default:
        return SOUP_STATUS_BAD_REQUEST;
    }
}

static void answer_result(SoupServerMessage *message, const char *told, const GError *error)
{
    if (error) {
        lh_guard_refuse(message, status_of(error), error->message);
        return;
    }
    GString *out = g_string_new("{");
    lh_json_text_member(out, "told", told);
    g_string_append(out, "}\n");
    answer_text(message, "application/json", out->str);
    set_cache(message, "no-store");
    g_string_free(out, TRUE);
}

static GHashTable *read_form(SoupServerMessage *message)
{
    g_autoptr(GBytes) body =
        soup_message_body_flatten(soup_server_message_get_request_body(message));
    gsize size;
    const char *data = g_bytes_get_data(body, &size);
    g_autofree char *text = g_strndup(data, size);
    return soup_form_decode(text);
}

static void leave_note(Server *server, SoupServerMessage *message)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *told = NULL;
    g_autoptr(GHashTable) form = read_form(message);
    const char *file = g_hash_table_lookup(form, "file"), *line = g_hash_table_lookup(form, "line");
    const char *hash = g_hash_table_lookup(form, "hash"), *text = g_hash_table_lookup(form, "text");
    if (!file || !line || !hash || !text) {
        lh_guard_refuse(message, SOUP_STATUS_BAD_REQUEST, "file, line, hash and text are wanted");
        return;
    }
    int number = (int) CLAMP(g_ascii_strtoll(line, NULL, 10), 0, 100000000);
    lh_desk_leave(server->desk, server->shown, file, number, hash, text, &told, &error);
    answer_result(message, told, error);
    broadcast(server);
}

static void undo_note(Server *server, SoupServerMessage *message)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *told = NULL;
    lh_desk_undo(server->desk, &told, &error);
    answer_result(message, told, error);
    broadcast(server);
}

static void forget_lost(Server *server, SoupServerMessage *message)
{
    lh_desk_forget_lost(server->desk);
    answer_result(message, "", NULL);
    broadcast(server);
}

/* ---- Requests ---- */

/* Before the body is read. */
static void admit(SoupServer *soup, SoupServerMessage *message, const char *path, GHashTable *query,
                  gpointer data)
{
    (void) soup;
    (void) query;
    const Server *server = data;
    lh_guard_dress(&server->guard, message);
    lh_guard_admits(&server->guard, message, path);
}

static void answer(SoupServer *soup, SoupServerMessage *message, const char *path,
                   GHashTable *query, gpointer data)
{
    (void) soup;
    Server *server = data;
    if (strcmp(path, "/") == 0) {
        answer_text(message, "text/html; charset=utf-8", server->page);
        set_cache(message, "no-store");
    } else if (strcmp(path, "/state.json") == 0) {
        answer_text(message, "application/json", server->state);
        set_cache(message, "no-store");
    } else if (g_str_has_prefix(path, "/page/"))
        answer_picture(server, message, path, query);
    else if (g_str_has_prefix(path, "/lines/"))
        answer_lines(server, message, path, query);
    else if (strcmp(path, "/note") == 0)
        leave_note(server, message);
    else if (strcmp(path, "/undo") == 0)
        undo_note(server, message);
    else if (strcmp(path, "/forget") == 0)
        forget_lost(server, message);
    else if (!answer_asset(server, message, path))
        lh_guard_refuse(message, SOUP_STATUS_NOT_FOUND, "there is nothing here");
}

static void socket_closed(SoupWebsocketConnection *socket, gpointer data)
{
    Server *server = data;
    g_ptr_array_remove(server->sockets, socket);
}

/* A browser that wants to be told; it has to come from a page of ours. */
static void add_socket(SoupServer *soup, SoupServerMessage *message, const char *path,
                       SoupWebsocketConnection *socket, gpointer data)
{
    (void) soup;
    Server *server = data;
    const char *origin =
        soup_message_headers_get_one(soup_server_message_get_request_headers(message), "Origin");
    if (!origin || server->sockets->len >= MOST_SOCKETS ||
        !lh_guard_admits(&server->guard, message,
                         path)) { /* an early handler does not hold these up */
        soup_websocket_connection_close(socket, SOUP_WEBSOCKET_CLOSE_POLICY_VIOLATION, NULL);
        return;
    }
    soup_websocket_connection_set_max_incoming_payload_size(socket, 1024);
    soup_websocket_connection_set_keepalive_interval(socket, 30);
    g_ptr_array_add(server->sockets, g_object_ref(socket));
    g_signal_connect(socket, "closed", G_CALLBACK(socket_closed), server);
    soup_websocket_connection_send_text(socket, server->state);
}

/* ---- Life ---- */

static gboolean load_assets(Server *server, GError **error)
{
    static const Asset assets[] = {
        {"/serve.css", "serve.css", "text/css; charset=utf-8", NULL},
        {"/serve.js", "serve.js", "text/javascript; charset=utf-8", NULL},
        {"/icon.svg", "icon.svg", "image/svg+xml", NULL}};
    for (gsize i = 0; i < G_N_ELEMENTS(assets); i++) {
        g_autofree char *path = g_build_filename(server->options->assets, assets[i].file, NULL);
        char *bytes;
        gsize length;
        if (!g_file_get_contents(path, &bytes, &length, error))
            return FALSE;
        server->assets[i] = assets[i];
        server->assets[i].bytes = g_bytes_new_take(bytes, length);
    }
    return TRUE;
}

static gboolean load_page(Server *server, GError **error)
{
    g_autofree char *path = g_build_filename(server->options->assets, "index.html", NULL);
    g_autofree char *text = NULL;
    if (!g_file_get_contents(path, &text, NULL, error))
        return FALSE;
    GString *page = g_string_new(text);
    g_string_replace(page, "@TOKEN@", server->guard.token, 0);
    server->page = g_string_free(page, FALSE);
    return TRUE;
}

static gboolean listen_here(Server *server, GError **error)
{
    int port = server->options->port;
    g_autoptr(GError) why = NULL;
    if (!soup_server_listen_local(server->soup, (guint) port, SOUP_SERVER_LISTEN_IPV4_ONLY, &why)) {
        g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_FAILED,
                    "cannot listen on port %d: %s; choose another with --port, 0 takes any that is "
                    "free",
                    port, why->message);
        return FALSE;
    }
    GSList *uris = soup_server_get_uris(server->soup);
    server->guard.port = (guint) g_uri_get_port(uris->data);
    g_slist_free_full(uris, (GDestroyNotify) g_uri_unref);
    return TRUE;
}

static gboolean start_watching(Server *server, GError **error)
{
    server->watch = lh_watch_new(server->options->root, NULL, files_changed, server, error);
    if (server->watch && server->options->styles)
        lh_watch_add(server->watch, server->options->styles);
    return server->watch != NULL;
}

static gboolean start(Server *server, GError **error)
{
    if (!load_assets(server, error) || !load_page(server, error) || !start_watching(server, error))
        return FALSE;
    if (!make(server, NULL))
        return give_up(server->shown->served.diag, error);
    write_state(server);
    soup_server_add_early_handler(server->soup, NULL, admit, server, NULL);
    soup_server_add_handler(server->soup, NULL, answer, server, NULL);
    soup_server_add_websocket_handler(server->soup, "/live", NULL, NULL, add_socket, server, NULL);
    return listen_here(server, error);
}

static void server_clear(Server *server)
{
    g_object_unref(server->soup);
    lh_reading_free(server->reading);
    lh_watch_free(server->watch);
    lh_artist_free(server->artist);
    lh_shown_free(server->shown);
    lh_desk_free(server->desk);
    lh_diag_free(server->faults);
    g_ptr_array_unref(server->sockets);
    for (gsize i = 0; i < G_N_ELEMENTS(server->assets); i++)
        g_clear_pointer(&server->assets[i].bytes, g_bytes_unref);
    g_free(server->state);
    g_free(server->page);
}

gboolean lh_serve(const LhServeOptions *options, GError **error)
{
    if (!lh_soup_load(error))
        return FALSE;
    Server server = {.options = options,
                     .soup = soup_server_new("server-header", "longhand", NULL),
                     .artist = lh_artist_new(options->jobs),
                     .desk = lh_desk_new(),
                     .faults = lh_diag_new(),
                     .sockets = g_ptr_array_new_with_free_func(g_object_unref)};
    if (options->read)
        server.reading = lh_reading_new(options->read, options->data, text_read, &server);
    lh_guard_init(&server.guard);
    g_snprintf(server.run, sizeof server.run, "%08x", g_random_int());
    gboolean started = start(&server, error);
    if (started) {
        g_autoptr(GMainLoop) loop = g_main_loop_new(NULL, FALSE);
        printf("http://127.0.0.1:%u/\n", server.guard.port);
        fflush(stdout);
        g_main_loop_run(loop);
    }
    server_clear(&server);
    return started;
}
