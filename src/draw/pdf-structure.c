/* The tree of tags, as PDF 1.5 (14.7) has it: elements, marked content, links, and the way back
 * from a page's content to its elements. Links are annotations with an element of their own. */
#include "pdf.h"

#include <string.h>

/* An element being put together. */
typedef struct Node Node;
struct Node {
    const LhTag *tag; /* NULL = a Link */
    Node *parent;     /* NULL = the document */
    int object;
    int page; /* object of the page of its first content; 0 = none */
    gboolean has_heads; /* a table: it has a TH */
    GString *kids;
};

typedef struct {
    LhPdfFile *file;
    const LhPages *pages;
    GHashTable *nodes; /* LhTag -> Node */
    GPtrArray *order;  /* every Node, as made */
    Node *document;
    int root;
    GString *numbers;      /* the parent tree's Nums of pages … */
    GString *link_numbers; /* … and of annotations, whose keys come after */
    int next_key;          /* of the parent tree */
    GHashTable *placed;    /* ids of drawn pages, and the LhPage where each is */
    int heading;           /* the level of the last heading; 0 = none yet */
    gboolean accessible;
} Tree;

static Node *node_new(Tree *tree, const LhTag *tag, Node *parent)
{
    Node *node = g_new0(Node, 1);

    node->tag = tag;
    node->parent = parent;
    node->object = lh_pdf_reserve(tree->file);
    node->kids = g_string_new(NULL);
    g_ptr_array_add(tree->order, node);
    if (parent)
        g_string_append_printf(parent->kids, "%d 0 R ", node->object);
    return node;
}

/* Notes what the author may have left out that PDF/UA-1 asks (ISO 14289-1, 7.3 to 7.5): an alternate text, a
 * level of headings, a table's heads. */
static void judge(Tree *tree, const Node *node)
{
    LhTagKind kind = node->tag ? node->tag->kind : LH_TAG_DOCUMENT;
    Node *up = node->parent;

    if (kind == LH_TAG_FIGURE && !(node->tag->alt && *node->tag->alt))
        tree->accessible = FALSE;
    if (kind >= LH_TAG_H1 && kind <= LH_TAG_H6) {
        int level = (int) (kind - LH_TAG_H1) + 1;
        tree->accessible &= level <= tree->heading + 1;
        tree->heading = level;
    }
    while (kind == LH_TAG_TH && up && !(up->tag && up->tag->kind == LH_TAG_TABLE))
        up = up->parent;
    if (kind == LH_TAG_TH && up)
        up->has_heads = TRUE;
}

static void node_free(gpointer data)
{
    Node *node = data;

    g_string_free(node->kids, TRUE);
    g_free(node);
}

static const LhTag *skip_document(const LhTag *tag)
{
    while (tag && tag->kind == LH_TAG_DOCUMENT)
        tag = tag->parent;
    return tag;
}

/* The element of @tag, made with its parents when it is first met. */
static Node *find_node(Tree *tree, const LhTag *tag)
{
    tag = skip_document(tag);
    if (tag == NULL)
        return tree->document;
    Node *node = g_hash_table_lookup(tree->nodes, tag);
    if (node == NULL) {
        node = node_new(tree, tag, find_node(tree, tag->parent));
        g_hash_table_insert(tree->nodes, (gpointer) tag, node);
        judge(tree, node);
    }
    return node;
}

/* ---- Content ---- */

/* Hangs marked content @mcid of the page object @page into @node. */
static void add_content(Node *node, int page, guint mcid)
{
    if (node->page == 0)
        node->page = page;
    if (node->page == page)
        g_string_append_printf(node->kids, "%u ", mcid);
    else
        g_string_append_printf(node->kids, "<</Type/MCR/Pg %d 0 R/MCID %u>>", page, mcid);
}

/* Whether a link leads to a page that is drawn, or out of the book. */
static gboolean leads_somewhere(const Tree *tree, const char *link, const char **anchor,
                                const char **uri)
{
    lh_pages_resolve_link(tree->pages, link, anchor, uri);
    if (*anchor && !g_hash_table_contains(tree->placed, *anchor))
        *anchor = NULL;
    return *anchor || *uri;
}

