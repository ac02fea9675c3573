/* Paths: lines as thick, areas as inked, as they come to lie on the page. */
#include "preflight.h"

#include <math.h>
#include <string.h>

#define LINE_MOST  3  /* points: what is thicker is an area */
#define LINE_LEAST 6  /* times as long as thick: what is shorter is a dot */
#define MOST_THIN  64 /* thin areas of a path that are looked at */

/* ---- Lines ---- */

/* How much the smaller direction of @m shrinks or stretches: its lesser singular value. */
static double least_scale(const LhPfMatrix *m)
{
    double sum = m->a * m->a + m->b * m->b + m->c * m->c + m->d * m->d;
    double det = m->a * m->d - m->b * m->c;
    double root = sqrt(MAX(0, sum * sum / 4 - det * det));
    return sqrt(MAX(0, sum / 2 - root));
}

static double strongest(const LhPfColour *colour)
{
    double most = 0;
    for (int i = 0; i < 4; i++)
        most = MAX(most, colour->inks[i]);
    return most;
}

/* A line as thick as @weight on the page. */
static void check_weight(LhPf *pf, const LhPfColour *colour, double weight, const LhPfBox *box)
{
    const LhPrinter *p = pf->printer;
    gboolean paper = colour->known && colour->total <= 0;
    if (paper || weight > LINE_MOST || !lh_pf_is_seen(pf, box))
        return;
    if (weight < p->lines.weight - 0.005)
        lh_pf_number(pf, "line-weight", box, weight, " pt", p->lines.weight, FALSE);
    else if (colour->n_inks > 1 && weight < p->lines.several_inks - 0.005)
        lh_pf_number(pf, "line-inks", box, weight, " pt", p->lines.several_inks, FALSE);
    if (colour->known && strongest(colour) < p->lines.tint - 0.05)
        lh_pf_number(pf, "line-tint", box, strongest(colour), " %", p->lines.tint, FALSE);
}

void lh_pf_check_line(LhPfContent *c, const LhPfColour *colour, double width, const LhPfBox *box)
{
    double scale = least_scale(&c->state.ctm);
    if (scale > 0)
        check_weight(c->pf, colour, width * scale, box);
}

/* ---- Paths ---- */

/* Whether the piece, filled, looks like a line: straight edges, long and thin. */
static gboolean is_thin(const LhPfContent *c)
{
    double width = c->piece.x2 - c->piece.x1, height = c->piece.y2 - c->piece.y1;
    double thick = MIN(width, height), length = MAX(width, height);
    return c->straight && thick < c->pf->printer->lines.several_inks &&
           length > LINE_LEAST * MAX(thick, 0.25) && c->thin->len < MOST_THIN;
}

static void end_piece(LhPfContent *c)
{
    if (c->piece.x1 <= c->piece.x2 && is_thin(c))
        g_array_append_val(c->thin, c->piece);
    c->piece = lh_pf_nothing;
    c->straight = TRUE;
}

static void end_path(LhPfContent *c)
{
    c->path = c->piece = lh_pf_nothing;
    c->straight = TRUE;
    g_array_set_size(c->thin, 0);
}

static void add_point(LhPfContent *c, double x, double y)
{
    lh_pf_extend(&c->path, &c->state.ctm, x, y);
    lh_pf_extend(&c->piece, &c->state.ctm, x, y);
}

static void add_points(LhPfContent *c, const LhTokens *operands, int n)
{
    for (int i = 0; i < n; i++)
        add_point(c, lh_tokens_number(operands, 2 * i), lh_tokens_number(operands, 2 * i + 1));
}

static void add_rectangle(LhPfContent *c, const LhTokens *operands)
{
    double x = lh_tokens_number(operands, 0), y = lh_tokens_number(operands, 1);
    double width = lh_tokens_number(operands, 2), height = lh_tokens_number(operands, 3);
    end_piece(c);
    add_point(c, x, y);
    add_point(c, x + width, y + height);
    add_point(c, x + width, y);
    add_point(c, x, y + height);
    end_piece(c);
}

/* ---- Painting ---- */

static void fill(LhPfContent *c)
{
    const LhPfColour *colour = &c->state.fill;
    end_piece(c);
    lh_pf_use(c, colour, &c->path);
    for (guint i = 0; i < c->thin->len && !*colour->pattern; i++) {
        const LhPfBox *box = &g_array_index(c->thin, LhPfBox, i);
        check_weight(c->pf, colour, MIN(box->x2 - box->x1, box->y2 - box->y1), box);
    }
}

static void stroke(LhPfContent *c)
{
    lh_pf_use(c, &c->state.stroke, &c->path);
    lh_pf_check_line(c, &c->state.stroke, c->state.width, &c->path);
}

static void paint(LhPfContent *c, const char *op)
{
    gboolean there = c->path.x1 <= c->path.x2;
    if (there && strchr("fFbB", *op))
        fill(c);
    if (there && strchr("sSbB", *op))
        stroke(c);
    end_path(c);
}

void lh_pf_op_path(LhPfContent *c, const LhTokens *operands, const char *op)
{
    switch (*op) {
    case 'm':
        end_piece(c);
        add_points(c, operands, 1);
        break;
    case 'l':
        add_points(c, operands, 1);
        break;
    case 'c':
        c->straight = FALSE;
        add_points(c, operands, 3);
        break;
    case 'v':
    case 'y':
        c->straight = FALSE;
        add_points(c, operands, 2);
        break;
    case 'r':
        add_rectangle(c, operands);
        break;
    case 'h':
        break;
    default:
        paint(c, op);
    }
}
