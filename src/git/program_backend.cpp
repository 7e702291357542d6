#include "git/program_backend.hpp"

#include "git/commit_text.hpp"
#include "git/commits.hpp"
#include "git/config_file.hpp"
#include "git/files.hpp"
#include "git/folder_path.hpp"
#include "git/index_file.hpp"
#include "git/listing.hpp"
#include <gmig/support/error.hpp>
#include <gmig/support/text.hpp>

#include <fmt/core.h>

#include <algorithm>

namespace gmig::git {
namespace {

// A line each.
std::string objects_of(const std::vector<FileObject>& files) {
    std::string lines;
    for (const auto& file : files) {
        lines += file.object + "\n";
    }
    return lines;
}

// `arguments`, then these as the only paths; nothing where the top is one of them.
std::vector<std::string> limited_to(std::vector<std::string> arguments,
                                    const std::vector<std::string>& paths) {
    const std::size_t count = arguments.size();
    arguments.emplace_back("--");
    for (const std::string& path : paths) {
        const std::string whole = join(folder_parts(path), "/");
        if (whole.empty()) {
            arguments.resize(count);
            break;
        }
        arguments.push_back(whole);
    }
    return arguments;
}

// "**/" is also no folder at all (gitglossary(7), pathspec).
std::string in_any_folder(const std::string& name) {
    return ":(top,glob)**/" + name;
}

// Paths that git ended with a NUL each.
std::vector<std::string> paths_in(std::string_view text) {
    std::vector<std::string> paths;
    for (const std::string_view path : split_on(text, '\0')) {
        if (!path.empty()) {
            paths.emplace_back(path);
        }
    }
    return paths;
}

// Sorted, each once.
std::vector<std::string> in_order(std::vector<std::string> paths) {
    std::ranges::sort(paths);
    paths.erase(std::unique(paths.begin(), paths.end()), paths.end());
    return paths;
}

}  // namespace

ProgramBackend::ProgramBackend(Place place, Variables variables)
    : place_(place), variables_(variables), git_(std::move(place), std::move(variables)) {}

std::optional<std::string> ProgramBackend::parse(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), {"rev-parse", "--verify", "--quiet"});
    const ProcessResult result = git_.run(std::move(arguments));
    if (result.exit_code == 0) {
        return std::string(trim(result.out));
    }
    const auto says = [&](std::string_view what) {
        return result.err.find(what) != std::string::npos;
    };
    if (result.exit_code != 1 && !says("no upstream configured") && !says("no such branch")) {
        // It ends as a broken repository does.
        static_cast<void>(git_.output({"rev-parse", "--git-dir"}));
    }
    return std::nullopt;
}

std::optional<CommitId> ProgramBackend::head() {
    auto name = parse({"HEAD"});
    return name ? std::optional(CommitId{std::move(*name)}) : std::nullopt;
}

std::optional<std::string> ProgramBackend::branch() {
    const ProcessResult result = git_.run({"symbolic-ref", "--quiet", "HEAD"});
    if (result.exit_code == 1) {
        return std::nullopt;
    }
    if (result.exit_code != 0) {
        refuse(result);
    }
    const std::string_view target = trim(result.out);
    return std::string(target.starts_with(branches_folder) ? target.substr(branches_folder.size())
                                                           : target);
}

std::optional<std::string> ProgramBackend::upstream(const std::string& branch) {
    return parse({"--abbrev-ref=strict", "--end-of-options", branch + "@{upstream}"});
}

std::vector<std::string> ProgramBackend::branches() {
    constexpr std::string_view folder = "refs/heads/";
    const std::string names = git_.output({"for-each-ref", "--format=%(refname)", "refs/heads"});
    std::vector<std::string> branches;
    for (const std::string_view name : split_on(names, '\n')) {
        if (name.starts_with(folder)) {
            branches.emplace_back(name.substr(folder.size()));
        }
    }
    return branches;
}

std::optional<CommitId> ProgramBackend::find_commit(const std::string& revision) {
    auto name = parse({"--end-of-options", revision + "^{commit}"});
    // "^main" is one to rev-parse: "what main has not".
    return name && is_object_name(*name) ? std::optional(CommitId{std::move(*name)}) : std::nullopt;
}

void ProgramBackend::refuse_blocked_folder(const CommitId& commit,
                                           const std::string& folder) const {
    for (const auto& path : folder_prefixes(folder)) {
        const std::string text =
            git_.output({"ls-tree", "-z", "--full-tree", commit.value, "--", path});
        for (const auto& entry : parse_tree_listing(text)) {
            if (entry.path == path && (entry.mode & mode_type) != mode_folder) {
                refuse_as_folder(path, describe(commit), entry.mode);
            }
        }
    }
}

