#include "git/staging.hpp"

#include "git/entries.hpp"
#include "git/files.hpp"
#include "git/folder_path.hpp"
#include <gmig/support/error.hpp>
#include <gmig/support/text.hpp>

namespace gmig::git {
namespace {

std::vector<std::string> limited_to(std::vector<std::string> arguments, const std::string& folder) {
    const std::string whole = join(folder_parts(folder), "/");
    if (!whole.empty()) {
        arguments.insert(arguments.end(), {"--", whole});
    }
    return arguments;
}

[[noreturn]] void refuse_entry(std::string_view line) {
    throw Error(Error::Kind::Repository,
                "git answered \"" + printable(line) + "\" where an entry of the index was expected")
        .next("git status");
}

// "100644 1a2b… 2", then a tab and the path.
StagedFile entry_from(std::string_view line) {
    const std::size_t tab = line.find('\t');
    const auto words = split_on(line.substr(0, tab), ' ');
    if (tab == std::string_view::npos || words.size() != 3) {
        refuse_entry(line);
    }
    return {.path = std::string(line.substr(tab + 1)),
            .mode = std::string(words[0]),
            .object = std::string(words[1]),
            .stage = static_cast<int>(parse_number(words[2], 10))};
}

bool is_conflict(char index, char work_tree) {
    return index == 'U' || work_tree == 'U' || (index == work_tree && index != '?' && index != 'M');
}

// The name of no object, in the length that this repository's names have.
std::string no_object(const Program& git) {
    const std::string name = git.output({"hash-object", "--stdin"});
    return std::string(trim(name).size(), '0');
}

}  // namespace

std::vector<StagedFile> staged_files(const Program& git, const std::string& folder) {
    const std::string text =
        git.output(limited_to({"ls-files", "--stage", "-z", "--full-name"}, folder));
    std::vector<StagedFile> entries;
    for (const std::string_view line : split_on(text, '\0')) {
        if (!line.empty()) {
            entries.push_back(entry_from(line));
        }
    }
    return entries;
}

Uncommitted uncommitted_files(const Program& git, const std::string& folder) {
    const std::string text =
        git.output(limited_to({"status", "--porcelain=v1", "-z", "--untracked-files=all",
                               "--no-renames", "--ignore-submodules=none"},
                              folder));
    constexpr std::size_t path_begin = 3;  // "XY path"
    Uncommitted found;
    for (const std::string_view line : split_on(text, '\0')) {
        if (line.size() <= path_begin || is_conflict(line[0], line[1])) {
            continue;
        }
        const std::string path(line.substr(path_begin));
        if (line[0] != ' ' && line[0] != '?') {
            found.staged.push_back(path);
        }
        if (line[1] != ' ') {
            found.unstaged.push_back(path);
        }
    }
    return found;
}

void stage_files(const Program& git, const std::vector<std::string>& paths) {
    std::string input;
    for (const std::string& path : paths) {
        input += path + '\0';
    }
    // One write of the index. A path in conflict is settled by it, one without a file goes.
    static_cast<void>(
        git.output({"update-index", "--add", "--remove", "-z", "--stdin"}, std::move(input)));
}

void restage_files(const Program& git, const std::vector<std::string>& paths,
                   const std::vector<StagedFile>& entries) {
    const std::string none = no_object(git);
    std::string input;
    for (const std::string& path : paths) {
        input += "0 " + none + '\t' + path + '\0';
    }
    for (const StagedFile& entry : entries) {
        input += entry.mode + ' ' + entry.object + ' ' + std::to_string(entry.stage) + '\t' +
                 entry.path + '\0';
    }
    static_cast<void>(git.output({"update-index", "-z", "--index-info"}, std::move(input)));
    // Entries made so know nothing of their files' times; what differs is not its business.
    static_cast<void>(git.run({"update-index", "-q", "--refresh"}));
}

std::optional<CommitId> commit_rebased_onto(const Place& place) {
    for (const char* const folder : {"rebase-merge", "rebase-apply"}) {
        if (const auto text = read_git_file(place.git_dir / folder / "onto")) {
            const std::string_view name = trim(*text);
            return is_object_name(name) ? std::optional(CommitId{std::string(name)}) : std::nullopt;
        }
    }
    return std::nullopt;
}

}  // namespace gmig::git