/* The element that holds @mark: its tag's, or a Link in it. */
static Node *node_of_mark(Tree *tree, const LhPdfMark *mark)
{
    Node *node = find_node(tree, mark->tag);
    const char *anchor, *uri;

    if (mark->link == NULL || !leads_somewhere(tree, mark->link, &anchor, &uri))
        return node;
    return node_new(tree, NULL, node);
}

/* ---- Annotations ---- */

static void append_target(GString *out, const char *anchor, const char *uri)
{
    if (anchor) {
        g_string_append(out, "/Dest");
        lh_pdf_bytes(out, anchor, strlen(anchor));
        return;
    }
    g_autofree char *plain = g_uri_escape_string(uri, ":/?#[]@!$&*+,;=%", FALSE);
    g_string_append(out, "/A<</S/URI/URI");
    lh_pdf_bytes(out, plain, strlen(plain));
    g_string_append(out, ">>");
}

/* The number of the page where @anchor is, as printed: what a link to it is told as. */
static const char *label_of(const Tree *tree, const char *anchor)
{
    const LhPage *page = g_hash_table_lookup(tree->placed, anchor);

    return page && *page->label ? page->label : anchor;
}

/* Adds the annotation of @link; returns its object, 0 = it leads nowhere. */
static int add_annotation(Tree *tree, const LhPdfLink *link, Node *node, int page)
{
    const char *anchor, *uri;
    GString *body;
    int object;

    if (!leads_somewhere(tree, link->link, &anchor, &uri))
        return 0;
    object = lh_pdf_reserve(tree->file);
    body = g_string_new("<</Type/Annot/Subtype/Link/F 4/Border[0 0 0]/Rect[");
    lh_pdf_number(body, link->x1, 2);
    g_string_append_c(body, ' ');
    lh_pdf_number(body, link->y1, 2);
    g_string_append_c(body, ' ');
    lh_pdf_number(body, link->x2, 2);
    g_string_append_c(body, ' ');
    lh_pdf_number(body, link->y2, 2);
    g_string_append_printf(body, "]/StructParent %d", tree->next_key);
    append_target(body, anchor, uri);
    g_string_append(body, "/Contents");
    lh_pdf_text(body, anchor ? label_of(tree, anchor) : uri);
    g_string_append(body, ">>");
    lh_pdf_add(tree->file, object, body);
    g_string_append_printf(node->kids, "<</Type/OBJR/Obj %d 0 R/Pg %d 0 R>>", object, page);
    g_string_append_printf(tree->link_numbers, "%d %d 0 R ", tree->next_key++, node->object);
    return object;
}

/* ---- Pages ---- */

/* The elements and annotations of one sheet, whose key in the parent tree is @key. */
static void add_sheet(Tree *tree, const LhPdfSheet *sheet, int page, int key, GString **annotations)
{
    GString *row = g_string_new("[");
    g_autofree Node **nodes = g_new0(Node *, sheet->marks->len + 1);

    for (guint m = 0; m < sheet->marks->len; m++) {
        nodes[m] = node_of_mark(tree, &g_array_index(sheet->marks, LhPdfMark, m));
        add_content(nodes[m], page, m);
        g_string_append_printf(row, "%d 0 R ", nodes[m]->object);
    }
    g_string_append_c(row, ']');
    int object = lh_pdf_reserve(tree->file);
    lh_pdf_add(tree->file, object, row);
    g_string_append_printf(tree->numbers, "%d %d 0 R ", key, object);
    for (guint i = 0; i < sheet->links->len; i++) {
        const LhPdfLink *link = &g_array_index(sheet->links, LhPdfLink, i);
        if (link->mark < 0)
            continue;
        int annotation = add_annotation(tree, link, nodes[link->mark], page);
        if (annotation == 0)
            continue;
        if (*annotations == NULL)
            *annotations = g_string_new(NULL);
        g_string_append_printf(*annotations, "%d 0 R ", annotation);
    }
}

