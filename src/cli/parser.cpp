#include "cli/parser.hpp"

#include <gmig/layout/config.hpp>
#include <gmig/support/error.hpp>
#include <gmig/support/text.hpp>

#include <CLI/CLI.hpp>

#include <memory>

namespace gmig::cli {
namespace {

constexpr const char* description =
    "Version control for a database schema: migrations are treated like commits.";

void declare_globals(Options& options, GlobalOptions& globals) {
    options.option("-C", &globals.directory, "Run as if started in this folder");
    options.option("-p,--project", &globals.project, "The project, where gmig.json has several");
    options.option("-e,--env", &globals.environment, "The environment (default: local)");
    options.option("--url", &globals.url, "A database's URL instead of an environment");
    options.option("--json", &globals.json, "Print one JSON object");
    options.option("-q,--quiet", &globals.quiet, "Print errors only");
    options.option("-v,--verbose", &globals.verbose, "Print more");
    options.option("--no-color", &globals.no_color, "Print without colours");
    options.option("-y,--yes", &globals.yes, "Answer questions with yes");
    options.option("--accept-data-loss", &globals.accept_data_loss,
                   "Consent to the loss of data that was announced");
    options.option("--confirm", &globals.confirm, "The environment's name, as a confirmation");
    options.option("--migrations", &globals.folders,
                   "The migrations' folder; again for its former places");
    const auto layouts = layout::kind_names();
    options.option("--layout", &globals.layout, "How the folder is laid out").choices = {
        layouts.begin(), layouts.end()};
    options.option("--dialect", &globals.dialect, "The dialect of SQL").choices = {"sqlite",
                                                                                   "postgresql"};
}

/// What CLI11 gives for an option whose value was left out.
constexpr const char* no_value = "{}";

/// Adds one option to CLI11's, whatever its target is.
class Adder {
public:
    Adder(CLI::App& app, const OptionSpec& spec) : app_(app), spec_(spec) {}

    CLI::Option* operator()(bool* target) const {
        return app_.add_flag(spec_.names, *target, spec_.help);
    }
    CLI::Option* operator()(std::vector<std::string>* target) const {
        CLI::Option* const option = app_.add_option(spec_.names, *target, spec_.help);
        return spec_.argument ? option : option->allow_extra_args(false);
    }
    CLI::Option* operator()(std::optional<std::string>* target) const {
        if (!spec_.value_optional) {
            return app_.add_option(spec_.names, *target, spec_.help);
        }
        return app_
            .add_option(
                spec_.names,
                [target](const CLI::results_t& values) {
                    *target = values.empty() || values.front() == no_value ? "" : values.front();
                    return true;
                },
                spec_.help)
            ->expected(0, 1);
    }
    CLI::Option* operator()(std::optional<std::size_t>* target) const {
        // CLI11 reads "-1" into an unsigned number as a very large one.
        return app_.add_option(spec_.names, *target, spec_.help)
            ->check(CLI::Validator(
                [](const std::string& text) {
                    return text.starts_with('-') ? "it counts from 0" : std::string();
                },
                "N"));
    }
    template <class Value>
    CLI::Option* operator()(Value* target) const {
        return app_.add_option(spec_.names, *target, spec_.help);
    }

private:
    CLI::App& app_;
    const OptionSpec& spec_;
};

void add_all(CLI::App& app, const Options& options, const std::string& group) {
    for (const OptionSpec& spec : options.specs()) {
        CLI::Option* const option = std::visit(Adder(app, spec), spec.target);
        option->required(spec.required);
        if (!spec.choices.empty()) {
            option->check(CLI::IsMember(spec.choices));
        }
        if (!group.empty() && !spec.argument) {
            option->group(group);
        }
        if (spec.hidden) {
            option->group("");
        }
    }
}

/// "help" and "help COMMAND" as the options that CLI11 knows.
std::vector<std::string> without_help_command(std::vector<std::string> arguments) {
    if (!arguments.empty() && arguments.front() == "help") {
        arguments.erase(arguments.begin());
        arguments.emplace_back("--help");
    }
    return arguments;
}

/// What git gives a hook is no option and no command, whatever a remote is called.
std::vector<std::string> with_hook_arguments_apart(std::vector<std::string> arguments) {
    const bool is_hook = arguments.size() > 2 && arguments.front() == "hook";
    if (is_hook && !arguments[1].starts_with('-')) {
        arguments.insert(arguments.begin() + 2, "--");
    }
    return arguments;
}

[[noreturn]] void refuse(const CLI::ParseError& problem, const CLI::App& app) {
    std::string command;
    for (const CLI::App* const chosen : app.get_subcommands()) {
        command = chosen->get_name();
    }
    const std::vector<std::string> unknown = app.remaining();
    const bool no_such_command =
        command.empty() && !unknown.empty() && !unknown.front().starts_with('-');
    throw Error(Error::Kind::Usage, no_such_command
                                        ? "there is no command '" + printable(unknown.front()) + "'"
                                        : printable(problem.what()))
        .state("nothing has changed")
        .next("gmig help" + (command.empty() ? "" : " " + command));
}

}  // namespace

Parsed parse(const std::vector<std::string>& arguments, const std::string& version) {
    Parsed parsed;
    CLI::App app{description, "gmig"};
    app.set_help_flag("-h,--help", "Print help");
    app.set_version_flag("--version", "gmig " + version);
    app.require_subcommand(1);
    app.get_formatter()->column_width(32);
    Options globals;
    declare_globals(globals, parsed.globals);
    add_all(app, globals, "Everywhere");
    for (const Command& command : commands()) {
        CLI::App* const sub =
            app.add_subcommand(std::string(command.name), std::string(command.summary));
        sub->group(std::string(command.group));
        sub->fallthrough();
        Options options;
        sub->callback([run = command.declare(options), &parsed] { parsed.run = run; });
        add_all(*sub, options, "");
    }
    std::vector<std::string> words = with_hook_arguments_apart(without_help_command(arguments));
    std::ranges::reverse(words);  // CLI11 takes them last first
    try {
        app.parse(words);
    } catch (const CLI::CallForVersion& request) {
        parsed.text = std::string(request.what()) + "\n";
    } catch (const CLI::CallForHelp&) {
        parsed.text = app.help();
    } catch (const CLI::CallForAllHelp&) {
        parsed.text = app.help("", CLI::AppFormatMode::All);
    } catch (const CLI::ParseError& problem) {
        refuse(problem, app);
    }
    return parsed;
}

std::vector<CommandWords> command_words() {
    GlobalOptions globals;
    Options everywhere;
    declare_globals(everywhere, globals);
    std::vector<CommandWords> all;
    for (const Command& command : commands()) {
        Options options;
        command.declare(options);
        CommandWords words{std::string(command.name), std::string(command.summary), {}};
        for (const Options* const source : {&options, &everywhere}) {
            for (const OptionSpec& spec : source->specs()) {
                if (spec.argument || spec.hidden) {
                    continue;
                }
                for (const std::string_view name : split_on(spec.names, ',')) {
                    words.options.emplace_back(name);
                }
            }
        }
        all.push_back(std::move(words));
    }
    return all;
}

}  // namespace gmig::cli
