#include "cli/command.hpp"
#include "cli/parser.hpp"
#include <gmig/support/text.hpp>

#include <fmt/format.h>

#include <memory>

namespace gmig::cli {
namespace {

std::string joined_names(const std::vector<CommandWords>& words) {
    std::vector<std::string> names;
    for (const CommandWords& command : words) {
        names.push_back(command.name);
    }
    return join(names, " ");
}

std::string bash(const std::vector<CommandWords>& words) {
    std::string text =
        "# bash completion for gmig; `source <(gmig completion bash)`\n"
        "_gmig() {\n"
        "    local current=${COMP_WORDS[COMP_CWORD]} command= word\n"
        "    for word in \"${COMP_WORDS[@]:1:COMP_CWORD-1}\"; do\n"
        "        case $word in -*) ;; *) command=$word; break ;; esac\n"
        "    done\n"
        "    case $command in\n";
    for (const CommandWords& command : words) {
        text += fmt::format("    {}) COMPREPLY=($(compgen -f -W '{}' -- \"$current\")) ;;\n",
                            command.name, join(command.options, " "));
    }
    text += fmt::format(
        "    *) COMPREPLY=($(compgen -W 'help {}' -- \"$current\")) ;;\n"
        "    esac\n"
        "}}\n"
        "complete -o filenames -F _gmig gmig\n",
        joined_names(words));
    return text;
}

std::string zsh(const std::vector<CommandWords>& words) {
    std::string text =
        "#compdef gmig\n"
        "# zsh completion for gmig; `source <(gmig completion zsh)`\n"
        "_gmig() {\n"
        "    local -a commands=(\n";
    for (const CommandWords& command : words) {
        text += fmt::format("        '{}:{}'\n", command.name, command.summary);
    }
    text +=
        "    )\n"
        "    if (( CURRENT == 2 )); then _describe command commands; return; fi\n"
        "    case $words[2] in\n";
    for (const CommandWords& command : words) {
        text += fmt::format("    {}) compadd -- {}; _files ;;\n", command.name,
                            join(command.options, " "));
    }
    return text +
           "    esac\n"
           "}\n"
           "compdef _gmig gmig\n";
}

std::string fish(const std::vector<CommandWords>& words) {
    std::string text = "# fish completion for gmig; `gmig completion fish | source`\n";
    for (const CommandWords& command : words) {
        text += fmt::format("complete -c gmig -n __fish_use_subcommand -a {} -d '{}'\n",
                            command.name, command.summary);
        for (const std::string& option : command.options) {
            const bool is_long = option.starts_with("--");
            text += fmt::format("complete -c gmig -n '__fish_seen_subcommand_from {}' -{} {}\n",
                                command.name, is_long ? "l" : "s", option.substr(is_long ? 2 : 1));
        }
    }
    return text;
}

}  // namespace

Run declare_completion(Options& options) {
    auto shell = std::make_shared<std::string>();
    OptionSpec& spec = options.argument("shell", shell.get(), "bash, zsh or fish");
    spec.required = true;
    spec.choices = {"bash", "zsh", "fish"};
    return [shell](Session& session) {
        const std::vector<CommandWords> words = command_words();
        session.out << (*shell == "bash"  ? bash(words)
                        : *shell == "zsh" ? zsh(words)
                                          : fish(words));
        return exit_code::done;
    };
}

}  // namespace gmig::cli
