/* The book in a browser: for `serve` and `proof --serve`. */
#ifndef LONGHAND_CLI_SERVE_H
#define LONGHAND_CLI_SERVE_H

#include "command.h"
#include "pipeline.h"

#define LH_SERVE_PORT 7878

/* Shows the chapters of @options on @port of this machine until the program is interrupted. */
LhExit lh_serve_pages(const LhPipelineOptions *options, int port);

#endif
