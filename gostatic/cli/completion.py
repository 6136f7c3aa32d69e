"""``gostatic completion``: a static script per shell, made from the grammar, so that completing starts no program."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from gostatic.cli.exits import CLEAN
from gostatic.cli.grammar import parsers
from gostatic.cli.help_arguments import parse_completion
from gostatic.cli.packs import BUILT_IN
from gostatic.cli.terminal import write_output
from gostatic.cli.vocabulary import COMMANDS


class Option(NamedTuple):
    """One option of a command: its spellings, half a sentence, the words it takes ("" for any file), None for none."""

    names: tuple[str, ...]
    help: str
    values: tuple[str, ...] | None


def completion(words: Sequence[str]) -> int:
    """Prints the script for one shell."""
    shell = parse_completion(words)
    write_output({"bash": _bash, "zsh": _zsh, "fish": _fish}[shell]())
    return CLEAN


def options_of(command: str) -> tuple[Option, ...]:
    """The options of a command in the order of its help."""
    found = []
    for action in parsers()[command].options():
        if not action.option_strings:
            continue
        values: tuple[str, ...] | None = None
        if action.dest == "rules":
            values = BUILT_IN.ids()
        elif action.choices is not None:
            values = tuple(str(choice) for choice in action.choices)
        elif action.nargs != 0 and not isinstance(action, argparse.BooleanOptionalAction):
            values = ()
        found.append(Option(tuple(action.option_strings), (action.help or "").replace("%%", "%"), values))
    return tuple(found)


def words_of(command: str) -> tuple[str, ...]:
    """What a command takes besides options; () for files and folders."""
    if command == "explain":
        return BUILT_IN.ids()
    for action in parsers()[command].options():
        if not action.option_strings and action.choices is not None:
            return tuple(str(choice) for choice in action.choices)
    return ()


def _bash() -> str:
    lines = [
        "# gostatic completion for bash",
        "_gostatic() {",
        '    local word="${COMP_WORDS[COMP_CWORD]}" before="${COMP_WORDS[COMP_CWORD-1]}" command="${COMP_WORDS[1]}" words=""',
        "    COMPREPLY=()",
        '    if [ "$COMP_CWORD" -eq 1 ]; then',
        f'        COMPREPLY=($(compgen -W "{" ".join([*COMMANDS, "--help", "--version"])}" -- "$word"))',
        "        return",
        "    fi",
        '    case "$command $before" in',
    ]
    for command in COMMANDS:
        for option in options_of(command):
            if option.values:
                pattern = "|".join(f'"{command} {name}"' for name in option.names)
                lines.append(f'        {pattern}) words="{" ".join(option.values)}" ;;')
            elif option.values == ():
                pattern = "|".join(f'"{command} {name}"' for name in option.names)
                lines.append(f'        {pattern}) COMPREPLY=($(compgen -f -- "$word")); return ;;')
    lines += ["    esac", '    if [ -z "$words" ]; then', '        case "$command" in']
    for command in COMMANDS:
        names = " ".join(name for option in options_of(command) for name in option.names)
        words = " ".join(words_of(command))
        lines.append(f'            {command}) words="{words}"; [[ "$word" == -* ]] && words="{names}" ;;')
    lines += [
        "        esac",
        "    fi",
        '    if [ -n "$words" ]; then',
        '        COMPREPLY=($(compgen -W "$words" -- "$word"))',
        "    else",
        '        COMPREPLY=($(compgen -f -- "$word"))',
        "    fi",
        "}",
        "complete -o filenames -F _gostatic gostatic",
    ]
    return "\n".join(lines) + "\n"


def _zsh() -> str:
    lines = ["#compdef gostatic", "# gostatic completion for zsh", "_gostatic() {", "    local -a commands"]
    lines += ["    commands=("]
    lines += [f"        {_single(f'{name}:{what}')}" for name, what in COMMANDS.items()]
    lines += [
        "    )",
        "    if (( CURRENT == 2 )); then",
        "        _describe command commands",
        "        return",
        "    fi",
    ]
    lines += ["    local command=$words[2]", "    shift words", "    (( CURRENT-- ))", '    case "$command" in']
    for command in COMMANDS:
        lines.append(f"        {command})")
        lines.append("            _arguments \\")
        lines += [f"                {spec} \\" for spec in _zsh_specs(command)]
        words = words_of(command)
        what = f"*:word:({' '.join(words)})" if words else "*:path:_files"
        lines += [f"                {_single(what)}", "            ;;"]
    lines += ["    esac", "}"]
    # Both ways in: sourced (eval) and autoloaded from a folder of $fpath.
    lines += [
        'if [ "$funcstack[1]" = "_gostatic" ]; then',
        '    _gostatic "$@"',
        "else",
        "    compdef _gostatic gostatic",
        "fi",
    ]
    return "\n".join(lines) + "\n"


def _zsh_specs(command: str) -> Iterator[str]:
    for option in options_of(command):
        text = option.help.replace("[", "(").replace("]", ")").replace(":", "\\:")
        for name in option.names:
            takes = ""
            if option.values is not None:
                takes = f":value:({' '.join(option.values)})" if option.values else ":file:_files"
            yield _single(f"{name}[{text}]{takes}")


def _fish() -> str:
    lines = ["# gostatic completion for fish", "complete -c gostatic -n __fish_use_subcommand -f"]
    for name, what in COMMANDS.items():
        lines.append(f"complete -c gostatic -n __fish_use_subcommand -a {name} -d {_fish_text(what)}")
    for command in COMMANDS:
        when = f"-n '__fish_seen_subcommand_from {command}'"
        words = words_of(command)
        if words:
            lines.append(f"complete -c gostatic {when} -f -a '{' '.join(words)}'")
        for option in options_of(command):
            spelt = " ".join(f"-l {name[2:]}" if name.startswith("--") else f"-s {name[1:]}" for name in option.names)
            takes = ""
            if option.values is not None:
                takes = f" -x -a '{' '.join(option.values)}'" if option.values else " -r"
            lines.append(f"complete -c gostatic {when} {spelt}{takes} -d {_fish_text(option.help)}")
    return "\n".join(lines) + "\n"


def _single(text: str) -> str:
    """Quoted for zsh."""
    return "'" + text.replace("'", "'\\''") + "'"


def _fish_text(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"
