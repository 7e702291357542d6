#include "cli/command.hpp"
#include "cli/json.hpp"
#include "cli/text.hpp"
#include <gmig/app/files.hpp>
#include <gmig/support/process.hpp>
#include <gmig/support/text.hpp>

#include <fmt/format.h>

#include <memory>

namespace gmig::cli {
namespace {

int run_init(const app::InitOptions& arguments, Session& session) {
    show_progress(session);
    app::InitOptions options = arguments;
    options.url = session.request.url;
    const app::InitResult result = app::init(session.request, options);
    if (session.json) {
        session.out << to_json(result);
        return exit_code::done;
    }
    if (session.quiet) {
        return exit_code::done;
    }
    for (const std::string& path : result.written) {
        session.out << (options.dry_run ? "would write " : "wrote ") << printable(path) << '\n';
    }
    if (result.detected) {
        session.out << fmt::format(
            "{0} is laid out as {1} does it, and is read in place.\n"
            "  where {1} has executed it, {1} goes on, and gmig watches;\n"
            "  what letting gmig execute instead would mean: gmig import --from {1}\n",
            printable(result.folder), layout::to_string(*result.detected));
    }
    session.out << "next: " << (result.detected ? "gmig status" : "gmig new NAME") << '\n';
    return exit_code::done;
}

struct NewArguments {
    app::NewOptions options;
    std::string format;
    bool edit = false;
};

/// The editor that git users have set, on the new file.
void edit(const Session& session, const std::filesystem::path& file) {
    std::string editor;
    for (const char* const name : {"VISUAL", "EDITOR"}) {
        if (editor.empty()) {
            editor = session.request.variable(name).value_or("");
        }
    }
    if (editor.empty()) {
        throw Error(Error::Kind::Usage, "no editor is set")
            .at({.file = file.string()})
            .state("the migration is written")
            .next("set EDITOR, or open the file");
    }
    // EDITOR may hold arguments ("code --wait"), so a shell takes it apart, as git does.
    const int code =
        run_attached({.arguments = {"/bin/sh", "-c", editor + " \"$@\"", editor, file.string()},
                      .directory = {},
                      .input = {},
                      .environment = {}});
    if (code != 0) {
        throw Error(Error::Kind::Environment, "the editor ended with " + std::to_string(code))
            .at({.file = file.string()})
            .state("the migration is written");
    }
}

int run_new(const NewArguments& arguments, Session& session) {
    show_progress(session);
    app::NewOptions options = arguments.options;
    options.json = arguments.format == "json";
    const app::WrittenMigration written = app::new_migration(session.request, options);
    if (session.json) {
        session.out << to_json(written);
    } else {
        session.out << printable(written.path) << '\n';
    }
    if (arguments.edit && !arguments.options.dry_run) {
        edit(session, written.file);
    }
    return exit_code::done;
}

/// What `add` did besides the files that it was given; without any it says so in any case.
std::string head_file_line(const app::AddResult& result, bool dry_run) {
    if (!result.head_file.empty()) {
        return (dry_run ? "would put right " : "put right ") + printable(result.head_file) + '\n';
    }
    if (!result.written.empty()) {
        return "";
    }
    return result.heads > 1 ? "gmig.head stays as it is, for there are " +
                                  std::to_string(result.heads) + " heads: gmig log --graph\n"
                            : "nothing to do\n";
}

int run_add(const app::AddOptions& options, Session& session) {
    show_progress(session);
    const app::AddResult result = app::add(session.request, options);
    if (session.json) {
        session.out << to_json(result);
        return exit_code::done;
    }
    if (session.quiet) {
        return exit_code::done;
    }
    for (const app::WrittenMigration& one : result.written) {
        session.out << fmt::format("{} {} {}\n", one.id.value,
                                   one.changed ? "written into" : "stands already in",
                                   printable(one.path));
    }
    session.out << head_file_line(result, options.dry_run);
    return exit_code::done;
}

}  // namespace

Run declare_init(Options& options) {
    auto arguments = std::make_shared<app::InitOptions>();
    options.option("--dry-run", &arguments->dry_run, "Show what would be written");
    return [arguments](Session& session) { return run_init(*arguments, session); };
}

Run declare_new(Options& options) {
    auto arguments = std::make_shared<NewArguments>();
    options.argument("name", &arguments->options.name, "What it does: \"add categories\"")
        .required = true;
    options.option("--as", &arguments->format, "The kind of file").choices = {"sql", "json"};
    options.option("--edit", &arguments->edit, "Open it in your editor");
    options.option("--dry-run", &arguments->options.dry_run, "Print the path, write nothing");
    return [arguments](Session& session) { return run_new(*arguments, session); };
}

Run declare_add(Options& options) {
    auto arguments = std::make_shared<app::AddOptions>();
    options.argument("file", &arguments->files, "Migration files; none: put gmig.head right");
    options.option("--new-id", &arguments->new_id, "An id of its own, after the head");
    options.option("--restore", &arguments->restore, "The id that the ledger or HEAD has for it");
    options.option("--dry-run", &arguments->dry_run, "Show what would be written");
    return [arguments](Session& session) { return run_add(*arguments, session); };
}

}  // namespace gmig::cli