/* ---- Elements ---- */

static void append_attributes(GString *body, const LhTag *tag)
{
    if (tag && tag->kind == LH_TAG_TH)
        g_string_append(body, "/A<</O/Table/Scope/Column>>");
    if (tag && tag->kind == LH_TAG_FIGURE) {
        g_string_append(body, "/Alt");
        lh_pdf_text(body, tag->alt ? tag->alt : "");
    }
}

static void add_node(Tree *tree, const Node *node)
{
    const char *name = node == tree->document ? "Document"
                       : node->tag            ? lh_draw_tag_name(node->tag->kind)
                                              : "Link";
    GString *body = g_string_new(NULL);

    g_string_append_printf(body, "<</Type/StructElem/S/%s/P %d 0 R", name,
                           node->parent ? node->parent->object : tree->root);
    if (node->page)
        g_string_append_printf(body, "/Pg %d 0 R", node->page);
    append_attributes(body, node->tag);
    if (node->tag && node->tag->kind == LH_TAG_NOTE)
        g_string_append_printf(body, "/ID(note-%d)", node->object);
    if (node->tag && node->tag->kind == LH_TAG_TABLE)
        tree->accessible &= node->has_heads;
    g_string_append_printf(body, "/K[%s]>>", node->kids->str);
    lh_pdf_add(tree->file, node->object, body);
}

static void add_root(Tree *tree)
{
    GString *body = g_string_new(NULL), *numbers = g_string_new(NULL);
    int parents = lh_pdf_reserve(tree->file);

    g_string_append_printf(numbers, "<</Nums[%s%s]>>", tree->numbers->str, tree->link_numbers->str);
    lh_pdf_add(tree->file, parents, numbers);
    g_string_append_printf(
        body, "<</Type/StructTreeRoot/K %d 0 R/ParentTree %d 0 R/ParentTreeNextKey %d>>",
        tree->document->object, parents, tree->next_key);
    lh_pdf_add(tree->file, tree->root, body);
}

static void collect_places(Tree *tree, const LhPdfSheet *sheets, int n_sheets)
{
    for (int i = 0; i < n_sheets; i++)
        for (guint k = 0; k < sheets[i].places->len; k++)
            g_hash_table_insert(tree->placed,
                                (gpointer) g_array_index(sheets[i].places, LhPdfPlace, k).id,
                                (gpointer) sheets[i].page);
}

int lh_pdf_add_structure(LhPdfFile *file, const LhPages *pages, LhPdfSheet *sheets, int n_sheets,
                         const int *page_ids, GPtrArray *annotations, gboolean *accessible)
{
    const LhBook *book = pages->book;
    Tree tree = {.file = file, .pages = pages, .next_key = n_sheets};

    tree.accessible = book && book->title && *book->title && book->language;

    tree.nodes = g_hash_table_new(NULL, NULL);
    tree.placed = g_hash_table_new(g_str_hash, g_str_equal);
    tree.order = g_ptr_array_new_with_free_func(node_free);
    tree.numbers = g_string_new(NULL);
    tree.link_numbers = g_string_new(NULL);
    tree.root = lh_pdf_reserve(file);
    tree.document = node_new(&tree, NULL, NULL);
    collect_places(&tree, sheets, n_sheets);
    for (int i = 0; i < n_sheets; i++) {
        add_sheet(&tree, &sheets[i], page_ids[i], i, (GString **) &annotations->pdata[i]);
        tree.accessible &= !sheets[i].unwritten;
    }
    for (guint i = 0; i < tree.order->len; i++)
        add_node(&tree, tree.order->pdata[i]);
    add_root(&tree);
    *accessible = tree.accessible;
    g_hash_table_unref(tree.nodes);
    g_hash_table_unref(tree.placed);
    g_ptr_array_unref(tree.order);
    g_string_free(tree.numbers, TRUE);
    g_string_free(tree.link_numbers, TRUE);
    return tree.root;
}
