/* The loop that waits until no page moves. */
#include "makeup/settle.h"

typedef struct {
    int pages; /* of contents that show page numbers */
    int rounds;
    int (*next)(int pages);
} Contents;

static gboolean set_again(gpointer data)
{
    Contents *contents = data;
    int before = contents->pages;

    contents->rounds++;
    contents->pages = contents->next(before);
    return contents->pages != before;
}

static int grow_to_three(int pages)
{
    return MIN(pages + 1, 3);
}

/* With nine pages before it a number has one digit and the contents take two pages, with ten they
 * take one. */
static int one_or_two(int pages)
{
    return pages == 1 ? 2 : 1;
}

static void test_stops_when_nothing_moves(void)
{
    Contents contents = {.pages = 1, .next = grow_to_three};

    g_assert_true(lh_settle(set_again, &contents, 9));
    g_assert_cmpint(contents.pages, ==, 3);
    g_assert_cmpint(contents.rounds, ==, 3);
}

static void test_stops_though_it_cannot_settle(void)
{
    Contents contents = {.pages = 1, .next = one_or_two};

    g_assert_false(lh_settle(set_again, &contents, 4));
    g_assert_cmpint(contents.rounds, ==, 4);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/settle/stops-when-nothing-moves", test_stops_when_nothing_moves);
    g_test_add_func("/settle/stops-though-it-cannot-settle", test_stops_though_it_cannot_settle);
    return g_test_run();
}
