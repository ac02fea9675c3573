# Completion of longhand for bash.

_longhand()
{
    local current=$2 previous=$3 command=${COMP_WORDS[1]} options
    COMPREPLY=()
    if [ "$COMP_CWORD" -eq 1 ]; then
        mapfile -t COMPREPLY < <(compgen -W 'build check cover dump help new notes preflight preview proof serve watch where --help --version' -- "$current")
        return
    fi

    # `--target=pri` comes as three words.
    if [ "$current" = '=' ]; then
        current=
    elif [ "$previous" = '=' ]; then
        previous=${COMP_WORDS[COMP_CWORD - 2]}
    fi
    case $command:$previous in
    help:help) options='build check cover dump help new notes preflight preview proof serve watch where' ;;
    build:-t | build:--target | dump:-t | dump:--target) options='screen print' ;;
    build:-f | build:--format) options='pdf png dump' ;;
    check:-f | check:--format) options='text json github' ;;
    preflight:-f | preflight:--format) options='text json' ;;
    build:-p | build:--printer | cover:-p | cover:--printer | preflight:-p | preflight:--printer) options='ingram kdp lulu offset x4' ;;
    build:--inks) options='colour mono' ;;
    build:-t | build:--target | dump:-t | dump:--target | proof:-t | proof:--target) options='screen print' ;;
    proof:-p | proof:--paper) options='a4 letter a3 tabloid' ;;
    dump:-s | dump:--stage) options='tree galley pages' ;;
    *:-j | *:--jobs | *:-e | *:--edition | build:-c | build:--chapters | build:--dpi | cover:--paper | cover:--pages | cover:--spine | cover:--width) return ;;
    preview:-f | preview:--format) options='text json' ;;
    *:-j | *:--jobs | *:-e | *:--edition | build:-c | build:--chapters | build:--dpi) return ;;
    preview:-c | preview:--chapters | preview:-p | preview:--pages) return ;;
    build:-t | build:--target | dump:-t | dump:--target | serve:-t | serve:--target | watch:-t | watch:--target) options='screen print' ;;
    build:-f | build:--format | watch:-f | watch:--format) options='pdf png dump' ;;
    cover:-p | cover:--printer) options='kdp ingram lulu offset x4' ;;
    *:-j | *:--jobs | *:-e | *:--edition | build:-c | build:--chapters | build:--dpi | watch:-c | watch:--chapters | watch:--dpi | serve:-p | serve:--port | cover:--paper | cover:--pages | cover:--spine | cover:--width) return ;;
    esac
    if [ -n "$options" ]; then
        mapfile -t COMPREPLY < <(compgen -W "$options" -- "$current")
        return
    fi

    case $command:$current in
    build:-*)
        options='--output --target --printer --inks --chapters --format --dpi --report --timings --edition --jobs --quiet --verbose --help'
        options='--output --target --chapters --format --dpi --report --map --timings --edition --jobs --quiet --verbose --help'
    build:-* | watch:-*)
        options='--output --target --chapters --format --dpi --report --timings --edition --jobs --quiet --verbose --help'
        ;;
    cover:-*)
        options='--printer --paper --pages --spine --output --front --width --edition --jobs --quiet --verbose --help'
        ;;
    check:-*) options='--format --run --edition --jobs --quiet --verbose --help' ;;
    serve:-*) options='--port --target --edition --jobs --quiet --verbose --help' ;;
    dump:-*) options='--stage --target --edition --jobs --quiet --verbose --help' ;;
    preflight:-*) options='--printer --format --quiet --help' ;;
    preview:-*) options='--output --pages --chapters --format --edition --jobs --quiet --verbose --help' ;;
    proof:-*)
        options='--output --paper --target --since --no-spelling --serve --port --timings --edition --jobs --quiet --verbose --help'
        ;;
    where:-*) options='--map --edition --jobs --quiet --verbose --help' ;;
    *:-*) options='--help' ;;
    help:*) return ;;
    *)
        compopt -o filenames
        mapfile -t COMPREPLY < <(compgen -f -- "$current")
        return
        ;;
    esac
    mapfile -t COMPREPLY < <(compgen -W "$options" -- "$current")
}

complete -F _longhand longhand
