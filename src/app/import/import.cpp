#include "app/import/adopt.hpp"
#include "app/import/convert.hpp"
#include "app/import/places.hpp"
#include <gmig/app/files.hpp>
#include <gmig/app/import.hpp>
#include <gmig/app/workspace.hpp>
#include <gmig/layout/conversion.hpp>
#include <gmig/support/text.hpp>

#include <algorithm>

namespace gmig::app {
namespace {

/// One that is told by --migrations, or found.
std::string choose_folder(const Request& request, const Workspace& workspace, layout::Kind tool) {
    if (!request.folders.empty()) {
        return workspace.project().migrations;
    }
    if (auto folder = find_folder(workspace, tool)) {
        return *std::move(folder);
    }
    throw Error(Error::Kind::Usage, "there are no migrations of " + tool_name(tool) + "'s in " +
                                        join(folders_of(tool), ", "))
        .at({.file = workspace.root().string()})
        .state("nothing has changed")
        .next("gmig import --from " + tool_name(tool) + " --migrations FOLDER");
}

/// Writes gmig.json where there is none; the request is then as if that had been there.
void set_up(Request& request, const ImportOptions& options, ImportResult& result) {
    request.layout = options.tool;
    Request here = request;
    here.may_have_no_project = true;
    const Workspace workspace(here);
    const std::string folder = choose_folder(request, workspace, options.tool);
    const std::filesystem::path place = workspace.root() / folder;
    request.folders = {place.string()};
    result.written = init(request, {.url = request.url, .dry_run = options.dry_run}).written;
}

/// What gmig.json says must be the tool's layout, or gmig's own after a conversion.
void require_fitting(const Workspace& workspace, const ImportOptions& options) {
    const layout::Kind layout = workspace.project().layout;
    const bool converted = layout == layout::Kind::Gmig;
    if (layout == options.tool) {
        return;
    }
    const std::string file = workspace.config_file().string();
    if (converted && options.convert) {
        throw Error(Error::Kind::Usage, "the files are in gmig's own layout already")
            .at({.file = file})
            .state("nothing has changed")
            .next("gmig status");
    }
    if (!converted) {
        throw Error(Error::Kind::Usage, "gmig.json says that the files are laid out as " +
                                            tool_name(layout) + " does it, not " +
                                            tool_name(options.tool))
            .at({.file = file})
            .state("nothing has changed")
            .next("gmig import --from " + tool_name(layout) + ", or put \"layout\": \"" +
                  tool_name(options.tool) + "\" into it");
    }
}

/// Files that a conversion wrote have their ids in them: others are no history of the tool's.
void require_converted_files(const layout::MigrationSet& set, const Workspace& workspace,
                             layout::Kind tool) {
    const bool converted = std::ranges::any_of(set.migrations, [&](const Migration& one) {
        return one.identity == Identity::Written && layout::version_in_name(tool, one.name);
    });
    if (workspace.project().layout == layout::Kind::Gmig && !converted) {
        throw Error(Error::Kind::Usage,
                    "gmig.json says that the files are in gmig's own layout, and in " +
                        printable(workspace.project().migrations) + " is none that was " +
                        tool_name(tool) + "'s")
            .at({.file = workspace.config_file().string()})
            .state("nothing has changed")
            .next("put the folder and \"layout\": \"" + tool_name(tool) + "\" into it");
    }
}

void look_at_files(const Workspace& workspace, ImportResult& result) {
    const layout::MigrationSet set = workspace.work_tree();
    require_converted_files(set, workspace, result.tool);
    result.layout = workspace.project().layout;
    result.folder = workspace.project().migrations;
    result.migrations = set.migrations.size();
    result.without_down = static_cast<std::size_t>(std::ranges::count_if(
        set.migrations, [](const Migration& one) { return !one.down.has_value(); }));
    result.findings = set.findings;
}

bool has_environment(const Request& request, const Workspace& workspace) {
    return !workspace.project().environments.empty() || request.url || request.environment;
}

/// What cannot be asked need not be, for a look.
void look(const Request& request, const Workspace& workspace, const ImportOptions& options,
          ImportResult& result) {
    if (!has_environment(request, workspace)) {
        result.not_asked = "gmig.json has no environment yet";
        return;
    }
    try {
        result.adoption = look_at_environment(request, workspace, options.tool);
        // Where gmig executes or nobody has, it hinders nothing that there is nothing to adopt.
        if (result.adoption->table.empty() && (result.adoption->adopted || options.convert)) {
            std::erase_if(result.adoption->obstacles, [](const Error& obstacle) {
                return obstacle.kind() == Error::Kind::Usage;
            });
        }
    } catch (const Error& error) {
        const bool is_about_reaching = error.kind() == Error::Kind::Usage ||
                                       error.kind() == Error::Kind::Environment ||
                                       error.kind() == Error::Kind::Database;
        if (!is_about_reaching || options.convert) {
            throw;
        }
        result.not_asked = error.what();
        result.unreachable = error;
        result.named = request.environment || request.url;
    }
}

/// What was executed here must not be executed again under another layout.
void require_adopted(const Adoption& adoption, layout::Kind tool) {
    const std::size_t missing = adoption.executed + adoption.interrupted + adoption.without_file -
                                adoption.known - adoption.taken_out;
    if (adoption.table.empty() || missing == 0) {
        return;
    }
    throw Error(Error::Kind::Guard, tool_name(tool) + " has executed " + std::to_string(missing) +
                                        (missing == 1 ? " migration in '" : " migrations in '") +
                                        printable(adoption.environment) +
                                        "' that gmig's ledger there does not have")
        .state("nothing has changed")
        .next("gmig import --from " + tool_name(tool) + " --adopt" + behind(adoption.option));
}

}  // namespace

ImportResult import_history(const Request& request, const ImportOptions& options) {
    ImportResult result;
    result.tool = options.tool;
    result.dry_run = options.dry_run;
    Request own = request;
    if (!options.dry_run) {
        finish_journal(Workspace(request), request);
    }
    if (!Workspace(own).has_config()) {
        set_up(own, options, result);
    }
    const Workspace workspace(own);
    require_fitting(workspace, options);
    look_at_files(workspace, result);
    if (options.adopt) {
        result.adoption = adopt_executions(own, workspace, options);
        if (!result.adoption->obstacles.empty()) {
            return result;
        }
    } else {
        look(own, workspace, options, result);
    }
    if (options.convert) {
        if (result.adoption && !options.adopt) {
            require_adopted(*result.adoption, options.tool);
        }
        result.conversion = convert_files(own, workspace, options.dry_run);
    }
    return result;
}

}  // namespace gmig::app