std::vector<FileObject> ProgramBackend::tree_objects(const CommitId& commit,
                                                     const FolderQuery& query) {
    require_object_name(commit);
    const std::string prefix = folder_prefix(query.folder);
    const std::string text = git_.output(limited_to(
        {"ls-tree", "-r", "-t", "-z", "--full-tree", commit.value + "^{commit}"}, {query.folder}));
    if (text.empty()) {
        refuse_blocked_folder(commit, query.folder);
    }
    std::vector<FileObject> files;
    for (const auto& entry : parse_tree_listing(text)) {
        // Those on the way to the folder are listed too.
        if (!entry.path.starts_with(prefix)) {
            if (entry.path == join(folder_parts(query.folder), "/") &&
                (entry.mode & mode_type) != mode_folder) {
                refuse_as_folder(entry.path, describe(commit), entry.mode);
            }
            continue;
        }
        const std::string_view path = entry.path.substr(prefix.size());
        if (takes(query, describe(commit), path, entry.mode)) {
            files.push_back({std::string(path), std::string(entry.object)});
        }
    }
    sort_by_path(files);
    return files;
}

std::optional<std::string> ProgramBackend::folder_tree(const CommitId& commit,
                                                       const std::string& folder) {
    require_object_name(commit);
    const std::string whole = join(folder_parts(folder), "/");
    if (whole.empty()) {
        return std::string(trim(git_.output({"rev-parse", commit.value + "^{tree}"})));
    }
    const std::string text =
        git_.output({"ls-tree", "-z", "--full-tree", commit.value + "^{commit}", "--", whole});
    for (const auto& entry : parse_tree_listing(text)) {
        if (entry.path == whole && (entry.mode & mode_type) == mode_folder) {
            return std::string(entry.object);
        }
    }
    return std::nullopt;
}

std::string ProgramBackend::empty_tree() const {
    const auto text = read_git_file(place_.common_dir / "config");
    const auto format = config_value(text.value_or(""), "extensions", "objectformat");
    return format && ascii_lower(*format) == "sha256"
               ? "6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321"
               : "4b825dc642cb6eb9a060e54bf8d69288fbee4904";
}

// Against the empty tree, diff-index lists all that would be committed, and unlike ls-files it
// leaves out what was only announced by `git add -N`.
std::vector<IndexEntry> ProgramBackend::staged(const std::string& folder) const {
    const std::string text = git_.output(
        limited_to({"diff-index", "--cached", "--raw", "-z", "--no-renames", "--no-abbrev",
                    "--ita-invisible-in-index", "--ignore-submodules=none", empty_tree()},
                   {folder}));
    return parse_index_listing(text, folder_prefix(folder));
}

void ProgramBackend::refuse_blocked_folder(const std::string& folder) const {
    for (const auto& path : folder_prefixes(folder)) {
        for (const auto& entry : parse_index_listing(
                 git_.output({"diff-index", "--cached", "--raw", "-z", "--no-renames",
                              "--no-abbrev", "--ignore-submodules=none", empty_tree(), "--", path}),
                 {})) {
            if (entry.path == path) {
                refuse_as_folder(path, the_index, entry.mode);
            }
        }
    }
}

std::vector<FileObject> ProgramBackend::index_objects(const FolderQuery& query) {
    auto entries = staged(query.folder);
    if (entries.empty()) {
        refuse_blocked_folder(query.folder);
    }
    return staged_files(std::move(entries), query);
}

std::vector<std::string> ProgramBackend::conflicted_paths(const std::string& folder) {
    return staged_conflicts(staged(folder));
}

std::vector<FileContent> ProgramBackend::read(const std::vector<FileObject>& files) {
    if (files.empty()) {
        return {};
    }
    check_batch(git_.output({"cat-file", "--batch-check", "--buffer"}, objects_of(files)), files);
    return parse_batch(git_.output({"cat-file", "--batch", "--buffer"}, objects_of(files)), files);
}

std::vector<FileContent> ProgramBackend::read_small(const std::vector<FileObject>& files,
                                                    std::uint64_t most) {
    if (files.empty()) {
        return {};
    }
    const std::vector<std::uint64_t> sizes =
        sizes_in(git_.output({"cat-file", "--batch-check", "--buffer"}, objects_of(files)), files);
    std::vector<FileObject> small;
    for (std::size_t at = 0; at < files.size(); ++at) {
        if (sizes[at] <= most) {
            small.push_back(files[at]);
        }
    }
    return read(small);
}

