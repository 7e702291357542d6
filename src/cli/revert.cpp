#include "cli/change_text.hpp"
#include "cli/command.hpp"
#include "cli/json.hpp"
#include "cli/text.hpp"
#include <gmig/app/revert.hpp>
#include <gmig/support/text.hpp>

#include <fmt/format.h>

#include <memory>

namespace gmig::cli {
namespace {

int run_revert(const app::RevertOptions& options, Session& session) {
    show_progress(session);
    const app::RevertResult result = app::revert(session.request, options);
    end_progress(session);
    if (session.json) {
        session.out << to_json(result);
        return exit_code::done;
    }
    session.err << render_notes(session, result.notes);
    if (!result.losses.empty() && !session.quiet) {
        session.err << fmt::format("executing it loses the data of: {}\n",
                                   printable(join(result.losses, ", ")));
    }
    if (options.dry_run && !session.quiet) {
        session.out << "would write ";
    }
    session.out << printable(result.written.path) << '\n';
    if (options.dry_run && !session.quiet) {
        session.out << '\n'
                    << (session.to_terminal ? printable_lines(result.up) : result.up)
                    << "\n-- down\n"
                    << (session.to_terminal ? printable_lines(result.down) : result.down);
    }
    return exit_code::done;
}

}  // namespace

Run declare_revert(Options& options) {
    auto arguments = std::make_shared<app::RevertOptions>();
    options.argument("migration", &arguments->migration, "@, @~N, an id, a name").required = true;
    options.option("--name", &arguments->name, "Of the new one (default: revert-NAME)");
    options.option("--dry-run", &arguments->dry_run, "Show what would be written");
    return [arguments](Session& session) { return run_revert(*arguments, session); };
}

}  // namespace gmig::cli
