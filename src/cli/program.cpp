#include "cli/json.hpp"
#include "cli/main.hpp"
#include "cli/parser.hpp"
#include "cli/text.hpp"
#include "cli/version.hpp"
#include <gmig/db/url.hpp>
#include <gmig/layout/config.hpp>
#include <gmig/support/text.hpp>

#include <iostream>
#include <iterator>
#include <string>

namespace gmig::cli {
namespace {

bool wants_color(const Environment& environment, const GlobalOptions& globals, bool is_terminal) {
    const auto variable = environment.variables.find("NO_COLOR");
    const bool refused = variable != environment.variables.end() && !variable->second.empty();
    return is_terminal && !refused && !globals.no_color;
}

bool ask(std::ostream& err, const std::string& question) {
    err << "gmig: " << printable(question) << " [y/N] " << std::flush;
    std::string answer;
    std::getline(std::cin, answer);
    return answer == "y" || answer == "Y" || answer == "yes";
}

std::string read_input() {
    return {std::istreambuf_iterator<char>(std::cin), std::istreambuf_iterator<char>()};
}

app::Request request_of(const Environment& environment, const GlobalOptions& globals,
                        std::ostream& err) {
    app::Request request;
    request.directory = globals.directory.empty()
                            ? environment.directory
                            : (environment.directory / globals.directory).lexically_normal();
    if (!std::filesystem::is_directory(request.directory)) {
        throw Error(Error::Kind::Usage, "there is no such folder")
            .at({.file = request.directory.string()});
    }
    request.variables = environment.variables;
    request.now = environment.now;
    request.gmig_version = version;
    for (const std::string& argument : environment.arguments) {
        // It is kept, and shown: a URL's password is not.
        const bool may_be_url = argument.find("://") != std::string::npos;
        const std::string shown = may_be_url ? db::redact(argument, argument) : argument;
        request.command += (request.command.empty() ? "" : " ") + shell_word(shown);
    }
    request.project = globals.project;
    request.environment = globals.environment;
    request.url = globals.url;
    request.folders = globals.folders;
    if (globals.layout) {
        request.layout = layout::kind_from(*globals.layout);
    }
    if (globals.dialect) {
        request.dialect = *globals.dialect == "sqlite" ? Dialect::Sqlite : Dialect::Postgresql;
    }
    request.yes = globals.yes;
    request.accept_data_loss = globals.accept_data_loss;
    request.confirm = globals.confirm;
    if (environment.input_is_terminal && environment.errors_are_terminal && !globals.json) {
        request.ask = [&err](const std::string& question) { return ask(err, question); };
    }
    return request;
}

/// Whether --json was written, for errors before (or in) the command line's own parsing.
bool asks_for_json(const Environment& environment) {
    for (const std::string& argument : environment.arguments) {
        if (argument == "--json") {
            return true;
        }
    }
    return false;
}

int report(const Error& error, const Environment& environment, std::ostream& out,
           std::ostream& err) {
    if (asks_for_json(environment)) {
        out << to_json(error);
    }
    err << render_error(error, wants_color(environment, {}, environment.errors_are_terminal));
    return error.exit_code();
}

int run_parsed(const Parsed& parsed, const Environment& environment, std::ostream& out,
               std::ostream& err) {
    if (!parsed.run) {
        out << parsed.text;
        return exit_code::done;
    }
    const GlobalOptions& globals = parsed.globals;
    Session session{
        .request = request_of(environment, globals, err),
        .out = out,
        .err = err,
        .json = globals.json,
        .quiet = globals.quiet,
        .verbose = globals.verbose,
        .color = wants_color(environment, globals, environment.output_is_terminal),
        .color_errors = wants_color(environment, globals, environment.errors_are_terminal),
        .to_terminal = environment.output_is_terminal,
        .progress_bar = environment.errors_are_terminal && !globals.json,
        .read_input = [is_terminal = environment.input_is_terminal] {
            return is_terminal ? std::string() : read_input();
        }};
    return parsed.run(session);
}

}  // namespace

int run_program(const Environment& environment, std::ostream& out, std::ostream& err) {
    try {
        return run_parsed(parse(environment.arguments, version), environment, out, err);
    } catch (const Error& error) {
        return report(error, environment, out, err);
    } catch (const std::bad_alloc&) {
        return report(Error(Error::Kind::Environment, "there is not enough memory"), environment,
                      out, err);
    } catch (const std::exception& error) {
        return report(Error(Error::Kind::Internal, std::string("internal error: ") + error.what()),
                      environment, out, err);
    }
}

}  // namespace gmig::cli
