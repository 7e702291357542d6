#include "cli/change_text.hpp"
#include "cli/command.hpp"
#include "cli/json.hpp"
#include "cli/text.hpp"
#include <gmig/app/baseline.hpp>
#include <gmig/support/text.hpp>

#include <fmt/format.h>

#include <memory>
#include <ostream>

namespace gmig::cli {
namespace {

void tell_differences(Session& session, const std::vector<std::string>& differences) {
    session.err << "the database has what the migration does not build:\n";
    for (const std::string& words : differences) {
        session.err << fmt::format("  {}\n", session.paint("red", printable(words)));
    }
    session.err << std::flush;
}

void present_baseline(Session& session, const app::BaselineResult& result, bool dry_run) {
    const std::string where = printable(result.environment);
    if (!result.changed) {
        session.out << fmt::format("{} is recorded in {} already\n", printable(result.name), where);
        return;
    }
    if (result.writes && dry_run) {
        session.out << (session.to_terminal ? printable_lines(result.text) : result.text);
    }
    std::ostream& told = dry_run ? session.err : session.out;
    if (result.writes) {
        told << fmt::format("{} {}\n", dry_run ? "would write" : "wrote", printable(result.path));
    }
    told << fmt::format("{} {} in {} as executed, without running it\n",
                        dry_run ? "would record" : "recorded", printable(result.name), where);
    if (result.pending > 0) {
        told << fmt::format("next: gmig execute -e {}, for {} behind it\n",
                            shell_word(result.environment), counted(result.pending, "migration"));
    }
}

int run_baseline(const app::BaselineOptions& arguments, Session& session) {
    show_progress(session);
    app::BaselineOptions options = arguments;
    if (!session.json) {
        options.announce = [&session](const std::vector<std::string>& differences) {
            tell_differences(session, differences);
        };
    }
    const app::BaselineResult result = app::baseline(session.request, options);
    end_progress(session);
    if (session.json) {
        session.out << to_json(result, options.dry_run);
        return exit_code::done;
    }
    session.err << render_notes(session, result.notes);
    if (!session.quiet) {
        present_baseline(session, result, options.dry_run);
    }
    return exit_code::done;
}

}  // namespace

Run declare_baseline(Options& options) {
    auto arguments = std::make_shared<app::BaselineOptions>();
    options.argument("name", &arguments->name, "What the first migration is called (baseline)");
    options.option("--accept-drift", &arguments->accept_drift,
                   "Let be what the migration does not build");
    options.option("--dry-run", &arguments->dry_run, "Show what would be written and recorded");
    return [arguments](Session& session) { return run_baseline(*arguments, session); };
}

}  // namespace gmig::cli
