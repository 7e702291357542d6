#include "cli/change_text.hpp"
#include "cli/command.hpp"
#include "cli/json.hpp"
#include "cli/next.hpp"
#include "cli/text.hpp"
#include <gmig/app/import.hpp>
#include <gmig/support/text.hpp>

#include <fmt/format.h>

#include <memory>

namespace gmig::cli {
namespace {

struct ImportArguments {
    app::ImportOptions options;
    std::string tool;
};

std::string tool_of(const app::ImportResult& result) {
    return std::string(layout::to_string(result.tool));
}

void present_files(Session& session, const app::ImportResult& result) {
    for (const std::string& path : result.written) {
        session.out << (result.dry_run ? "would write " : "wrote ") << printable(path) << '\n';
    }
    session.out << fmt::format("{}: {} of {}'s", printable(result.folder),
                               counted(result.migrations, "migration"), tool_of(result));
    if (result.layout == layout::Kind::Gmig) {
        session.out << ", in gmig's own layout";
    }
    if (result.without_down > 0) {
        session.out << fmt::format(", {} without a way back", result.without_down);
    }
    session.out << '\n' << render_findings(session, result.findings);
}

void present_obstacles(Session& session, const app::Adoption& adoption) {
    for (const Error& obstacle : adoption.obstacles) {
        const std::string where = to_string(obstacle.where());
        session.out << fmt::format(
            "  {} {}{}\n    {}\n", session.paint("red", "in the way:"), printable(obstacle.what()),
            where.empty() ? "" : " (" + printable(where) + ")", printable(obstacle.next()));
    }
}

void present_table(Session& session, const app::Adoption& adoption) {
    const std::string where = printable(adoption.environment);
    if (adoption.table.empty()) {
        session.out << fmt::format("{}: no table of the tool's\n", where);
        return;
    }
    std::string others;
    if (adoption.interrupted > 0) {
        others += fmt::format(", and {} begun and not ended", adoption.interrupted);
    }
    if (adoption.without_file > 0) {
        others += fmt::format(", and {} that {} no file here", adoption.without_file,
                              adoption.without_file == 1 ? "has" : "have");
    }
    session.out << fmt::format(
        "{}: {} says that {} executed{}; gmig's ledger has {} of them\n", where,
        printable(adoption.table),
        adoption.executed == 1 ? "1 migration is"
                               : std::to_string(adoption.executed) + " migrations are",
        others, adoption.known == 0 ? "none" : std::to_string(adoption.known));
}

void present_plan(Session& session, const app::Adoption& adoption) {
    for (const app::AdoptedMigration& one : adoption.plan) {
        session.out << fmt::format("  adopt     {}  {}\n", printable(one.name),
                                   session.paint("dim", one.id.value));
    }
}

void present_differences(Session& session, const app::Adoption& adoption) {
    if (adoption.differences.empty()) {
        return;
    }
    session.out << fmt::format("{} is not what these migrations build. Somebody did:\n",
                               printable(adoption.environment));
    for (const std::string& difference : adoption.differences) {
        session.out << fmt::format("  {}\n", session.paint("red", printable(difference)));
    }
    session.out << "this would bring it to what they build:\n\n"
                << render_script(session, adoption.back.steps);
}

void present_adoption(Session& session, const app::ImportResult& result, bool asked) {
    const app::Adoption& adoption = *result.adoption;
    session.err << render_notes(session, adoption.notes);
    if (adoption.done) {
        present_differences(session, adoption);
        session.out << fmt::format(
            "adopted {} in {}: gmig executes there from now on, and {} "
            "stays as it is\n",
            counted(adoption.plan.size(), "migration"), printable(adoption.environment),
            printable(adoption.table));
        return;
    }
    present_table(session, adoption);
    if (asked) {
        present_plan(session, adoption);
        present_differences(session, adoption);
        if (adoption.plan.empty() && adoption.obstacles.empty() && adoption.adopted) {
            session.out << "nothing to do: it is adopted\n";
        }
    }
}

void present_conversion(Session& session, const app::Conversion& conversion) {
    for (const app::ConvertedFile& file : conversion.files) {
        if (!conversion.done || session.verbose) {
            session.out << fmt::format("  {}  from {}\n", printable(file.to),
                                       printable(join(file.from, ", ")));
        }
        for (const std::string& note : file.notes) {
            session.out << fmt::format("  {}: {}\n", printable(file.to), note);
        }
    }
    for (const std::string& path : conversion.left) {
        session.out << fmt::format("  {}: left in place, gmig does not execute it\n",
                                   printable(path));
    }
    session.out << fmt::format("{} {} to gmig's own layout{}\n",
                               conversion.done ? "converted" : "would convert",
                               counted(conversion.files.size(), "migration"),
                               conversion.done && conversion.staged ? ", staged in git" : "");
}

std::string next_after_import(const app::ImportResult& result, const app::ImportOptions& options) {
    const std::string again = "gmig import --from " + tool_of(result);
    if (result.conversion) {
        return result.conversion->done ? "git commit, then gmig status" : again + " --convert";
    }
    if (!result.adoption) {
        return result.dry_run ? again : "gmig status";
    }
    const app::Adoption& adoption = *result.adoption;
    const std::string option = adoption.option.empty() ? "" : " " + adoption.option;
    const std::string adopt = again + " --adopt";
    const bool something =
        !adoption.table.empty() && adoption.executed > adoption.known + adoption.taken_out;
    if (!something || (options.adopt && !options.dry_run)) {
        return "gmig status" + option;
    }
    return adopt + option + (options.adopt ? "" : " --dry-run");
}

/// Of one that the user named it is told as an error is.
void present_unasked(Session& session, const app::ImportResult& result) {
    if (result.not_asked.empty() || result.named) {
        return;
    }
    session.out << "no environment was asked: " << printable(result.not_asked) << '\n';
    if (result.unreachable) {
        session.out << "    " << printable(next_of(*result.unreachable)) << '\n';
    }
}

void present_import(const app::ImportResult& result, const app::ImportOptions& options,
                    Session& session) {
    present_files(session, result);
    present_unasked(session, result);
    if (result.adoption) {
        present_adoption(session, result, options.adopt);
        if (!options.adopt) {
            present_obstacles(session, *result.adoption);
        }
    }
    if (result.conversion) {
        present_conversion(session, *result.conversion);
    }
    const bool hindered = result.adoption && !result.adoption->obstacles.empty();
    if (result.conversion || (!hindered && !result.named)) {
        session.out << "next: " << next_after_import(result, options) << '\n';
    }
}

/// A look only tells what is in the way; whoever asked for adoption is refused by it, and so is
/// who named an environment that cannot be looked at.
const Error* refusal_of(const app::ImportResult& result, const app::ImportOptions& options) {
    if (result.named) {
        return &*result.unreachable;
    }
    const bool refused = options.adopt && result.adoption && !result.adoption->obstacles.empty();
    return refused ? &result.adoption->obstacles.front() : nullptr;
}

int run_import(const ImportArguments& arguments, Session& session) {
    show_progress(session);
    app::ImportOptions options = arguments.options;
    options.tool = *layout::kind_from(arguments.tool);
    const app::ImportResult result = app::import_history(session.request, options);
    end_progress(session);
    if (session.json) {
        session.out << to_json(result);
    } else if (!session.quiet) {
        present_import(result, options, session);
    }
    const Error* const refusal = refusal_of(result, options);
    if (refusal != nullptr && !session.json) {
        session.err << render_error(*refusal, session.color_errors);
    }
    return refusal == nullptr ? exit_code::done : refusal->exit_code();
}

}  // namespace

Run declare_import(Options& options) {
    auto arguments = std::make_shared<ImportArguments>();
    OptionSpec& from = options.option("--from", &arguments->tool, "The tool that it is");
    from.required = true;
    for (const std::string_view name : layout::kind_names().subspan(1)) {  // but gmig's own
        from.choices.emplace_back(name);
    }
    options.option("--adopt", &arguments->options.adopt,
                   "Let gmig execute from now on: write what the tool executed into the ledger");
    options.option("--convert", &arguments->options.convert,
                   "Rewrite the files to gmig's own layout");
    options.option("--accept-drift", &arguments->options.accept_drift,
                   "Adopt although the schema is not what the migrations build");
    options.option("--dry-run", &arguments->options.dry_run,
                   "Show what would be done, change nothing");
    return [arguments](Session& session) { return run_import(*arguments, session); };
}

}  // namespace gmig::cli
