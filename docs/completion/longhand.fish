# Completion of longhand for fish.

set -l commands build check dump help new
complete -c longhand -n "not __fish_seen_subcommand_from $commands" -f
complete -c longhand -n "not __fish_seen_subcommand_from $commands" -a build -d 'Typeset a book'
complete -c longhand -n "not __fish_seen_subcommand_from $commands" -a check -d 'Find everything that is wrong with a book'
complete -c longhand -n "not __fish_seen_subcommand_from $commands" -a dump -d 'Show what a stage has made of a book, as text'
complete -c longhand -n "not __fish_seen_subcommand_from $commands" -a help -d 'Tell how a command is called'
complete -c longhand -n "not __fish_seen_subcommand_from $commands" -a new -d 'Make a starter book'
complete -c longhand -n "not __fish_seen_subcommand_from $commands" -l version -d 'Show the version'
complete -c longhand -s h -l help -d 'Show help'

complete -c longhand -n '__fish_seen_subcommand_from build' -s o -l output -r -F -d 'Write FILE'
complete -c longhand -n '__fish_seen_subcommand_from build dump' -s t -l target -x -a 'screen print' -d 'Make pages for'
complete -c longhand -n '__fish_seen_subcommand_from build' -s c -l chapters -x -d 'Write only these chapters'
complete -c longhand -n '__fish_seen_subcommand_from build' -s f -l format -x -a 'pdf png dump' -d 'Write this'
complete -c longhand -n '__fish_seen_subcommand_from build' -l dpi -x -d 'Dots an inch of png pages'
complete -c longhand -n '__fish_seen_subcommand_from build' -l report -r -F -d 'Write the layout defects'
complete -c longhand -n '__fish_seen_subcommand_from build' -l timings -d 'Say what each stage took'
complete -c longhand -n '__fish_seen_subcommand_from check' -s f -l format -x -a 'text json' -d 'Print this'
complete -c longhand -n '__fish_seen_subcommand_from check' -l run -d 'Run the listings too'
complete -c longhand -n '__fish_seen_subcommand_from dump' -s s -l stage -x -a 'tree galley pages' -d 'Show this stage'
complete -c longhand -n '__fish_seen_subcommand_from build check dump' -s e -l edition -x -d 'Make this edition'
complete -c longhand -n '__fish_seen_subcommand_from build check dump' -s j -l jobs -x -d 'Work on N chapters at a time'
complete -c longhand -n '__fish_seen_subcommand_from build check dump' -s q -l quiet -d 'Say nothing but errors'
complete -c longhand -n '__fish_seen_subcommand_from build check dump' -s v -l verbose -d 'Say notes too'
complete -c longhand -n '__fish_seen_subcommand_from help' -f -a 'build check dump help new'