Repository::Authorship ProgramBackend::authorship(const CommitId& commit) {
    require_object_name(commit);
    return parse_commit(git_.output({"cat-file", "commit", commit.value}));
}

std::optional<std::string> ProgramBackend::file(const std::optional<CommitId>& commit,
                                                const std::string& path) {
    return file_of(git_, commit, path);
}

std::vector<CommitId> ProgramBackend::parents(const CommitId& commit) {
    return parents_of(git_, commit);
}

bool ProgramBackend::index_differs(const std::vector<std::string>& paths) {
    const ProcessResult result =
        git_.run(limited_to({"diff-index", "--cached", "--quiet", "--ita-invisible-in-index",
                             "--ignore-submodules=none", "HEAD"},
                            paths));
    if (result.exit_code <= 1) {
        return result.exit_code == 1;
    }
    if (head()) {
        refuse(result);
    }
    // Before the first commit.
    return std::ranges::any_of(paths,
                               [this](const std::string& path) { return !staged(path).empty(); });
}

// Every commit's hook asks this: reading the index takes a millisecond, starting git five.
std::optional<std::vector<std::string>> ProgramBackend::read_tracked(
    const std::string& name) const {
    const auto config = read_git_file(place_.common_dir / "config");
    if (config_value(config.value_or(""), "extensions", "objectformat")) {
        return std::nullopt;  // names of objects have another length
    }
    try {
        const auto bytes = read_git_file(index_path(place_, variables_));
        return bytes ? paths_in_index(*bytes, name) : std::vector<std::string>();
    } catch (const Error&) {
        return std::nullopt;
    }
}

std::vector<std::string> ProgramBackend::tracked(const std::string& name) {
    auto read = read_tracked(name);
    return in_order(read ? *std::move(read)
                         : paths_in(git_.output({"--no-literal-pathspecs", "ls-files", "-z",
                                                 "--full-name", "--", in_any_folder(name)})));
}

std::vector<std::string> ProgramBackend::removed(const std::string& name, const CommitId& before) {
    require_object_name(before);
    return in_order(paths_in(git_.output(
        {"--no-literal-pathspecs", "diff-index", "--cached", "-z", "--name-only", "--no-renames",
         "--diff-filter=D", "--ignore-submodules=none", before.value, "--", in_any_folder(name)})));
}

std::optional<CommitId> ProgramBackend::added_by(const std::string& path, const CommitId& from) {
    require_object_name(from);
    const std::string name =
        git_.output({"-c", "log.follow=false", "log", "-1", "--format=%H", "--diff-filter=A",
                     "--no-renames", "--diff-merges=c", "--no-show-signature", "--no-patch",
                     "--no-ext-diff", from.value, "--", join(folder_parts(path), "/")});
    const std::string commit(trim(name));
    // Where a shallow clone ends, every file seems to have been added.
    if (commit.empty() || shallow_commits(place_, variables_).find(commit) != std::string::npos) {
        return std::nullopt;
    }
    return CommitId{commit};
}

std::optional<std::string> ProgramBackend::config(const std::string& key) {
    const ProcessResult result = git_.run({"config", "--null", "--get", key});
    if (result.exit_code == 1) {
        return std::nullopt;
    }
    if (result.exit_code != 0) {
        refuse(result);
    }
    return result.out.substr(0, result.out.find('\0'));
}

void ProgramBackend::fetch(const std::vector<FileObject>& files) {
    if (files.empty()) {
        return;
    }
    const ProcessResult remotes =
        git_.run({"config", "--null", "--name-only", "--get-regexp", "^remote\\..*\\.promisor$"});
    std::string_view remote = remotes.out;
    remote = remote.substr(0, remote.find('\0'));
    constexpr std::string_view before = "remote.";
    constexpr std::string_view after = ".promisor";
    if (remote.size() <= before.size() + after.size()) {
        return;
    }
    remote = remote.substr(before.size(), remote.size() - before.size() - after.size());
    // As git itself does for one (promisor-remote.c).
    static_cast<void>(
        git_.run({"-c", "fetch.negotiationAlgorithm=noop", "fetch", "--quiet", "--no-tags",
                  "--no-write-fetch-head", "--recurse-submodules=no", "--filter=blob:none",
                  "--stdin", "--end-of-options", std::string(remote)},
                 objects_of(files)));
}

}  // namespace gmig::git
